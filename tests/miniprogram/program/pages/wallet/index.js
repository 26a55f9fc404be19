// @ts-check
const { get } = require("../../lib/request");
const { load, act, go, speak } = require("../../lib/page");
const { months, row } = require("../../lib/statement");
const { when } = require("../../lib/times");
const session = require("../../lib/session");
const words = require("../../lib/words");

const KINDS = ["all", "earned", "spent", "returned", "expired"];

Page({
  data: {
    state: "loading",
    problem: null,
    isSlow: false,
    t: words.now(),
    wallet: /** @type {any} */ (null),
    kinds: KINDS,
    kind: "all",
    month: "",
    months: /** @type {ReturnType<typeof months>} */ ([]),
    rows: /** @type {ReturnType<typeof row>[]} */ ([]),
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

  /** One call fills the page; a statement that was narrowed stays so, by a second. */
  read() {
    return load(this, async () => {
      const told = await get("/me/overview");
      const { balance, postings } = told.data;
      const t = words.now();
      const soonest = balance.expiring[0];
      const isNarrow = this.data.kind !== "all" || this.data.month;
      this.setData({
        wallet: told.data,
        held: balance.held ? words.say(t.held, { points: balance.held }) : "",
        expiring: soonest ? words.say(t.expiring, { points: soonest.points, when: when(soonest.at) }) : "",
        ...(isNarrow ? {} : { rows: postings.map(row), next: told.meta.next_cursor }),
      });
      if (isNarrow) await this.list();
    });
  },

  /** The statement from its beginning, as it is narrowed. */
  async list() {
    const asked = this.address();
    const told = await get(asked);
    if (asked !== this.address()) return; // Another choice was made meanwhile.
    this.setData({ rows: told.data.map(row), next: told.meta.next_cursor });
  },

  address() {
    const { kind, month } = this.data;
    return `/points/postings?kind=${kind}${month ? `&month=${month}` : ""}`;
  },

  /** @param {{ currentTarget: { dataset: { kind: string } } }} event */
  onKind(event) {
    this.setData({ kind: event.currentTarget.dataset.kind });
    return load(this, () => this.list());
  },

  /** The months are asked for by who wants to see them. */
  onMonths() {
    if (this.data.months.length) {
      this.setData({ months: [], month: "" });
      return load(this, () => this.list());
    }
    return load(this, async () => this.setData({ months: months((await get("/points/months")).data) }));
  },

  /** A second tap takes the month away again. @param {{ currentTarget: { dataset: { month: string } } }} event */
  onMonth(event) {
    const { month } = event.currentTarget.dataset;
    this.setData({ month: month === this.data.month ? "" : month });
    return load(this, () => this.list());
  },

  /** Only what is new goes to the view: its place in the list, not the list. */
  async onReachBottom() {
    if (!this.data.next || this.data.isReading) return;
    this.setData({ isReading: true });
    const asked = this.address();
    await load(this, async () => {
      const told = await get(`${asked}&cursor=${this.data.next}`);
      if (asked !== this.address()) return;
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

  /** @param {{ currentTarget: { dataset: { id: string } } }} event */
  onOpen(event) {
    go(`/pages/receipt/index?id=${event.currentTarget.dataset.id}`);
  },

  onExpiry() {
    go("/pages/expiry/index");
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
