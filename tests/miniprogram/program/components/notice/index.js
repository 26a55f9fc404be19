// @ts-check
/** Loading, empty, or a problem with its next step: the three ways to show nothing. */
Component({
  properties: {
    state: { type: String, value: "loading" },
    problem: { type: Object, value: null },
    loading: { type: String, value: "" },
    empty: { type: String, value: "" },
    retry: { type: String, value: "" },
  },

  methods: {
    onAct() {
      const problem = /** @type {{ action?: object } | null} */ (this.data.problem);
      this.triggerEvent("act", { action: problem && problem.action });
    },
  },
});
