// @ts-check
const { get } = require("../../lib/request");
const { load, act, speak } = require("../../lib/page");
const { calendar } = require("../../lib/statement");
const words = require("../../lib/words");

/** Every lot of points below the month in which it expires. */
Page({
  data: {
    state: "loading",
    problem: null,
    isSlow: false,
    t: words.now(),
    months: /** @type {ReturnType<typeof calendar>} */ ([]),
  },

  onShow() {
    speak(this, "expiry");
    this.read();
  },

  read() {
    return load(this, async () => this.setData({ months: calendar((await get("/points/lots")).data) }));
  },

  /** @param {{ detail: { action: any } }} event */
  onAct(event) {
    act(event.detail.action, () => this.read());
  },
});
