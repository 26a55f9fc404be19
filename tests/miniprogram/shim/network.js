"use strict";
/** wx.request over fetch, with the habits that a phone has and a server does not. */

const METHODS = ["OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT"];
const MOST_AT_ONCE = 10;
const LONGEST_MS = 60000;
const REFERER = "https://servicewechat.com/touristappid/devtools/page-frame.html";

class Network {
  constructor(log) {
    this.log = log;
    this.isOffline = false;
    /** Calls whose answer gets lost on the way back: a test puts matchers here. */
    this.lost = [];
    this.listeners = new Set();
    this.running = 0;
    this.waiting = [];
  }

  /** What a mini-program may hear of the network. */
  events() {
    return {
      onNetworkStatusChange: (listener) => void this.listeners.add(listener),
      offNetworkStatusChange: (listener) => void this.listeners.delete(listener),
    };
  }

  /** Lose the network, or find it again. */
  turn(isConnected) {
    this.isOffline = !isConnected;
    [...this.listeners].forEach((one) => one({ isConnected, networkType: isConnected ? "wifi" : "none" }));
  }

  request(options) {
    const method = (options.method || "GET").toUpperCase();
    const task = { isAborted: false, stop: () => {}, abort() { this.isAborted = true; this.stop(); } };
    if (!METHODS.includes(method)) {
      this.fail(options, `invalid method ${method}`);
      return task;
    }
    this.waiting.push({ options, method, task });
    this.next();
    return task;
  }

  next() {
    while (this.running < MOST_AT_ONCE && this.waiting.length) {
      const one = this.waiting.shift();
      this.running += 1;
      this.run(one).finally(() => {
        this.running -= 1;
        this.next();
      });
    }
  }

  async run({ options, method, task }) {
    const url = address(options, method);
    const entry = { method, path: url.pathname.replace("/api/v1", "") + url.search, status: 0, header: options.header || {} };
    this.log.push(entry);
    const controller = new AbortController();
    task.stop = () => controller.abort();
    const timer = setTimeout(() => controller.abort("timeout"), Math.min(options.timeout || LONGEST_MS, LONGEST_MS));
    try {
      if (this.isOffline) throw new Error("net::ERR_INTERNET_DISCONNECTED");
      const answer = await fetch(url, {
        method,
        headers: headers(options.header),
        body: body(options, method),
        signal: controller.signal,
      });
      const text = await answer.text();
      entry.status = answer.status;
      entry.replayed = answer.headers.get("idempotency-replayed") === "true";
      if (this.isLost(entry)) throw new Error("net::ERR_CONNECTION_RESET");
      this.succeed(options, answer, text);
    } catch (error) {
      const isOver = controller.signal.aborted;
      const reason = isOver ? (controller.signal.reason === "timeout" ? "timeout" : "abort") : error.message;
      this.fail(options, reason);
    } finally {
      clearTimeout(timer);
    }
  }

  isLost(entry) {
    const place = this.lost.findIndex((one) => one(entry));
    if (place < 0) return false;
    this.lost.splice(place, 1);
    return true;
  }

  /** WeChat calls `success` for every status, and gives header names as it likes. */
  succeed(options, answer, text) {
    const header = {};
    answer.headers.forEach((value, name) => {
      header[name.replace(/(^|-)([a-z])/g, (found) => found.toUpperCase())] = value;
    });
    const isJson = (options.dataType || "json") === "json";
    const told = { statusCode: answer.status, header, cookies: [], data: isJson ? parsed(text) : text, errMsg: "request:ok" };
    settle(options, "success", told);
  }

  fail(options, reason) {
    settle(options, "fail", { errMsg: `request:fail ${reason}`, errno: 600000 });
  }
}

function address(options, method) {
  const url = new URL(options.url);
  const isRead = method === "GET" || method === "HEAD";
  if (isRead && options.data && typeof options.data === "object") {
    Object.entries(options.data).forEach(([name, value]) => url.searchParams.set(name, String(value)));
  }
  return url;
}

/** JSON unless said otherwise; a name is one name however it is written. */
function headers(given) {
  const told = new Headers({ "content-type": "application/json" });
  Object.entries(given || {}).forEach(([name, value]) => told.set(name, value));
  told.set("referer", REFERER);
  return told;
}

function body(options, method) {
  if (method === "GET" || method === "HEAD" || options.data === undefined) return undefined;
  return typeof options.data === "string" ? options.data : JSON.stringify(options.data);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function settle(options, outcome, told) {
  if (options[outcome]) options[outcome](told);
  if (options.complete) options.complete(told);
}

module.exports = { Network, settle };
