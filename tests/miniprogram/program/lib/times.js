// @ts-check
/** Instants as the phone's own clock shows them; iOS reads RFC 3339 only. */

/** @param {string | null} instant */
function when(instant) {
  if (!instant) return "";
  const at = new Date(instant);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** @param {number} number */
function two(number) {
  return String(number).padStart(2, "0");
}

/** @param {number} fen */
function yuan(fen) {
  return `¥${Math.floor(fen / 100)}.${two(fen % 100)}`;
}

module.exports = { when, yuan };
