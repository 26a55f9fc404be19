// @ts-check
const { get, post, newKey } = require("../../lib/request");
const { load, act, go, once, speak } = require("../../lib/page");
const { arithmetic } = require("../../lib/earning");
const files = require("../../lib/files");
const handed = require("../../lib/handed");
const { pay } = require("../../lib/pay");
const { Problem } = require("../../lib/problem");
const { secondsUntil } = require("../../lib/times");
const watch = require("../../lib/watch");
const words = require("../../lib/words");

/** @typedef {{ stop?: () => void, cancelKey?: string, timer?: number }} Own */
const API = "/api/v1";

Page({
  data: {
    id: "",
    state: "loading",
    problem: null,
    isSlow: false,
    isBusy: false,
    t: words.now(),
    shown: /** @type {any} */ (null),
    /** Where each thing that can be done now is done. */
    able: /** @type {Record<string, string>} */ ({}),
    heading: "",
    due: "",
    undo: "",
    given: "",
    earned: "",
    why: "",
    ticket: /** @type {ReturnType<typeof handed.ticket>} */ (null),
    files: /** @type {ReturnType<typeof handed.links>} */ ([]),
    returns: /** @type {ReturnType<typeof handed.returns>} */ ([]),
    together: "",
    codes: /** @type {ReturnType<typeof handed.codes>} */ ([]),
  },

  /** @param {Record<string, string | undefined>} asked */
  onLoad(asked) {
    speak(this, "tracking");
    this.setData({ id: asked.id || "" });
  },

  onShow() {
    this.read();
    /** @type {Own} */ (this).stop = watch.listen((news) => {
      if (news.everything || news.redemptions.includes(this.data.id)) this.read();
    });
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
    clearTimeout(own.timer || 0);
  },

  read() {
    return load(this, async () => this.show((await get(`/redemptions/${this.data.id}`)).data));
  },

  /** @param {any} shown */
  show(shown) {
    const t = words.now();
    const able = Object.fromEntries(shown.actions.map((/** @type {{ kind: string, url: string }} */ one) =>
      [one.kind, one.url.replace(API, "")]));
    const isPart = shown.is_partial && shown.state === "delivered";
    this.setData({
      shown,
      able,
      heading: isPart ? t.partShown : t.states[/** @type {"placed"} */ (shown.state)],
      due: handed.deadline(shown),
      given: handed.sum(shown.points, shown.cash_fen),
      earned: handed.earned(shown),
      why: arithmetic(shown.earning),
      ticket: handed.ticket(shown.ticket),
      files: handed.links(shown.files),
      returns: handed.returns(shown.returns),
      together: shown.returns.length > 1 ? handed.sum(shown.points_refunded, shown.cash_refunded_fen) : "",
    });
    if (handed.OVER.includes(shown.state)) this.leave();
    this.count(able.undo ? shown.undo_until : null);
  },

  /** Count down while it can be undone; then ask what can be done now. @param {string | null} until */
  count(until) {
    const own = /** @type {Own} */ (this);
    clearTimeout(own.timer || 0);
    const seconds = secondsUntil(until);
    const isOver = Boolean(this.data.undo) && !seconds;
    this.setData({ undo: seconds ? words.say(words.now().undo, { seconds }) : "" });
    if (seconds) own.timer = setTimeout(() => this.count(until), 1000);
    else if (isOver && until) this.read();
  },

  /** Nobody has set to work: no question is asked. */
  onUndo() {
    return this.cancel(this.data.able.undo);
  },

  onPay() {
    return once(this, async () => {
      await pay(this.data.shown);
      await this.read();
    });
  },

  onCancel() {
    const t = words.now();
    wx.showModal({
      title: t.cancel,
      content: t.cancelAsk,
      success: (told) => {
        if (told.confirm) this.cancel(this.data.able.cancel);
      },
    });
  },

  /** The key outlives a lost answer, so that trying again cancels nothing twice. @param {string} path */
  cancel(path) {
    const own = /** @type {Own} */ (this);
    own.cancelKey = own.cancelKey || newKey();
    return once(this, async () => {
      try {
        this.show((await post(path, undefined, own.cancelKey)).data);
      } catch (error) {
        if (error instanceof Problem && !error.isUnknown) own.cancelKey = "";
        throw error;
      }
    });
  },

  onReveal() {
    return once(this, async () => {
      const told = await post(this.data.able.reveal);
      this.setData({ codes: handed.codes(told.data.codes) });
    });
  },

  /** @param {{ currentTarget: { dataset: { place: number | string } } }} event */
  onFile(event) {
    return once(this, () => files.open(this.data.files[Number(event.currentTarget.dataset.place)]));
  },

  /** @param {{ currentTarget: { dataset: { code: string } } }} event */
  onCopy(event) {
    const data = event.currentTarget.dataset.code;
    wx.setClipboardData({ data, success: () => wx.showToast({ title: words.now().copied }) });
  },

  onProduct() {
    go(`/pages/product/index?id=${this.data.shown.product.id}`);
  },

  /** @param {{ detail: { action: any } }} event */
  onAct(event) {
    act(event.detail.action, () => this.read());
  },
});
