// @ts-check
const { get } = require("../../lib/request");
const { load, act, speak } = require("../../lib/page");
const { when } = require("../../lib/times");
const watch = require("../../lib/watch");
const words = require("../../lib/words");

/** @typedef {{ stop?: () => void }} Own */

/** @typedef {ReturnType<typeof words.now>} Words */
/** @typedef {{ in_sprint: boolean, days_left: number, next_tier: keyof Words["tiers"] | null, missing: number }} Standing */

/**
 * What the next tier takes, or how long this one lasts in its last days.
 * @param {Standing} standing
 * @param {Words} t
 */
function way(standing, t) {
  if (standing.in_sprint) return words.say(t.sprint, { days: standing.days_left });
  if (!standing.next_tier) return "";
  return words.say(t.toTier, { tier: t.tiers[standing.next_tier], missing: standing.missing });
}

Page({
  data: {
    state: "loading",
    problem: null,
    t: words.now(),
    home: /** @type {any} */ (null),
    expiring: "",
    step: "",
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
      const step = home.standing ? way(home.standing, t) : "";
      this.setData({ home, step, expiring: facts ? words.say(t.expiring, facts) : "" });
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
