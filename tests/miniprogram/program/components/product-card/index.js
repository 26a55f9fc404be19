// @ts-check
const words = require("../../lib/words");
const { pick } = require("../../lib/pictures");

const SLOT = 168;

Component({
  properties: {
    /** A product as /products and /home list it. */
    product: { type: Object, value: {} },
  },

  data: { src: "", label: "", was: "", lock: "" },

  observers: {
    product(product) {
      if (!product || !product.id) return;
      const src = pick(product.picture, product.image, SLOT);
      const t = words.now();
      const was = product.list_points ? words.say(t.was, { price: product.list_points }) : "";
      const lock = product.is_locked ? words.say(t.fromTier, { tier: t.tiers[/** @type {"gold"} */ (product.tier_minimum)] }) : "";
      const label = [product.title, product.price_text, was, lock].filter(Boolean).join(", ");
      this.setData({ src, label, was, lock });
    },
  },

  methods: {
    onOpen() {
      this.triggerEvent("open", { id: /** @type {any} */ (this.data.product).id });
    },
    onBroken() {
      this.setData({ src: "" });
    },
  },
});
