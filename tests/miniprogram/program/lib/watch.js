// @ts-check
/** Asks every few seconds what changed, while a page that is seen wants to know. */
const { get } = require("./request");
const { Problem } = require("./problem");

const EVERY_MS = 5000;
const SLOWEST_MS = 60000;

/** @typedef {{ points: boolean, redemptions: string[], everything: boolean }} News */
/** @type {Set<(news: News) => void>} */
const listeners = new Set();
let cursor = "";
let everyMs = EVERY_MS;
let timer = 0;

/** Hear of changes; returns how to stop. @param {(news: News) => void} listener */
function listen(listener) {
  listeners.add(listener);
  if (listeners.size === 1) schedule(0);
  return () => {
    listeners.delete(listener);
    if (!listeners.size) stop();
  };
}

/** @param {number} ms */
function schedule(ms) {
  clearTimeout(timer);
  timer = setTimeout(look, ms);
}

async function look() {
  let pauseMs = everyMs;
  try {
    const told = await get(`/changes${cursor ? `?since=${cursor}` : ""}`);
    cursor = told.meta.next_cursor;
    tell(told.data);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === "invalid_input") cursor = "";
    pauseMs = Math.max(error.retryAfter * 1000, Math.min(pauseMs * 4, SLOWEST_MS));
  }
  if (listeners.size) schedule(pauseMs);
}

/** @param {News} news */
function tell(news) {
  if (!news.points && !news.redemptions.length && !news.everything) return;
  listeners.forEach((one) => one(news));
}

function stop() {
  clearTimeout(timer);
  cursor = "";
}

/** Ask more or less often. @param {number} ms */
function every(ms) {
  everyMs = ms;
}

module.exports = { listen, every };
