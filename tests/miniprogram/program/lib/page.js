// @ts-check
/** What every page does alike: load, show what went wrong, and do what the mall proposes. */
const words = require("./words");
const { Problem } = require("./problem");

const TABS = ["/pages/home/index", "/pages/wallet/index"];

/**
 * Run `work` and show how it goes: loading, ready, or the problem in the mall's own words.
 * @param {{ data: any, setData: (told: any) => void }} page @param {() => Promise<void>} work
 */
async function load(page, work) {
  if (page.data.state !== "ready") page.setData({ state: "loading", problem: null });
  try {
    await work();
    page.setData({ state: "ready", problem: null });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    page.setData({ state: page.data.state === "ready" ? "ready" : "error", problem: error.shown() });
  }
}

/** Do what a problem proposes. @param {import("./problem").Action | null} action @param {() => void} retry */
function act(action, retry) {
  if (action && action.kind === "update_app") {
    wx.getUpdateManager().applyUpdate();
    return;
  }
  if (!action || !action.url || action.kind === "login") {
    retry();
    return;
  }
  if (TABS.includes(action.url)) wx.switchTab({ url: action.url });
  else wx.navigateTo({ url: action.url });
}

/** The words and title of a page. @param {{ setData: (told: any) => void }} page @param {"tracking" | "redeem" | "wallet" | null} title */
function speak(page, title) {
  const t = words.now();
  page.setData({ t });
  if (title) wx.setNavigationBarTitle({ title: t[title] });
}

module.exports = { load, act, speak };
