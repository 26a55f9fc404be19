// @ts-check
/** Who is signed in. Tokens are kept on the phone; the openid never leaves the server. */
const transport = require("./transport");
const { Problem } = require("./problem");
const words = require("./words");

const KEPT = "laurel.tokens";
/** @typedef {{ access_token: string, refresh_token: string }} Tokens */

/** At most one renewal runs; whoever comes meanwhile waits for it. @type {Promise<string> | null} */
let renewing = null;

/** @returns {Tokens | null} */
function tokens() {
  return wx.getStorageSync(KEPT) || null;
}

/** The access token, after a sign-in if there is none. @returns {Promise<string>} */
async function token() {
  const found = tokens();
  return found ? found.access_token : renew("");
}

/**
 * Get another token in place of `spent`: by the refresh token, else by wx.login. A refresh token
 * works once, so that two renewals at a time would end the sign-in.
 * @param {string} spent @returns {Promise<string>}
 */
function renew(spent) {
  const found = tokens();
  if (found && found.access_token !== spent) return Promise.resolve(found.access_token);
  if (!renewing) {
    renewing = fresh(found).finally(() => {
      renewing = null;
    });
  }
  return renewing;
}

/** @param {Tokens | null} found */
async function fresh(found) {
  if (found) {
    try {
      return keep((await post("/sessions/refresh", { refresh_token: found.refresh_token })).data);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      wx.removeStorageSync(KEPT); // Spent or over: sign in anew.
    }
  }
  return keep((await post("/sessions", { code: await code() })).data);
}

/** @returns {Promise<string>} */
function code() {
  return new Promise((resolve, reject) => {
    const t = words.now();
    const failed = () => reject(new Problem({ status: 0, code: "login_failed", title: t.loginFailed }));
    wx.login({ success: (told) => (told.code ? resolve(told.code) : failed()), fail: failed });
  });
}

/** @param {Tokens} given */
function keep(given) {
  wx.setStorageSync(KEPT, { access_token: given.access_token, refresh_token: given.refresh_token });
  transport.forget();
  return given.access_token;
}

/** End this sign-in, here even when the mall cannot be reached. */
async function end() {
  const found = tokens();
  wx.removeStorageSync(KEPT);
  transport.forget();
  if (!found) return;
  try {
    await transport.send({ method: "DELETE", path: "/sessions/current", token: found.access_token });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

/** @param {string} path @param {object} body */
function post(path, body) {
  return transport.send({ method: "POST", path, body });
}

module.exports = { token, renew, end };
