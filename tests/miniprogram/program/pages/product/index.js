// @ts-check
const { get } = require("../../lib/request");
const { load, act, speak } = require("../../lib/page");
const { pick } = require("../../lib/pictures");
const { when } = require("../../lib/times");
const words = require("../../lib/words");

Page({
  data: {
    id: "",
    state: "loading",
    problem: null,
    t: words.now(),
    product: /** @type {any} */ (null),
    pictures: /** @type {string[]} */ ([]),
    alt: "",
    button: "",
    mayRedeem: false,
  },

  /** @param {Record<string, string | undefined>} asked */
  onLoad(asked) {
    speak(this, null);
    this.setData({ id: asked.id || "" });
  },

  onShow() {
    this.read();
  },

  /** One call fills the page: the product, what may be done with it, and what it would cost. */
  read() {
    return load(this, async () => {
      const product = (await get(`/products/${this.data.id}`)).data;
      const { pixelRatio, windowWidth } = wx.getWindowInfo();
      wx.setNavigationBarTitle({ title: product.title });
      this.setData({
        product,
        alt: words.say(words.now().picture, { title: product.title }),
        pictures: product.pictures.map((/** @type {any} */ one, /** @type {number} */ place) =>
          pick(one, product.images[place], pixelRatio ? windowWidth : 375)),
        button: sayAction(product),
        mayRedeem: product.action.kind === "redeem",
      });
    });
  },

  onRedeem() {
    if (this.data.mayRedeem) wx.navigateTo({ url: `/pages/redeem/index?id=${this.data.product.id}` });
  },

  /** @param {{ detail: { action: any } }} event */
  onAct(event) {
    act(event.detail.action, () => this.read());
  },

  onShareAppMessage() {
    return { title: this.data.product.title, path: `/pages/product/index?id=${this.data.id}` };
  },
});

/** Say what stands on the button; the mall has decided what it is. @param {any} product */
function sayAction(product) {
  const t = words.now();
  const { kind, short, opens_at: opensAt } = product.action;
  /** @type {Record<string, string>} */
  const said = {
    redeem: `${t.redeem} · ${product.price_text}`,
    short: words.say(t.short, { points: short }),
    tier: t.tier,
    sold_out: t.soldOut,
    not_started: words.say(t.openSoon, { when: when(opensAt) }),
    sign_in: t.signIn,
    limit: t.limit,
  };
  return said[kind] || t.redeem;
}
