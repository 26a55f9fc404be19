// @ts-check
const { get } = require("../../lib/request");
const { load, act, speak } = require("../../lib/page");
const { when } = require("../../lib/times");
const watch = require("../../lib/watch");
const words = require("../../lib/words");

/** @typedef {{ stop?: () => void }} Own */

Page({
  data: {
    state: "loading",
    problem: null,
    t: words.now(),
    home: /** @type {any} */ (null),
    expiring: "",
  },

  onShow() {
    speak(this, null);
    this.read();
    /** @type {Own} */ (this).stop = watch.listen(() => this.read());
  },

  onHide() {
    this.leave();
  },

  onUnload() {
    this.leave();
  },

  leave() {
    const own = /** @type {Own} */ (this);
    if (own.stop) own.stop();
  },

  async onPullDownRefresh() {
    await this.read();
    wx.stopPullDownRefresh();
  },

  /** One call fills the first screen. */
  read() {
    return load(this, async () => {
      const home = (await get("/home?fields=card")).data;
      const soonest = home.balance && home.balance.expiring[0];
      const facts = soonest && { points: soonest.points, when: when(soonest.at) };
      const t = words.now();
      this.setData({ home, expiring: facts ? words.say(t.expiring, facts) : "" });
    });
  },

  /** @param {{ detail: { id: string } }} event */
  onOpen(event) {
    wx.navigateTo({ url: `/pages/product/index?id=${event.detail.id}` });
  },

  /** @param {{ currentTarget: { dataset: { id: string } } }} event */
  onTrack(event) {
    wx.navigateTo({ url: `/pages/tracking/index?id=${event.currentTarget.dataset.id}` });
  },

  /** @param {{ detail: { action: any } }} event */
  onAct(event) {
    act(event.detail.action, () => this.read());
  },
});
