// @ts-check
const { get, post, newKey } = require("../../lib/request");
const { load, act, once, speak } = require("../../lib/page");
const { pay } = require("../../lib/pay");
const { Problem } = require("../../lib/problem");
const { when, yuan } = require("../../lib/times");
const words = require("../../lib/words");

/** `key` belongs to one set of choices: the same while they stand, another when they change. */
/** @typedef {{ key: string, keyOf: string, place?: any }} Own */
const ANEW = ["price_changed", "quote_expired"];

Page({
  data: {
    id: "",
    state: "loading",
    problem: null,
    isSlow: false,
    t: words.now(),
    product: /** @type {any} */ (null),
    quote: /** @type {any} */ (null),
    quantity: 1,
    account: "",
    accountLabel: "",
    slotId: "",
    slots: /** @type {{ id: string, label: string, isFull: boolean }[]} */ ([]),
    address: /** @type {any} */ (null),
    points: /** @type {number | null} */ (null),
    sum: "",
    left: "",
    earns: "",
    wrong: /** @type {Record<string, string>} */ ({}),
    isBusy: false,
    needs: { account: false, address: false, slot: false, share: false },
  },

  /** @param {Record<string, string | undefined>} asked */
  onLoad(asked) {
    Object.assign(this, { key: "", keyOf: "" });
    speak(this, "redeem");
    this.setData({ id: asked.id || "" });
    this.read();
  },

  /** The product, which the page before has read, and a price that the mall stands by. */
  read() {
    return load(this, async () => {
      const product = (await get(`/products/${this.data.id}`)).data;
      const t = words.now();
      const needs = {
        account: product.account_kind !== "none",
        address: product.delivery === "shipment",
        slot: product.slots.length > 0,
        share: product.pricing === "mixed",
      };
      const label = { phone: t.accountPhone, email: t.accountEmail, account: t.account }[/** @type {"phone"} */ (product.account_kind)];
      const slots = product.slots.map((/** @type {any} */ one) => ({
        id: one.id,
        label: `${when(one.starts_at)} ${one.place}`,
        isFull: one.stock_band === "out",
      }));
      this.setData({ product, needs, slots, accountLabel: label || "" });
      await this.price();
    });
  },

  async price() {
    const { id, quantity, points } = this.data;
    const asked = { product_id: id, quantity, ...(points === null ? {} : { points }) };
    const quote = (await post("/quotes", asked)).data;
    const t = words.now();
    const parts = [
      quote.points ? words.say(t.points, { points: quote.points }) : "",
      quote.cash_fen ? yuan(quote.cash_fen) : "",
    ];
    this.setData({
      quote,
      sum: parts.filter(Boolean).join(" + "),
      left: words.say(t.leftAfter, { points: quote.available_after }),
      earns: quote.earns ? words.say(t.earns, { points: quote.earns }) : "",
    });
  },

  /** @param {{ detail: { value: string } }} event */
  onAccount(event) {
    this.setData({ account: event.detail.value.trim(), wrong: {} });
  },

  /** @param {{ detail: { value: number } }} event */
  onPoints(event) {
    this.setData({ points: event.detail.value });
    return load(this, () => this.price());
  },

  /** @param {{ currentTarget: { dataset: { step: number | string } } }} event */
  onQuantity(event) {
    const most = this.data.product.limit_per_redemption;
    const wanted = this.data.quantity + Number(event.currentTarget.dataset.step);
    const quantity = Math.min(Math.max(wanted, 1), most);
    if (quantity === this.data.quantity) return undefined;
    this.setData({ quantity, points: null });
    return load(this, () => this.price());
  },

  /** @param {{ currentTarget: { dataset: { id: string } } }} event */
  onSlot(event) {
    this.setData({ slotId: event.currentTarget.dataset.id, wrong: {} });
  },

  /** WeChat's own address book; the mall seals what is chosen. */
  onAddress() {
    wx.chooseAddress({
      success: (chosen) => {
        const body = {
          recipient: chosen.userName,
          phone: chosen.telNumber,
          region: [chosen.provinceName, chosen.cityName, chosen.countyName].join(" "),
          detail: chosen.detailInfo,
        };
        return load(this, async () => {
          this.setData({ address: (await post("/addresses", body)).data, wrong: {} });
        });
      },
    });
  },

  /** A second tap, or a repetition after a lost answer, redeems nothing twice. */
  onConfirm() {
    return once(this, () => this.place());
  },

  async place() {
    this.setData({ wrong: {} });
    const body = this.wanted();
    let placed;
    try {
      placed = (await post("/redemptions", body, this.keyFor(body))).data;
    } catch (error) {
      await this.refused(error);
      throw error;
    }
    if (placed.payment) await this.paid(placed);
    wx.redirectTo({ url: `/pages/tracking/index?id=${placed.id}` });
  },

  wanted() {
    const { id, quantity, account, address, slotId, quote, needs } = this.data;
    return {
      product_id: id,
      quantity,
      quote_id: quote.quote_id,
      ...(needs.account ? { account } : {}),
      ...(needs.address && address ? { address_id: address.id } : {}),
      ...(needs.slot && slotId ? { slot_id: slotId } : {}),
      ...(needs.share ? { points: quote.points } : {}),
    };
  },

  /** @param {object} body */
  keyFor(body) {
    const own = /** @type {Own} */ (/** @type {unknown} */ (this));
    const said = JSON.stringify(body);
    if (own.keyOf !== said) Object.assign(own, { key: newKey(), keyOf: said });
    return own.key;
  },

  /** Show what to mend beside it, and a new price when the old one is gone. @param {unknown} error */
  async refused(error) {
    if (!(error instanceof Problem)) return;
    this.setData({ wrong: Object.fromEntries(error.errors.map((one) => [one.field, one.message])) });
    if (ANEW.includes(error.code)) await this.price();
    if (!error.isUnknown) Object.assign(this, { keyOf: "" });
  },

  /** Not paid is no failure here: the page of the redemption offers it again. @param {any} placed */
  async paid(placed) {
    try {
      await pay(placed);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      wx.showToast({ title: error.title, icon: "none" });
    }
  },

  /** @param {{ detail: { action: any } }} event */
  onAct(event) {
    act(event.detail.action, () => this.read());
  },
});
