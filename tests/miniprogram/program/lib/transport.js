// @ts-check
/** One request to the mall, without a sign-in: headers, the kept copies, and honest failures. */
const config = require("./config");
const times = require("./times");
const words = require("./words");
const { refused, unreachable } = require("./problem");

/** @typedef {{ data: any, meta: Record<string, any>, status: number, isReplayed: boolean }} Answer */
/** @typedef {{ method?: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: object, key?: string, token?: string }} Call */

const MOST_KEPT = 50;
/** Copies by address, language and reader, each with its ETag. @type {Map<string, { tag: string, body: any }>} */
const kept = new Map();

/** @param {Call} call @returns {Promise<Answer>} */
async function send(call) {
  const method = call.method || "GET";
  const place = [call.path, words.language(), call.token || ""].join(" ");
  const copy = method === "GET" ? kept.get(place) : undefined;
  const answer = await ask(call, method, copy && copy.tag);
  const status = answer.statusCode;
  if (status === 304 && copy) return read(copy.body, 200, answer.header);
  if (status < 200 || status >= 300) {
    throw refused(status, answer.data, Number(header(answer.header, "retry-after")) || 0);
  }
  const tag = header(answer.header, "etag");
  if (method === "GET" && tag) keep(place, tag, answer.data);
  const told = read(answer.data, status, answer.header);
  times.heard(told.meta.server_time);
  return told;
}

/** @param {Call} call @param {"GET" | "POST" | "PUT" | "DELETE"} method @param {string | undefined} tag
 *  @returns {Promise<WechatMiniprogram.RequestSuccessCallbackResult>} */
function ask(call, method, tag) {
  /** @type {Record<string, string>} */
  const headers = {
    "content-type": "application/json",
    "accept-language": words.language(),
    "x-client": `weapp/${config.VERSION}`,
  };
  if (call.token) headers.authorization = `Bearer ${call.token}`;
  if (call.key) headers["idempotency-key"] = call.key;
  if (tag) headers["if-none-match"] = tag;
  return new Promise((resolve, reject) => {
    wx.request({
      url: `${config.baseUrl()}/api/v1${call.path}`,
      method,
      data: call.body ? JSON.stringify(call.body) : undefined,
      header: headers,
      timeout: config.TIMEOUT_MS,
      success: resolve,
      fail: (error) => reject(unreachable(error.errMsg)),
    });
  });
}

/** @param {any} body @param {number} status @param {object} headers @returns {Answer} */
function read(body, status, headers) {
  const { data = null, meta = {} } = body && typeof body === "object" ? body : {};
  return { data, meta, status, isReplayed: header(headers, "idempotency-replayed") === "true" };
}

/** Keep an answer; the oldest goes first. @param {string} place @param {string} tag @param {any} body */
function keep(place, tag, body) {
  kept.delete(place);
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value || "");
  kept.set(place, { tag, body });
}

/** Forget what was read; another member may come. */
function forget() {
  kept.clear();
}

/** Servers and phones write header names as they like. @param {object} headers @param {string} name */
function header(headers, name) {
  const found = Object.entries(headers || {}).find(([one]) => one.toLowerCase() === name);
  return found ? String(found[1]) : "";
}

module.exports = { send, forget };
