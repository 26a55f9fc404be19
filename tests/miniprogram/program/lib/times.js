// @ts-check
/** Instants as the phone's own clock shows them; iOS reads RFC 3339 only. */

/** How far the phone's clock is ahead of the mall's. */
let aheadMs = 0;

/** Hear what time it is at the mall. @param {string | undefined} serverTime */
function heard(serverTime) {
  if (serverTime) aheadMs = Date.now() - Date.parse(serverTime);
}

/** Whole seconds until an instant of the mall's, never below none. @param {string | null | undefined} instant */
function secondsUntil(instant) {
  if (!instant) return 0;
  return Math.max(0, Math.ceil((Date.parse(instant) - (Date.now() - aheadMs)) / 1000));
}

/** @param {string | null} instant */
function when(instant) {
  if (!instant) return "";
  const at = new Date(instant);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The day alone. @param {string | null} instant */
function day(instant) {
  return when(instant).slice(0, 10);
}

/** @param {number} number */
function two(number) {
  return String(number).padStart(2, "0");
}

/** @param {number} fen */
function yuan(fen) {
  return `¥${Math.floor(fen / 100)}.${two(fen % 100)}`;
}

module.exports = { heard, secondsUntil, when, day, yuan };
