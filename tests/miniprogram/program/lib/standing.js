// @ts-check
/** How far the next tier and the goal are, in words and of a hundred. */
const { day } = require("./times");
const words = require("./words");

const WHOLE = 100;

/** @typedef {keyof ReturnType<typeof words.now>["tiers"]} Tier */
/** @typedef {{ tier: Tier, score: number, next_tier: Tier | null, threshold: number | null, missing: number,
 *   tier_until: string | null, days_left: number | null, in_sprint: boolean, keep_threshold: number | null }} Standing */
/** @typedef {{ points: number, has: number, missing: number }} Goal */

/** What the next tier takes, or how long this one lasts in its last days. @param {Standing} told */
function step(told) {
  const aim = (told.in_sprint ? told.keep_threshold : told.threshold) || told.keep_threshold || 0;
  return { said: way(told), part: aim ? part(told.score, aim) : WHOLE };
}

/** @param {Standing} told */
function way(told) {
  const t = words.now();
  if (told.in_sprint) {
    return told.days_left ? words.say(t.sprint, { days: told.days_left }) : t.sprintLast;
  }
  if (told.next_tier) return words.say(t.toTier, { tier: t.tiers[told.next_tier], missing: told.missing });
  return words.say(t.keptTo, { tier: t.tiers[told.tier], when: day(told.tier_until) });
}

/** @param {Goal} told */
function towards(told) {
  const t = words.now();
  return {
    said: words.say(t.goalHas, { has: told.has, points: told.points }),
    rest: told.missing ? words.say(t.short, { points: told.missing }) : t.within,
    part: part(told.has, told.points),
  };
}

/** @param {number} has @param {number} aim */
function part(has, aim) {
  return Math.min(WHOLE, Math.floor((has * WHOLE) / aim));
}

module.exports = { step, towards };
