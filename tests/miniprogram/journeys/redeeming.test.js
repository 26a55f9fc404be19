"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const path = require("node:path");
const { MALL, ROOT, calls, phone, redeem, stranger, toSheet, product } = require("./stage");

const ADDRESS = {
  userName: "林月", telNumber: "13800000003", provinceName: "上海市", cityName: "上海市",
  countyName: "徐汇区", detailInfo: "武康路 1 号",
};

test("from the first screen to what was delivered, and to the line in the statement", async (t) => {
  const one = await phone({ member: "demo-3" }).launch();
  t.after(() => one.close());
  await one.ready();
  const first = one.calls.filter((call) => !call.path.startsWith("/changes"));
  assert.deepEqual(first.map((call) => `${call.method} ${call.path}`), ["POST /sessions", "GET /home?fields=card"]);
  const { home } = one.page.data;
  const before = home.balance.available;
  const card = home.shelves.flatMap((shelf) => shelf.products).find((ware) => ware.slug === "topup-50");
  assert.match(card.price_text, /积分$/);

  let from = one.calls.length;
  one.tell("product-card", "open", { id: card.id });
  await one.ready();
  assert.equal(calls(one, "GET", "/products/", from).length, 1);
  assert.match(one.page.data.pictures[0], /\/pictures\/.+\/1125\.jpg$/);

  from = one.calls.length;
  one.tap("redeem");
  await one.until((data) => data.quote, "a quote");
  assert.deepEqual(calls(one, "GET", "/products/", from).map((call) => call.status), [304]);
  assert.equal(calls(one, "POST", "/quotes", from).length, 1);
  one.enter("account", "input", "13800000101");
  await one.tap("confirm");

  await one.until((data, { page }) => page.route === "pages/tracking/index" && data.shown?.state === "delivered", "delivered");
  const kinds = one.page.data.shown.timeline.map((step) => step.kind);
  assert.deepEqual(kinds, ["placed", "submitted", "delivered"]);
  assert.equal(one.app.globalData.points, before - card.points);

  wx.switchTab({ url: "/pages/wallet/index" });
  await one.ready();
  const [spent] = one.page.data.rows;
  assert.equal(spent.redemption !== "", true);
  assert.equal(one.page.data.wallet.balance.available, before - card.points);
  assert.ok(one.page.data.rows.some((row) => row.what === "兑换冻结" && row.moved === `−${card.points}`));
});

test("a card's codes are shown to a tap and copied to another", async (t) => {
  const one = await phone({ member: "demo-4" }).launch();
  t.after(() => one.close());
  await one.ready();
  await redeem(one, "gamecard-30");
  await one.until((data) => data.able.reveal, "codes to show");
  assert.deepEqual(one.page.data.codes, []);
  await one.tap("reveal");
  const [code] = one.page.data.codes;
  assert.match(code.number, /^\d{16}$/);
  one.page.onCopy({ currentTarget: { dataset: { code: code.number } } });
  assert.equal(one.clipboard, code.number);
});

test("what is short of points says so, and leads to where they are earned", async (t) => {
  const one = await phone({ member: stranger() }).launch();
  t.after(() => one.close());
  await one.ready();
  assert.equal(one.page.data.home.balance.available, 0);
  one.open(`/pages/product/index?id=${await product("topup-50")}`);
  await one.ready();
  assert.equal(one.page.data.button, "还差 500 积分");
  assert.throws(() => one.tap("redeem"), /disabled/);

  one.open(`/pages/redeem/index?id=${one.page.data.product.id}`);
  await one.until((data) => data.quote, "a quote");
  one.enter("account", "input", "13800000101");
  await one.tap("confirm");
  const { problem } = one.page.data;
  assert.equal(problem.code, "points_insufficient");
  assert.match(problem.title, /500/);
  one.tell("notice", "act", { action: problem.action });
  await one.ready();
  assert.equal(one.page.route, "pages/wallet/index");
});

test("the last one goes to one of two, and the other reads that it is gone", async (t) => {
  const late = await phone({ member: "demo-5" }).launch();
  await late.ready();
  await toSheet(late, "last-one");
  late.enter("account", "input", "13800000101");
  const other = { page: late.page, body: late.page.wanted() };
  const answer = await quick("demo-4", await product("last-one"));
  assert.equal(answer.status, 201);
  t.after(() => late.close());

  await late.tap("confirm");
  assert.equal(late.page, other.page, "no redemption was opened");
  assert.equal(late.page.data.problem.code, "sold_out");
  late.open(`/pages/product/index?id=${other.body.product_id}`);
  await late.ready();
  assert.equal(late.page.data.button, "已兑完");
});

test("what has not been sent can be cancelled once, and every point comes back", async (t) => {
  const one = await phone({ member: "demo-5" }).launch();
  t.after(() => one.close());
  await one.ready();
  const before = one.page.data.home.balance.available;
  one.answers.address = ADDRESS;
  await toSheet(one, "tote-bag");
  await one.tap("confirm");
  assert.equal(one.page.data.problem.code, "address_required");
  await one.tap("address");
  await one.until((data) => data.address, "an address");
  await one.tap("confirm");
  await one.until((data, { page }) => page.route === "pages/tracking/index" && data.shown, "the tracking page");
  assert.equal(one.app.globalData.points, before - 800);

  await one.until((data) => !data.undo, "the end of the undo");
  one.answers.modal = false;
  await one.tap("cancel");
  assert.equal(one.page.data.shown.state, "placed");
  one.answers.modal = true;
  one.tap("cancel");
  await one.until((data) => data.shown.state === "cancelled", "cancelled");
  assert.equal(one.app.globalData.points, before);
  assert.equal(one.page.data.able.cancel, undefined);
});

test("what was redeemed a moment ago is undone by one tap, and nobody is asked to deliver", async (t) => {
  const one = await phone({ member: "demo-5" }).launch();
  t.after(() => one.close());
  await one.ready();
  const before = one.page.data.home.balance.available;
  await redeem(one, "topup-30", "13800000101");
  assert.match(one.page.data.undo, /^撤销（[1-4] 秒）$/);
  assert.throws(() => one.tap("cancel"), /hidden/);
  one.answers.modal = false;
  const asked = one.shown.length;
  await one.tap("undo");
  await one.until((data) => data.shown.state === "cancelled", "undone");
  assert.equal(one.shown.length, asked, "no question");
  assert.equal(one.page.data.undo, "");
  assert.equal(one.app.globalData.points, before);
  assert.deepEqual(one.page.data.shown.timeline.map((step) => step.kind), ["placed", "cancelled"]);
});

test("the undo leaves by itself, and then the supplier is asked", async (t) => {
  const one = await phone({ member: "demo-5" }).launch();
  t.after(() => one.close());
  await one.ready();
  await redeem(one, "topup-30", "13800000101");
  assert.notEqual(one.page.data.undo, "");
  const early = Date.parse(one.page.data.shown.undo_until);
  await one.until((data) => data.shown.state === "delivered", "delivered");
  assert.equal(one.page.data.undo, "");
  assert.throws(() => one.tap("undo"), /hidden/);
  const [submitted] = one.page.data.shown.timeline.filter((step) => step.kind === "submitted");
  assert.ok(Date.parse(submitted.at) >= early, "not before its time");
});

/** Redeem without a screen: another member, elsewhere, a moment earlier. */
async function quick(code, productId) {
  const headers = { "content-type": "application/json" };
  const signed = await fetch(`${MALL}/api/v1/sessions`, { method: "POST", headers, body: JSON.stringify({ code }) });
  const { access_token: token } = (await signed.json()).data;
  return fetch(`${MALL}/api/v1/redemptions`, {
    method: "POST",
    headers: { ...headers, authorization: `Bearer ${token}`, "idempotency-key": "quick" },
    body: JSON.stringify({ product_id: productId, account: "13800000101" }),
  });
}

test("one tap goes to the account of last time, and the sheet asks when it is off or the next comes too soon", async (t) => {
  const one = await phone({ member: "demo-3" }).launch();
  t.after(() => one.close());
  await one.ready();
  const express = (isOn) => require(path.join(ROOT, "lib", "request")).put("/me/profile", { is_express: isOn });
  const thing = `/pages/product/index?id=${await product("reading-month")}`;
  await redeem(one, "reading-month", "13800000101");
  await express(true);
  t.after(() => express(false));

  one.open(thing);
  await one.ready();
  assert.match(one.text, /一键兑换 190 积分 · 138\*\*\*\*0101 更多方式/);
  await express(false);
  let from = one.calls.length;
  one.tap("express");
  await one.until((data, { page }) => page.route === "pages/redeem/index" && data.quote, "the sheet");
  assert.deepEqual(calls(one, "POST", "/redemptions", from).map((call) => call.status), [409]);

  await express(true);
  one.open(thing);
  await one.ready();
  from = one.calls.length;
  one.tap("express");
  await one.until((data, { page }) => page.route === "pages/tracking/index" && data.shown, "the tracking page");
  assert.deepEqual(calls(one, "POST", "/redemptions", from).map((call) => call.status), [201]);

  one.open(thing);
  await one.ready();
  assert.doesNotMatch(one.text, /一键兑换/);
});
