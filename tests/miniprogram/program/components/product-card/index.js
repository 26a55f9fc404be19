// @ts-check
const { pick } = require("../../lib/pictures");

const SLOT = 168;

Component({
  properties: {
    /** A product as /products and /home list it. */
    product: { type: Object, value: {} },
  },

  data: { src: "", label: "" },

  observers: {
    product(product) {
      if (!product || !product.id) return;
      const src = pick(product.picture, product.image, SLOT);
      this.setData({ src, label: `${product.title}, ${product.price_text}` });
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
