// @ts-check
/** What a redemption puts into its member's hands, until when, and what came back, ready to be drawn. */
const files = require("./files");
const { when, yuan } = require("./times");
const words = require("./words");

const OVER = ["delivered", "refunded", "cancelled"];
/** While the 48 hours run. */
const PROMISED = ["placed", "delivering"];

/** @typedef {{ kind: string, number: string, valid_until: string | null, starts_at: string | null, place: string | null }} Ticket */
/** @typedef {{ at: string, why: string, points: number, cash_fen: number, cash_state: string | null, arrived_at: string | null }} Return */
/** @typedef {{ name: string, format: string, bytes: number, url: string }} FileLink */

/** What to know before a code is shown at a door or a bar. @param {Ticket | null} told */
function ticket(told) {
  if (!told) return null;
  const t = words.now();
  const isBooking = told.kind === "booking";
  const facts = [
    { name: t.when, said: when(told.starts_at) },
    { name: t.venue, said: told.place || "" },
    { name: isBooking ? t.bookingNumber : t.couponNumber, said: told.number },
    { name: t.validUntil, said: isBooking ? "" : told.valid_until || "" },
  ];
  return {
    title: isBooking ? t.ticketBooking : t.ticketCoupon,
    hint: isBooking ? t.bookingHint : t.couponHint,
    facts: facts.filter((one) => one.said),
  };
}

/** Files with what stands on their buttons. @param {FileLink[]} told */
function links(told) {
  const t = words.now();
  return told.map((one) => ({
    ...one,
    said: words.say(t.download, { format: one.format, size: files.size(one.bytes) }),
  }));
}

/** One line for each time that something came back, with both legs. @param {Return[]} told */
function returns(told) {
  const t = words.now();
  return told.map((one) => ({
    at: one.at,
    when: when(one.at),
    why: named(t.whys, one.why),
    points: one.points ? words.say(t.points, { points: `+${one.points}` }) : "",
    cash: one.cash_state ? `${yuan(one.cash_fen)} ${named(t.cashLegs, one.cash_state)}` : "",
    arrived: when(one.arrived_at),
  }));
}

/** A code that is shown and not typed is drawn. @param {{ number: string, password: string | null, qr_svg: string | null }[]} told */
function codes(told) {
  return told.map(({ number, password, qr_svg: svg }) => ({
    number,
    password,
    qr: svg ? `data:image/svg+xml,${encodeURIComponent(svg)}` : "",
  }));
}

/** @param {Record<string, string>} names @param {string} name */
function named(names, name) {
  return names[name] || name;
}

/** What the member may count on, and until when. @param {any} shown */
function deadline(shown) {
  const t = words.now();
  if (shown.is_partial && shown.state === "attention") return t.partWaits;
  if (shown.state === "awaiting_payment") return words.say(t.payBefore, { when: when(shown.pay_by) });
  return PROMISED.includes(shown.state) ? words.say(t.due, { when: when(shown.promise_due_at) }) : "";
}

/** What its cash has earned, or will. @param {any} shown */
function earned(shown) {
  const t = words.now();
  if (shown.points_earned) return words.say(t.earned, { points: shown.points_earned });
  const isAhead = !OVER.includes(shown.state) && shown.state !== "refunding";
  const ahead = isAhead && shown.earning ? shown.earning.points : 0;
  return ahead ? words.say(t.earns, { points: ahead }) : "";
}

/** @param {number} points @param {number} cashFen */
function sum(points, cashFen) {
  const t = words.now();
  const parts = [points ? words.say(t.points, { points }) : "", cashFen ? words.say(t.cashPart, { cash: yuan(cashFen) }) : ""];
  return parts.filter(Boolean).join(" + ");
}

module.exports = { OVER, ticket, links, returns, codes, deadline, earned, sum };
