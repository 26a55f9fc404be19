// @ts-check
const { get, post, newKey } = require("../../lib/request");
const { load, act, speak } = require("../../lib/page");
const { pay } = require("../../lib/pay");
const { secondsUntil, when, yuan } = require("../../lib/times");
const watch = require("../../lib/watch");
const words = require("../../lib/words");

/** @typedef {{ stop?: () => void, cancelKey?: string, timer?: number }} Own */
const OVER = ["delivered", "refunded", "cancelled"];

Page({
  data: {
    id: "",
    state: "loading",
    problem: null,
    t: words.now(),
    shown: /** @type {any} */ (null),
    due: "",
    undo: "",
    cash: "",
    isBusy: false,
    codes: /** @type {{ number: string, password: string | null }[]} */ ([]),
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
    const isPromised = !OVER.includes(shown.state) && shown.promise_due_at;
    const due = isPromised ? words.say(words.now().due, { when: when(shown.promise_due_at) }) : "";
    const may = (/** @type {string} */ kind) => shown.actions.some((/** @type {any} */ one) => one.kind === kind);
    const able = { mayPay: may("pay"), mayCancel: may("cancel"), mayReveal: may("reveal") };
    const cash = shown.cash_fen ? words.say(words.now().cashPart, { cash: yuan(shown.cash_fen) }) : "";
    this.setData({ shown: { ...shown, ...able }, due, cash });
    if (OVER.includes(shown.state)) this.leave();
    this.count(may("undo") ? shown.undo_until : null);
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
    return this.cancel();
  },

  onPay() {
    return this.once(async () => {
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
        if (told.confirm) this.cancel();
      },
    });
  },

  /** The key outlives a lost answer, so that trying again cancels nothing twice. */
  cancel() {
    const own = /** @type {Own} */ (this);
    own.cancelKey = own.cancelKey || newKey();
    return this.once(async () => {
      const path = `/redemptions/${this.data.id}/cancellation`;
      this.show((await post(path, undefined, own.cancelKey)).data);
    });
  },

  onReveal() {
    return this.once(async () => {
      const told = await post(`/redemptions/${this.data.id}/codes`);
      this.setData({ codes: told.data.codes });
    });
  },

  /** @param {{ currentTarget: { dataset: { code: string } } }} event */
  onCopy(event) {
    const data = event.currentTarget.dataset.code;
    wx.setClipboardData({ data, success: () => wx.showToast({ title: words.now().copied }) });
  },

  /** @param {{ detail: { action: any } }} event */
  onAct(event) {
    act(event.detail.action, () => this.read());
  },

  /** A second tap changes nothing. @param {() => Promise<void>} work */
  async once(work) {
    if (this.data.isBusy) return;
    this.setData({ isBusy: true });
    await load(this, work);
    this.setData({ isBusy: false });
  },
});
