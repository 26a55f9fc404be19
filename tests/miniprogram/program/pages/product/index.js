// @ts-check
const { get, newKey, post, put, remove } = require("../../lib/request");
const { load, act, go, once, speak } = require("../../lib/page");
const { arithmetic } = require("../../lib/earning");
const { pick } = require("../../lib/pictures");
const { Problem } = require("../../lib/problem");
const { towards } = require("../../lib/standing");
const { when, yuan } = require("../../lib/times");
const words = require("../../lib/words");

/** `key` belongs to one tap: the same until the mall has said what became of it. */
/** @typedef {{ key: string, keyOf: string }} Own */

Page({
  data: {
    id: "",
    state: "loading",
    problem: null,
    isSlow: false,
    isBusy: false,
    t: words.now(),
    product: /** @type {any} */ (null),
    pictures: /** @type {string[]} */ ([]),
    alt: "",
    prices: { was: "", ends: "", market: "", tiers: /** @type {{ tier: string, name: string, price: string, isMine: boolean }[]} */ ([]) },
    earns: "",
    why: "",
    goal: /** @type {ReturnType<typeof towards> | null} */ (null),
    maySave: false,
    beside: "",
    button: "",
    mayRedeem: false,
    express: "",
  },

  /** @param {Record<string, string | undefined>} asked */
  onLoad(asked) {
    Object.assign(this, { key: "", keyOf: "" });
    speak(this, null);
    this.setData({ id: asked.id || "" });
  },

  onShow() {
    this.read();
  },

  read() {
    return load(this, () => this.fetch());
  },

  /** One call fills the page: the product, what may be done with it, what stands beside it. */
  async fetch() {
    const product = (await get(`/products/${this.data.id}`)).data;
    const { pixelRatio, windowWidth } = wx.getWindowInfo();
    const t = words.now();
    const { kind } = product.action;
    const earns = product.estimate ? product.estimate.earns : 0;
    wx.setNavigationBarTitle({ title: product.title });
    this.setData({
      product,
      alt: words.say(t.picture, { title: product.title }),
      pictures: product.pictures.map((/** @type {any} */ one, /** @type {number} */ place) =>
        pick(one, product.images[place], pixelRatio ? windowWidth : 375)),
      prices: prices(product),
      earns: earns ? words.say(t.earns, { points: earns }) : "",
      why: earns ? arithmetic(product.estimate.earning) : "",
      goal: product.goal && towards(product.goal),
      maySave: Boolean(product.estimate && product.points),
      beside: ["sold_out", "limit"].includes(kind) ? t.inItsPlace : t.similar,
      button: sayAction(product),
      mayRedeem: kind === "redeem",
      express: sayExpress(product.action.express),
    });
  },

  onRedeem() {
    if (this.data.mayRedeem) go(`/pages/redeem/index?id=${this.data.product.id}`);
  },

  /** One tap: for the points and the account that stand on it, or the sheet asks. */
  onExpress() {
    return once(this, async () => {
      const own = /** @type {Own} */ (/** @type {unknown} */ (this));
      const { points, account_from } = this.data.product.action.express;
      const body = { product_id: this.data.product.id, account_from, express_points: points };
      const said = JSON.stringify(body);
      if (own.keyOf !== said) Object.assign(own, { key: newKey(), keyOf: said });
      try {
        const placed = (await post("/redemptions", body, own.key)).data;
        own.keyOf = "";
        go(`/pages/tracking/index?id=${placed.id}`);
      } catch (error) {
        if (!(error instanceof Problem) || error.isUnknown) throw error;
        own.keyOf = "";
        wx.showToast({ title: error.title, icon: "none" });
        this.onRedeem();
      }
    });
  },

  /** Saving for it takes the place of the goal before; both ways may be said twice. */
  onGoal() {
    return once(this, async () => {
      if (this.data.goal) await remove("/me/goal");
      else await put("/me/goal", { product_id: this.data.product.id });
      await this.fetch();
    });
  },

  /** @param {{ detail: { id: string } }} event */
  onOpen(event) {
    go(`/pages/product/index?id=${event.detail.id}`);
  },

  /** @param {{ detail: { action: any } }} event */
  onAct(event) {
    act(event.detail.action, () => this.read());
  },

  onShareAppMessage() {
    return { title: this.data.product.title, path: `/pages/product/index?id=${this.data.id}` };
  },
});

/** The price before a discount, what it costs elsewhere, and what each tier pays. @param {any} product */
function prices(product) {
  const t = words.now();
  const was = price(product.list_points, product.list_cash_fen);
  const isElsewhere = product.face_fen && product.face_fen !== product.cash_fen;
  const { tiers } = t;
  return {
    was: was ? words.say(t.was, { price: was }) : "",
    ends: product.price_ends_at ? words.say(t.priceEnds, { when: when(product.price_ends_at) }) : "",
    market: isElsewhere ? words.say(t.market, { money: yuan(product.face_fen) }) : "",
    tiers: product.tier_prices.map((/** @type {{ tier: keyof typeof tiers, points: number, cash_fen: number, is_mine: boolean }} */ one) => ({
      tier: one.tier,
      name: words.say(t.fromTier, { tier: tiers[one.tier] }),
      price: price(one.points, one.cash_fen),
      isMine: one.is_mine,
    })),
  };
}

/** @param {number | null} points @param {number | null} cashFen */
function price(points, cashFen) {
  if (points) return words.say(words.now().points, { points });
  return cashFen ? yuan(cashFen) : "";
}

/** Say what one tap would do. @param {{ points: number, account_masked: string | null } | null} express */
function sayExpress(express) {
  if (!express) return "";
  const said = words.say(words.now().express, { points: express.points });
  return express.account_masked ? `${said} · ${express.account_masked}` : said;
}

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
