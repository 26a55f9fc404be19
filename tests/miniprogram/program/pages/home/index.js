// @ts-check
const { get, remove } = require("../../lib/request");
const { load, act, go, once, speak } = require("../../lib/page");
const { deadline } = require("../../lib/handed");
const standing = require("../../lib/standing");
const { day, when } = require("../../lib/times");
const watch = require("../../lib/watch");
const words = require("../../lib/words");

/** @typedef {{ stop?: () => void }} Own */

Page({
  data: {
    state: "loading",
    problem: null,
    isSlow: false,
    isBusy: false,
    t: words.now(),
    home: /** @type {any} */ (null),
    expiring: "",
    leaves: "",
    step: /** @type {{ said: string, part: number } | null} */ (null),
    goal: /** @type {ReturnType<typeof standing.towards> | null} */ (null),
    way: /** @type {{ id: string, title: string, state: string, due: string }[]} */ ([]),
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
    return load(this, () => this.fetch());
  },

  async fetch() {
    const home = (await get("/home?fields=card")).data;
    const t = words.now();
    const soonest = home.balance && home.balance.expiring[0];
    const leavesAt = home.member && home.member.leaves_at;
    this.setData({
      home,
      way: home.on_the_way.map(waiting),
      step: home.standing && standing.step(home.standing),
      goal: home.goal && standing.towards(home.goal),
      leaves: leavesAt ? words.say(t.leaves, { when: day(leavesAt) }) : "",
      expiring: soonest ? words.say(t.expiring, { points: soonest.points, when: when(soonest.at) }) : "",
    });
  },

  onSearch() {
    go("/pages/search/index");
  },

  /** @param {{ detail: { id: string } }} event */
  onOpen(event) {
    go(`/pages/product/index?id=${event.detail.id}`);
  },

  onGoal() {
    go(`/pages/product/index?id=${this.data.home.goal.product_id}`);
  },

  /** Both may be said twice, so that they need no key. */
  onDropGoal() {
    return this.without("/me/goal");
  },

  onStay() {
    return this.without("/me/deletion");
  },

  /** @param {string} path */
  without(path) {
    return once(this, async () => {
      await remove(path);
      await this.fetch();
    });
  },

  /** @param {{ currentTarget: { dataset: { id: string } } }} event */
  onTrack(event) {
    go(`/pages/tracking/index?id=${event.currentTarget.dataset.id}`);
  },

  /** @param {{ detail: { action: any } }} event */
  onAct(event) {
    act(event.detail.action, () => this.read());
  },
});

/** What is waited for, and until when. @param {any} one */
function waiting(one) {
  const t = words.now();
  return {
    id: one.id,
    title: one.product.title,
    state: t.states[/** @type {"placed"} */ (one.state)] || one.state,
    due: deadline(one),
  };
}
