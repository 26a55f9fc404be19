// @ts-check
/** Why cash earns so many points: 58 yuan × 1 × 2 = 116, capped at 40. */
const words = require("./words");

const WHOLE_BPS = 10000;

/** @typedef {{ points: number, cash_fen: number, channel_bps: number, multipliers: { bps: number }[], uncapped: number, cap: number | null }} Earning */

/** @param {Earning | null} earned */
function arithmetic(earned) {
  if (!earned || !earned.points) return "";
  const t = words.now();
  const factors = [earned.channel_bps, ...earned.multipliers.map((one) => one.bps)]
    .filter((bps) => bps !== WHOLE_BPS)
    .map((bps) => ` × ${bps / WHOLE_BPS}`);
  const sum = `${words.say(t.arithmetic, { yuan: earned.cash_fen / 100 })}${factors.join("")} = ${earned.uncapped}`;
  return earned.cap === null ? sum : words.say(t.capped, { sum, cap: earned.cap });
}

module.exports = { arithmetic };
