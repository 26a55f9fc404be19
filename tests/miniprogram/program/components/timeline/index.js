// @ts-check
const { when } = require("../../lib/times");

Component({
  properties: {
    /** The steps of a redemption, oldest first. */
    steps: { type: Array, value: [] },
    /** What each kind of step is called. */
    names: { type: Object, value: {} },
  },

  data: { shown: /** @type {{ kind: string, name: string, when: string, isLast: boolean }[]} */ ([]) },

  observers: {
    "steps, names"(steps, names) {
      const shown = steps.map((/** @type {{ kind: string, at: string }} */ one, /** @type {number} */ place) => ({
        kind: one.kind,
        name: names[one.kind] || one.kind,
        when: when(one.at),
        isLast: place === steps.length - 1,
      }));
      this.setData({ shown });
    },
  },
});
