"use strict";
/** A phone in a member's hand, beside the mall that pytest started. */
const path = require("node:path");
const { Phone } = require("../shim/phone");

const ROOT = path.join(__dirname, "..", "program");
const MALL = process.env.LAUREL_MALL;
let people = 0;

/** A code of wx.login: `demo-1` … `demo-5` are members with a past, any other somebody new. */
function stranger() {
  people += 1;
  return `walker-${process.pid}-${people}`;
}

/** @param {{ member?: string, language?: string, baseUrl?: string }} [wanted] */
function phone({ member = "demo-3", language = "zh_CN", baseUrl = MALL } = {}) {
  let times = 0;
  const code = () => (member.startsWith("demo-") ? member : `${member}.${(times += 1)}`);
  const made = new Phone({ root: ROOT, baseUrl, code, language });
  require(path.join(ROOT, "lib", "watch")).every(250);
  return made;
}

/** The id of a product, by its slug. */
async function product(slug) {
  const answer = await fetch(`${MALL}/api/v1/products/${slug}`);
  return (await answer.json()).data.id;
}

/** From the product's page to the sheet where it is redeemed. */
async function toSheet(one, slug) {
  one.open(`/pages/product/index?id=${await product(slug)}`);
  await one.ready();
  one.tap("redeem");
  await one.until((data) => data.state === "ready" && data.quote, "a quote");
}

/** Redeem for an account, and wait for the page that follows it. */
async function redeem(one, slug, account) {
  await toSheet(one, slug);
  if (account) one.enter("account", "input", account);
  await one.tap("confirm");
  await one.until((data, { page }) => page.route === "pages/tracking/index" && data.shown, "the tracking page");
}

/** Which calls were made to a path since `from`. */
function calls(one, method, beginning, from = 0) {
  return one.calls.slice(from).filter((call) => call.method === method && call.path.startsWith(beginning));
}

module.exports = { MALL, ROOT, calls, phone, product, redeem, stranger, toSheet };
