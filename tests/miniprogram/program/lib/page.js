// @ts-check
/** What every page does alike: load, show what went wrong, and do what the mall proposes. */
const config = require("./config");
const words = require("./words");
const { Problem } = require("./problem");

const TABS = ["/pages/home/index", "/pages/wallet/index"];
/** WeChat opens ten pages on one another, and no more. */
const DEEPEST = 10;

/** @typedef {{ data: any, setData: (told: any) => void, read?: () => unknown }} Shown */

/**
 * Run `work` and show how it goes: loading, slow, ready, or the problem in the mall's own words.
 * @param {Shown} page @param {() => Promise<void>} work
 */
async function load(page, work) {
  if (page.data.state !== "ready") page.setData({ state: "loading", problem: null });
  const patience = setTimeout(() => page.setData({ isSlow: true }), config.SLOW_MS);
  try {
    await work();
    page.setData({ state: "ready", problem: null });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const state = page.data.state === "ready" ? "ready" : "error";
    page.setData({ state, problem: error.shown() });
    if (state === "error" && error.code === "offline") whenBack(page);
  } finally {
    clearTimeout(patience);
    if (page.data.isSlow) page.setData({ isSlow: false });
  }
}

/** A page that could show nothing reads by itself when the network is back. @param {Shown} page */
function whenBack(page) {
  /** @param {{ isConnected: boolean }} told */
  function heard(told) {
    if (!told.isConnected) return;
    wx.offNetworkStatusChange(/** @type {any} */ (heard));
    if (page.data.state === "error" && page.read) page.read();
  }
  wx.onNetworkStatusChange(heard);
}

/** Do what a problem proposes. @param {import("./problem").Action | null} action @param {() => void} retry */
function act(action, retry) {
  if (action && action.kind === "update_app") {
    wx.getUpdateManager().applyUpdate();
    return;
  }
  if (!action || !action.url || action.kind === "login") retry();
  else go(action.url);
}

/** Open a page of ours; where no more fit on one another, in place of this one. @param {string} url */
function go(url) {
  if (TABS.includes(url)) wx.switchTab({ url });
  else if (getCurrentPages().length >= DEEPEST) wx.redirectTo({ url });
  else wx.navigateTo({ url });
}

/** The words and title of a page. @param {Shown} page @param {"tracking" | "redeem" | "wallet" | "search" | "receipt" | "expiry" | null} title */
function speak(page, title) {
  const t = words.now();
  page.setData({ t });
  if (title) wx.setNavigationBarTitle({ title: t[title] });
}

/** A second tap changes nothing. @param {Shown} page @param {() => Promise<void>} work */
async function once(page, work) {
  if (page.data.isBusy) return;
  page.setData({ isBusy: true });
  await load(page, work);
  page.setData({ isBusy: false });
}

module.exports = { load, act, go, once, speak };
