// @ts-check
const words = require("../../lib/words");

const UNHEARD = ["offline", "timeout"];

/** The ways to show nothing, or less than all: loading, slow, empty, offline, a problem with its next step. */
Component({
  properties: {
    state: { type: String, value: "loading" },
    problem: { type: Object, value: null },
    isSlow: { type: Boolean, value: false },
    empty: { type: String, value: "" },
  },

  data: { t: words.now(), next: "", isUnheard: false },

  lifetimes: {
    attached() {
      this.setData({ t: words.now() });
    },
  },

  observers: {
    problem(/** @type {{ code: string, action?: { kind: string } } | null} */ problem) {
      if (!problem) return;
      const t = words.now();
      /** @type {Record<string, string>} */
      const acts = t.acts;
      const next = (problem.action && acts[problem.action.kind]) || t.retry;
      this.setData({ next, isUnheard: UNHEARD.includes(problem.code) });
    },
  },

  methods: {
    onAct() {
      const problem = /** @type {{ action?: object } | null} */ (this.data.problem);
      this.triggerEvent("act", { action: problem && problem.action });
    },
  },
});
