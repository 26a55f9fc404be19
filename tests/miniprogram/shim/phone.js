"use strict";
/**
 * A phone without a screen: runs an unmodified mini-program in Node, against a real server.
 * Timers, storage, the page stack and setData are real; what a person would do is told by `answers`.
 */
const fs = require("node:fs");
const path = require("node:path");
const { Files } = require("./files");
const { Network, settle } = require("./network");
const { draw, parse } = require("./screen");
const { tags, handler, evaluate } = require("./wxml");

const LARGEST_SET_DATA = 256 * 1024;
const DEEPEST_STACK = 10;
const QUIET = ["showLoading", "hideLoading", "hideToast", "stopPullDownRefresh"];

class Phone {
  constructor({ root, baseUrl, code, language = "zh_CN" }) {
    this.root = root;
    this.baseUrl = baseUrl;
    this.code = code;
    this.language = language;
    this.calls = [];
    this.shown = [];
    this.storage = new Map();
    this.clipboard = "";
    this.stack = [];
    this.app = {};
    this.network = new Network(this.calls);
    this.files = new Files(this.network);
    this.updates = 0;
    /** What the person does when asked; a payment may be paid, refused or cancelled. */
    this.answers = { modal: true, payment: async () => "ok", address: null };
    this.definition = JSON.parse(fs.readFileSync(path.join(root, "app.json"), "utf8"));
    this.install();
  }

  install() {
    Object.assign(globalThis, {
      wx: this.wx(),
      App: (given) => Object.assign(this.app, given),
      Page: (given) => { this.given = given; },
      Component: () => {},
      Behavior: (given) => given,
      getApp: () => this.app,
      getCurrentPages: () => this.stack,
    });
    Object.keys(require.cache).filter((one) => one.startsWith(this.root)).forEach((one) => delete require.cache[one]);
  }

  /** Start the mini-program at a page. */
  async launch(url = `/${this.definition.pages[0]}`) {
    require(path.join(this.root, "app.js"));
    this.app.globalData = structuredClone(this.app.globalData || {});
    this.call(this.app, "onLaunch", {});
    this.call(this.app, "onShow", {});
    this.open(url);
    return this;
  }

  get page() {
    return this.stack[this.stack.length - 1];
  }

  /** What stands on the page now, as text. */
  get text() {
    const own = Object.keys(this.definition.usingComponents);
    return draw(this.page.tree, this.page.data, own).replace(/\s+/g, " ").trim();
  }

  wx() {
    const ok = (options, told = {}) => options && settle(options, "success", { errMsg: "ok", ...told });
    const named = {
      request: (options) => this.network.request(options),
      ...this.network.events(),
      ...this.files.calls(),
      login: (options) => setTimeout(() => ok(options, { code: this.code() }), 0),
      getStorageSync: (name) => (this.storage.has(name) ? structuredClone(this.storage.get(name)) : ""),
      setStorageSync: (name, value) => void this.storage.set(name, structuredClone(value)),
      removeStorageSync: (name) => void this.storage.delete(name),
      getExtConfigSync: () => ({ baseUrl: this.baseUrl }),
      getAppBaseInfo: () => ({ language: this.language, SDKVersion: "3.7.2", theme: "light" }),
      getWindowInfo: () => ({ pixelRatio: 3, windowWidth: 375, windowHeight: 667 }),
      getUpdateManager: () => ({ onUpdateReady() {}, onCheckForUpdate() {}, onUpdateFailed() {}, applyUpdate: () => { this.updates += 1; } }),
      nextTick: (work) => setTimeout(work, 0),
      showToast: (options) => { this.shown.push(options.title); ok(options); },
      setNavigationBarTitle: (options) => { this.title = options.title; ok(options); },
      showModal: (options) => { this.shown.push(options.content); setTimeout(() => ok(options, { confirm: this.answers.modal, cancel: !this.answers.modal }), 0); },
      setClipboardData: (options) => { this.clipboard = options.data; ok(options); },
      chooseAddress: (options) => (this.answers.address ? ok(options, this.answers.address) : settle(options, "fail", { errMsg: "chooseAddress:fail cancel" })),
      requestPayment: (options) => void this.pay(options),
      navigateTo: (options) => { this.open(options.url); ok(options); },
      redirectTo: (options) => { this.shut(); this.open(options.url); ok(options); },
      navigateBack: (options) => { this.shut(); this.call(this.page, "onShow"); ok(options); },
      switchTab: (options) => this.tab(options, ok),
      reLaunch: (options) => { while (this.stack.length) this.shut(); this.open(options.url); ok(options); },
    };
    QUIET.forEach((one) => { named[one] = (options) => ok(typeof options === "object" ? options : {}); });
    return new Proxy(named, { get: (all, name) => all[name] || refuse(`wx.${String(name)} is not in the shim`) });
  }

  tab(options, ok) {
    const isTab = this.definition.tabBar.list.some((one) => `/${one.pagePath}` === options.url);
    if (!isTab) refuse(`${options.url} is no tab`);
    while (this.stack.length) this.shut();
    this.open(options.url);
    ok(options);
  }

  async pay(options) {
    ["timeStamp", "nonceStr", "package", "signType", "paySign"].forEach((one) => {
      if (typeof options[one] !== "string" || !options[one]) refuse(`requestPayment: ${one} is missing`);
    });
    const outcome = await this.answers.payment(options);
    settle(options, outcome === "ok" ? "success" : "fail", { errMsg: `requestPayment:${outcome === "ok" ? "ok" : `fail ${outcome}`}` });
  }

  /** Open a page as WeChat does: onLoad with the query, onShow, onReady. */
  open(url) {
    const [route, query = ""] = url.replace(/^\//, "").split("?");
    if (!this.definition.pages.includes(route)) refuse(`${route} is not in app.json`);
    if (this.stack.length >= DEEPEST_STACK) refuse("the page stack is full");
    if (this.page) this.call(this.page, "onHide");
    const file = path.join(this.root, `${route}.js`);
    delete require.cache[file];
    require(file);
    const page = Object.assign(Object.create(null), this.given, { route, data: structuredClone(this.given.data || {}), sets: 0 });
    page.setData = (patch, done) => this.setData(page, patch, done);
    const view = fs.readFileSync(path.join(this.root, `${route}.wxml`), "utf8");
    page.tags = tags(view);
    page.tree = parse(view);
    this.stack.push(page);
    this.call(page, "onLoad", Object.fromEntries(new URLSearchParams(query)));
    this.call(page, "onShow");
    this.call(page, "onReady");
    return page;
  }

  shut() {
    const page = this.stack.pop();
    page.isGone = true;
    this.call(page, "onUnload");
  }

  /** Leave WeChat, and come back to it. */
  hide() {
    this.call(this.page, "onHide");
    this.call(this.app, "onHide");
  }

  show() {
    this.call(this.app, "onShow", {});
    this.call(this.page, "onShow");
  }

  /** As the bridge to the view: plain data only, no `undefined`, no more than 256 kB at once. */
  setData(page, patch, done) {
    const written = JSON.stringify(patch, (name, value) => {
      if (value === undefined || typeof value === "function") refuse(`setData: ${name} is ${typeof value}`);
      return value;
    });
    if (Buffer.byteLength(written) > LARGEST_SET_DATA) refuse(`setData: ${written.length} bytes at once`);
    page.sets += 1;
    Object.entries(JSON.parse(written)).forEach(([name, value]) => assign(page.data, name, value));
    if (done) done.call(page);
  }

  /** Tap what has this id; it must be on the page, in sight and enabled. */
  tap(id, dataset = {}) {
    const tag = this.page.tags.find((one) => one.attributes.id === id);
    if (!tag) refuse(`nothing on ${this.page.route} has the id ${id}`);
    for (const [name, wanted] of [["wx:if", true], ["disabled", false]]) {
      const written = tag.attributes[name];
      if (written && Boolean(evaluate(written, this.page.data)) !== wanted) refuse(`${id} is ${wanted ? "hidden" : "disabled"}`);
    }
    const own = Object.entries(tag.attributes).filter(([name]) => name.startsWith("data-"));
    const plain = Object.fromEntries(own.map(([name, value]) => [name.slice(5), value]));
    return this.hear(tag, "tap", { currentTarget: { dataset: { ...plain, ...dataset } }, detail: {} });
  }

  /** Type or drag: an event with a value, at what has this id. */
  enter(id, event, value) {
    const tag = this.page.tags.find((one) => one.attributes.id === id);
    if (!tag) refuse(`nothing on ${this.page.route} has the id ${id}`);
    return this.hear(tag, event, { detail: { value }, currentTarget: { dataset: {} } });
  }

  /** Let a component of the page tell something. */
  tell(name, event, detail) {
    const tag = this.page.tags.find((one) => one.name === name && handler(one, event));
    if (!tag) refuse(`no ${name} on ${this.page.route} hears ${event}`);
    return this.hear(tag, event, { detail, currentTarget: { dataset: {} } });
  }

  hear(tag, event, told) {
    const method = handler(tag, event);
    if (!method || typeof this.page[method] !== "function") refuse(`${event} of <${tag.name}> leads nowhere`);
    return this.page[method](told);
  }

  /** Wait until something is so; a page that stays otherwise fails by name. */
  async until(is, said, seconds = 20) {
    for (let left = seconds * 50; left > 0; left -= 1) {
      const found = is(this.page && this.page.data, this);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { state, problem } = this.page.data;
    return refuse(`waited for: ${said}; on ${this.page.route}, ${JSON.stringify({ state, problem })}`);
  }

  ready() {
    return this.until((data) => data.state === "ready" && !data.isBusy, "a page that is ready");
  }

  call(target, method, ...given) {
    if (target && typeof target[method] === "function") return target[method](...given);
    return undefined;
  }

  /** Put it away: pages end, timers stop. */
  close() {
    while (this.stack.length) this.shut();
    this.call(this.app, "onHide");
    this.files.close();
  }
}

/** Write `rows[3].name` as well as `rows`. */
function assign(data, name, value) {
  const steps = name.replace(/\[(\d+)\]/g, ".$1").split(".");
  const last = steps.pop();
  let place = data;
  steps.forEach((step) => { place = place[step] ??= {}; });
  place[last] = value;
}

function refuse(reason) {
  throw new Error(reason);
}

module.exports = { Phone };
