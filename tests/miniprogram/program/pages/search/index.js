// @ts-check
const { get } = require("../../lib/request");
const { load, act, go, speak } = require("../../lib/page");
const words = require("../../lib/words");

const PAUSE_MS = 250;
const MOST_SUGGESTED = 6;
const A_PAGE = 20;

/** @typedef {{ timer?: number }} Own */

/** Words, what they may mean while one types, and what was found. */
Page({
  data: {
    state: "ready",
    problem: null,
    isSlow: false,
    t: words.now(),
    q: "",
    suggested: /** @type {{ id: string, title: string, price_text: string }[]} */ ([]),
    found: /** @type {any[]} */ ([]),
    next: /** @type {string | null} */ (null),
    isSearched: false,
    isEmpty: false,
    isReading: false,
  },

  onLoad() {
    speak(this, "search");
  },

  onUnload() {
    clearTimeout(/** @type {Own} */ (this).timer || 0);
  },

  /** One question for what was typed in one go. @param {{ detail: { value: string } }} event */
  onType(event) {
    const own = /** @type {Own} */ (this);
    clearTimeout(own.timer || 0);
    this.setData({ q: event.detail.value.trim(), found: [], next: null, isSearched: false, isEmpty: false });
    if (!this.data.q) this.setData({ suggested: [] });
    else own.timer = setTimeout(() => this.suggest(), PAUSE_MS);
  },

  suggest() {
    return load(this, async () => {
      const { q } = this.data;
      const told = await get(`${address(q, MOST_SUGGESTED)}&sort=popular`);
      if (q !== this.data.q || this.data.isSearched) return; // An answer to what was typed before.
      this.setData({ suggested: told.data.map(short) });
    });
  },

  onConfirm() {
    const { q } = this.data;
    clearTimeout(/** @type {Own} */ (this).timer || 0);
    if (!q) return undefined;
    this.setData({ suggested: [], isSearched: true, isEmpty: false });
    return load(this, async () => {
      const told = await get(address(q, A_PAGE));
      if (q !== this.data.q) return;
      this.setData({ found: told.data, next: told.meta.next_cursor, isEmpty: !told.data.length });
    });
  },

  async onReachBottom() {
    const { q, next } = this.data;
    if (!next || this.data.isReading) return;
    this.setData({ isReading: true });
    await load(this, async () => {
      const told = await get(`${address(q, A_PAGE)}&cursor=${next}`);
      const begun = this.data.found.length;
      if (q !== this.data.q) return;
      /** @type {Record<string, any>} */
      const added = { next: told.meta.next_cursor };
      told.data.forEach((/** @type {any} */ one, /** @type {number} */ place) => {
        added[`found[${begun + place}]`] = one;
      });
      this.setData(added);
    });
    this.setData({ isReading: false });
  },

  /** @param {{ currentTarget: { dataset: { id: string } } }} event */
  onSuggested(event) {
    go(`/pages/product/index?id=${event.currentTarget.dataset.id}`);
  },

  /** @param {{ detail: { id: string } }} event */
  onOpen(event) {
    go(`/pages/product/index?id=${event.detail.id}`);
  },

  /** @param {{ detail: { action: any } }} event */
  onAct(event) {
    act(event.detail.action, () => (this.data.isSearched ? this.onConfirm() : this.suggest()));
  },
});

/** @param {string} q @param {number} limit */
function address(q, limit) {
  return `/products?fields=card&limit=${limit}&q=${encodeURIComponent(q)}`;
}

/** @param {any} product */
function short(product) {
  return { id: product.id, title: product.title, price_text: product.price_text };
}
