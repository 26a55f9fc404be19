// @ts-check
/** Files that a member was handed: fetched with the member's own sign-in, then opened. */
const config = require("./config");
const session = require("./session");
const { refused, unreachable } = require("./problem");

/** What WeChat opens by itself; anything else goes on to where it can be read or heard. */
const OPENS = ["pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx"];

/** @typedef {{ name: string, format: string, url: string }} FileLink */

/** Fetch a file and open it. Throws a Problem. @param {FileLink} file */
async function open(file) {
  const token = await session.token();
  let answer = await fetch(file, token);
  if (answer.statusCode === 401) answer = await fetch(file, await session.renew(token));
  if (answer.statusCode !== 200) throw refused(answer.statusCode, null, 0);
  await hand(file, answer.tempFilePath);
}

/** @param {FileLink} file @param {string} token
 *  @returns {Promise<WechatMiniprogram.DownloadFileSuccessCallbackResult>} */
function fetch(file, token) {
  return new Promise((resolve, reject) => {
    wx.downloadFile({
      url: config.baseUrl() + file.url,
      header: { authorization: `Bearer ${token}` },
      success: resolve,
      fail: (error) => reject(unreachable(error.errMsg)),
    });
  });
}

/** That the member turned away from the list of chats is no failure. @param {FileLink} file @param {string} filePath */
function hand(file, filePath) {
  const format = file.format.toLowerCase();
  return new Promise((resolve) => {
    const complete = () => resolve(undefined);
    if (OPENS.includes(format)) {
      wx.openDocument({ filePath, fileType: /** @type {"pdf"} */ (format), showMenu: true, complete });
    } else {
      wx.shareFileMessage({ filePath, fileName: file.name, complete });
    }
  });
}

/** A size as people say it. @param {number} bytes */
function size(bytes) {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

module.exports = { open, size };
