// @ts-check
/** The statement and its months and lots, ready to be drawn; zones of months are the mall's. */
const { day, when } = require("./times");
const words = require("./words");

const WHOLE = 100;

/** What a line shows: a sign and a word, never colour alone. @param {any} posting */
function row(posting) {
  const t = words.now();
  return {
    id: posting.id,
    name: posting.about || posting.title,
    what: posting.about ? posting.title : "",
    when: when(posting.posted_at),
    moved: signed(posting),
    after: words.say(t.balanceAfter, { points: posting.available_after }),
    redemption: posting.redemption_id || "",
  };
}

/** What only settles a hold moves nothing that may be spent. @param {{ points: number, signed_points: number }} posting */
function signed({ points, signed_points: moved }) {
  if (!moved) return words.say(words.now().settled, { points });
  return moved > 0 ? `+${moved}` : String(moved).replace("-", "−");
}

/** In and out by month, with how long its bars are. @param {{ month: string, gained: number, spent: number }[]} told */
function months(told) {
  const t = words.now();
  const most = Math.max(1, ...told.map((one) => Math.max(one.gained, one.spent)));
  return told.map((one) => ({
    month: one.month,
    gained: words.say(t.gained, { points: one.gained }),
    spent: words.say(t.spent, { points: one.spent }),
    gainedPart: Math.round((one.gained * WHOLE) / most),
    spentPart: Math.round((one.spent * WHOLE) / most),
  }));
}

/** @typedef {{ id: string, points_left: number, expires_at: string, earned_at: string | null }} Lot */

/** Lots below the month of their last day, the soonest first. @param {Lot[]} told */
function calendar(told) {
  /** @type {Map<string, { month: string, points: number, part: number, lots: ReturnType<typeof lot>[] }>} */
  const months = new Map();
  [...told].sort((a, b) => a.expires_at.localeCompare(b.expires_at)).forEach((one) => {
    const name = day(one.expires_at).slice(0, 7);
    const month = months.get(name) || { month: name, points: 0, part: 0, lots: [] };
    month.points += one.points_left;
    month.lots.push(lot(one));
    months.set(name, month);
  });
  const all = [...months.values()];
  const most = Math.max(1, ...all.map((one) => one.points));
  return all.map((one) => ({ ...one, part: Math.round((one.points * WHOLE) / most) }));
}

/** @param {Lot} one */
function lot(one) {
  const t = words.now();
  return {
    id: one.id,
    points: one.points_left,
    until: words.say(t.expiresOn, { when: day(one.expires_at) }),
    earned: one.earned_at ? words.say(t.earnedOn, { when: day(one.earned_at) }) : "",
  };
}

module.exports = { row, months, calendar };
