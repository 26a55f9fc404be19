// @ts-check
const { get } = require("../../lib/request");
const { load, act, speak } = require("../../lib/page");
const { when } = require("../../lib/times");
const session = require("../../lib/session");
const words = require("../../lib/words");

Page({
  data: {
    state: "loading",
    problem: null,
    t: words.now(),
    wallet: /** @type {any} */ (null),
    rows: /** @type {any[]} */ ([]),
    next: /** @type {string | null} */ (null),
    held: "",
    expiring: "",
    isReading: false,
  },

  onShow() {
    speak(this, "wallet");
    this.read();
  },

  async onPullDownRefresh() {
    await this.read();
    wx.stopPullDownRefresh();
  },

  /** One call fills the page. */
  read() {
    return load(this, async () => {
      const told = await get("/me/overview");
      const { balance, postings } = told.data;
      const t = words.now();
      const soonest = balance.expiring[0];
      this.setData({
        wallet: told.data,
        rows: postings.map(row),
        next: told.meta.next_cursor,
        held: balance.held ? words.say(t.held, { points: balance.held }) : "",
        expiring: soonest ? words.say(t.expiring, { points: soonest.points, when: when(soonest.at) }) : "",
      });
    });
  },

  /** Only what is new goes to the view: its place in the list, not the list. */
  async onReachBottom() {
    if (!this.data.next || this.data.isReading) return;
    this.setData({ isReading: true });
    await load(this, async () => {
      const told = await get(`/points/postings?cursor=${this.data.next}`);
      const begun = this.data.rows.length;
      /** @type {Record<string, any>} */
      const added = { next: told.meta.next_cursor };
      told.data.forEach((/** @type {any} */ one, /** @type {number} */ place) => {
        added[`rows[${begun + place}]`] = row(one);
      });
      this.setData(added);
    });
    this.setData({ isReading: false });
  },

  /** @param {{ currentTarget: { dataset: { redemption: string } } }} event */
  onOpen(event) {
    const id = event.currentTarget.dataset.redemption;
    if (id) wx.navigateTo({ url: `/pages/tracking/index?id=${id}` });
  },

  async onSignOut() {
    await session.end();
    getApp().globalData.points = null;
    wx.reLaunch({ url: "/pages/home/index" });
  },

  /** @param {{ detail: { action: any } }} event */
  onAct(event) {
    act(event.detail.action, () => this.read());
  },
});

/** What a line of the statement shows: a sign and a word, never colour alone. @param {any} posting */
function row(posting) {
  const moved = posting.signed_points;
  return {
    id: posting.id,
    name: words.now().movements[/** @type {"earn"} */ (posting.movement)] || posting.movement,
    when: when(posting.posted_at),
    moved: moved > 0 ? `+${moved}` : String(moved).replace("-", "−"),
    after: posting.available_after,
    redemption: posting.redemption_id || "",
  };
}
