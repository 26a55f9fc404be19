"use strict";
/** wx.downloadFile and what opens the file: to a folder of its own, with the habits of a phone. */
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { settle } = require("./network");

const OPENED = ["doc", "docx", "xls", "xlsx", "ppt", "pptx", "pdf"];

class Files {
  constructor(network) {
    this.network = network;
    /** What was opened or handed on: how, which bytes. */
    this.opened = [];
  }

  calls() {
    return {
      downloadFile: (options) => void this.download(options),
      openDocument: (options) => this.show("openDocument", options, OPENED.includes(options.fileType)),
      shareFileMessage: (options) => this.show("shareFileMessage", options, Boolean(options.fileName)),
    };
  }

  /** WeChat calls `success` for every status, and puts even a refusal into a file. */
  async download(options) {
    const url = new URL(options.url);
    const entry = { method: "GET", path: url.pathname.replace("/api/v1", ""), status: 0, header: options.header || {} };
    this.network.log.push(entry);
    try {
      if (this.network.isOffline) throw new Error("net::ERR_INTERNET_DISCONNECTED");
      const answer = await fetch(url, { headers: options.header });
      entry.status = answer.status;
      this.folder ??= fs.mkdtempSync(path.join(os.tmpdir(), "laurel-phone-"));
      const tempFilePath = path.join(this.folder, String(this.network.log.length));
      fs.writeFileSync(tempFilePath, Buffer.from(await answer.arrayBuffer()));
      settle(options, "success", { statusCode: answer.status, tempFilePath, errMsg: "downloadFile:ok" });
    } catch (error) {
      settle(options, "fail", { errMsg: `downloadFile:fail ${error.message}` });
    }
  }

  show(how, options, isOpened) {
    if (!isOpened) {
      settle(options, "fail", { errMsg: `${how}:fail filetype not supported` });
      return;
    }
    this.opened.push({ how, name: options.fileName || options.fileType, bytes: fs.readFileSync(options.filePath) });
    settle(options, "success", { errMsg: `${how}:ok` });
  }

  /** Forget what was fetched. */
  close() {
    if (this.folder) fs.rmSync(this.folder, { recursive: true });
  }
}

module.exports = { Files };
