// @ts-check
const { get } = require("../../lib/request");
const { load, act, go, speak } = require("../../lib/page");
const { row } = require("../../lib/statement");
const { day, when } = require("../../lib/times");
const words = require("../../lib/words");

/** One movement of points in full: how the number came about, and from which lots. */
Page({
  data: {
    id: "",
    state: "loading",
    problem: null,
    isSlow: false,
    t: words.now(),
    line: /** @type {ReturnType<typeof row> | null} */ (null),
    reasons: /** @type {string[]} */ ([]),
    rule: "",
    channel: "",
    lotsTitle: "",
    lots: /** @type {{ key: number, points: number, until: string, earned: string }[]} */ ([]),
  },

  /** @param {Record<string, string | undefined>} asked */
  onLoad(asked) {
    speak(this, "receipt");
    this.setData({ id: asked.id || "" });
    this.read();
  },

  read() {
    return load(this, async () => {
      const told = (await get(`/points/postings/${this.data.id}`)).data;
      const t = words.now();
      const version = { rule: told.title, version: told.receipt.version };
      this.setData({
        line: row(told),
        reasons: told.reasons,
        rule: words.say(t.ruleVersion, version),
        channel: t.channels[/** @type {"web"} */ (told.channel)] || told.channel,
        lotsTitle: told.signed_points > 0 ? t.lotsGained : t.lots,
        lots: told.lots.map((/** @type {any} */ one, /** @type {number} */ key) => ({
          key,
          points: one.points,
          until: words.say(t.expiresOn, { when: day(one.expires_at) }),
          earned: words.say(t.earnedOn, { when: when(one.earned_at) }),
        })),
      });
    });
  },

  onRedemption() {
    const { line } = this.data;
    if (line) go(`/pages/tracking/index?id=${line.redemption}`);
  },

  /** @param {{ detail: { action: any } }} event */
  onAct(event) {
    act(event.detail.action, () => this.read());
  },
});
