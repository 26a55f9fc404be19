// @ts-check
/** A member's calls: signed in when needed, replayed once after a 401, patient after a 429. */
const session = require("./session");
const transport = require("./transport");
const { Problem } = require("./problem");

const LONGEST_PATIENCE_SECONDS = 3;
const SIGN_IN = ["token_expired", "token_invalid", "token_reused", "sign_in_required"];

/** @param {string} path */
function get(path) {
  return call({ method: "GET", path });
}

/**
 * `key` names one decision of the member: the same for every repetition of it, never for another.
 * @param {string} path @param {object} [body] @param {string} [key]
 */
function post(path, body, key) {
  return call({ method: "POST", path, body, key });
}

/** What may be said twice: it shall be so. @param {string} path @param {object} body */
function put(path, body) {
  return call({ method: "PUT", path, body });
}

/** @param {string} path */
function remove(path) {
  return call({ method: "DELETE", path });
}

/** @param {import("./transport").Call} asked @returns {Promise<import("./transport").Answer>} */
async function call(asked) {
  const token = await session.token();
  try {
    return noted(await transport.send({ ...asked, token }));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 401 && SIGN_IN.includes(error.code)) {
      return noted(await transport.send({ ...asked, token: await session.renew(token) }));
    }
    if (!mayRepeat(asked, error)) throw error;
    await pause(error.retryAfter || 1);
    return noted(await transport.send({ ...asked, token }));
  }
}

/** A read may be asked again, and so may what carries a key. @param {import("./transport").Call} asked @param {Problem} error */
function mayRepeat(asked, error) {
  const isSafe = asked.method === "GET" || Boolean(asked.key);
  const isBusy = error.status === 503 || error.code === "idempotency_in_progress";
  return isSafe && isBusy && error.retryAfter <= LONGEST_PATIENCE_SECONDS;
}

/** Every change tells what is left. @param {import("./transport").Answer} answer */
function noted(answer) {
  if (typeof answer.meta.points === "number") getApp().globalData.points = answer.meta.points;
  return answer;
}

/** @param {number} seconds @returns {Promise<void>} */
function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

let made = 0;

/** A new name for a decision. */
function newKey() {
  made += 1;
  const drawn = Array.from({ length: 4 }, () => Math.floor(Math.random() * 2 ** 32).toString(36));
  return [Date.now().toString(36), made.toString(36), ...drawn].join("-");
}

module.exports = { get, post, put, remove, newKey };
