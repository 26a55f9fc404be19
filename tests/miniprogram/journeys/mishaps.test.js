"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { calls, phone, redeem, stranger, toSheet } = require("./stage");

test("a spent token is renewed once for all who need it, and each call is repeated once", async (t) => {
  const one = await phone({ member: stranger() }).launch();
  t.after(() => one.close());
  await one.ready();
  const tokens = one.storage.get("laurel.tokens");
  one.storage.set("laurel.tokens", { ...tokens, access_token: "spent" });
  const from = one.calls.length;
  const { get } = require("../program/lib/request");
  const told = await Promise.all([get("/me"), get("/points"), get("/redemptions")]);
  assert.deepEqual(told.map((answer) => answer.status), [200, 200, 200]);
  assert.equal(calls(one, "POST", "/sessions/refresh", from).length, 1);
  assert.equal(calls(one, "POST", "/sessions", from).length, 1, "no wx.login beside it");
  assert.notEqual(one.storage.get("laurel.tokens").refresh_token, tokens.refresh_token);
});

test("when the refresh token is over too, WeChat signs in again and nobody notices", async (t) => {
  const one = await phone({ member: stranger() }).launch();
  t.after(() => one.close());
  await one.ready();
  one.storage.set("laurel.tokens", { access_token: "spent", refresh_token: "spent too" });
  wx.switchTab({ url: "/pages/wallet/index" });
  await one.ready();
  assert.equal(one.page.data.wallet.balance.available, 0);
  assert.deepEqual(one.page.data.rows, []);
});

test("signing out forgets the tokens, and the next screen is a new sign-in's", async (t) => {
  const one = await phone({ member: "demo-2" }).launch("/pages/wallet/index");
  t.after(() => one.close());
  await one.ready();
  const { access_token: token } = one.storage.get("laurel.tokens");
  await one.tap("sign-out");
  await one.ready();
  assert.equal(one.page.route, "pages/home/index");
  assert.notEqual(one.storage.get("laurel.tokens").access_token, token);
  assert.equal(calls(one, "DELETE", "/sessions/current")[0].status, 204);
});

test("a lost answer redeems nothing twice: the same tap gets the first answer", async (t) => {
  const one = await phone({ member: "demo-5" }).launch();
  t.after(() => one.close());
  await one.ready();
  const before = one.page.data.home.balance.available;
  await toSheet(one, "topup-30");
  one.enter("account", "input", "13800000201");
  one.network.lost.push((call) => call.method === "POST" && call.path === "/redemptions");
  await one.tap("confirm");
  assert.equal(one.page.data.problem.code, "offline");
  assert.equal(one.page.route, "pages/redeem/index");

  await one.tap("confirm");
  await one.until((data, { page }) => page.route === "pages/tracking/index" && data.shown, "the tracking page");
  const [lost, again] = calls(one, "POST", "/redemptions").filter((call) => call.path === "/redemptions");
  assert.deepEqual([lost.status, lost.replayed, again.status, again.replayed], [201, false, 201, true]);
  assert.equal(lost.header["idempotency-key"], again.header["idempotency-key"]);
  assert.equal(one.app.globalData.points, before - 300, "taken once");
  await one.until((data) => data.shown.state === "delivered", "the callback, by asking for changes");
  assert.ok(calls(one, "GET", "/changes").length >= 2);
});

test("another choice is another decision", async (t) => {
  const one = await phone({ member: "demo-5" }).launch();
  t.after(() => one.close());
  await one.ready();
  await toSheet(one, "topup-30");
  one.enter("account", "input", "12");
  await one.tap("confirm");
  assert.ok(one.page.data.wrong.account, "said beside the field");
  one.enter("account", "input", "13800000101");
  await one.tap("confirm");
  await one.until((data, { page }) => page.route === "pages/tracking/index" && data.shown, "the tracking page");
  const keys = calls(one, "POST", "/redemptions").map((call) => call.header["idempotency-key"]);
  assert.equal(new Set(keys).size, 2);
});

test("without a network the page says so, and goes on when it is back", async (t) => {
  const one = phone({ member: stranger() });
  t.after(() => one.close());
  one.network.isOffline = true;
  await one.launch();
  await one.until((data) => data.state === "error", "a page that says so");
  assert.equal(one.page.data.problem.title, "网络不可用");
  one.network.isOffline = false;
  one.tell("notice", "act", { action: null });
  await one.ready();

  one.network.isOffline = true;
  await one.page.read();
  assert.equal(one.page.data.state, "ready", "what was read stays");
  assert.equal(one.page.data.problem.code, "offline");
});

test("a page that could show nothing reads by itself when the network is back", async (t) => {
  const one = phone({ member: stranger() });
  t.after(() => one.close());
  one.network.turn(false);
  await one.launch();
  await one.until((data) => data.state === "error", "a page that says so");
  assert.match(one.text, /网络不可用/);
  one.network.turn(true);
  await one.ready();
  assert.equal(one.network.listeners.size, 0, "heard once");
});

test("what could not be sent is never sent by itself", async (t) => {
  const one = await phone({ member: "demo-5" }).launch();
  t.after(() => one.close());
  await one.ready();
  await toSheet(one, "topup-30");
  one.enter("account", "input", "13800000101");
  one.network.turn(false);
  await one.tap("confirm");
  assert.equal(one.page.data.problem.code, "offline");
  const from = one.calls.length;
  one.network.turn(true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual(calls(one, "POST", "/redemptions", from), []);
});

test("what has not changed is not sent again, and the kept copy is drawn", async (t) => {
  const one = await phone({ member: "demo-1" }).launch("/pages/expiry/index");
  t.after(() => one.close());
  await one.ready();
  const drawn = one.text;
  one.page.setData({ months: [] });
  const from = one.calls.length;
  await one.page.read();
  assert.deepEqual(calls(one, "GET", "/points/lots", from).map((call) => call.status), [304]);
  assert.ok(calls(one, "GET", "/points/lots", from)[0].header["if-none-match"]);
  assert.equal(one.text, drawn);
});

test("nothing is asked while nobody looks", async (t) => {
  const one = await phone({ member: stranger() }).launch();
  t.after(() => one.close());
  await one.ready();
  await one.until((_, { calls: made }) => made.some((call) => call.path.startsWith("/changes?since=")), "a poll");
  one.hide();
  const from = one.calls.length;
  await new Promise((resolve) => setTimeout(resolve, 800));
  assert.ok(calls(one, "GET", "/changes", from).length <= 1, "at most the one under way");
  one.show();
  await one.until(() => calls(one, "GET", "/changes", from).length >= 2, "polls again");
});

test("an English phone reads English, from the mall and from us", async (t) => {
  const one = await phone({ member: "demo-2", language: "en" }).launch();
  t.after(() => one.close());
  await one.ready();
  assert.equal(one.page.data.t.affordable, "Yours right now");
  const ware = one.page.data.home.shelves[0].products[0];
  assert.match(ware.price_text, /points$/);
  await redeem(one, "forest-donation");
  assert.equal(one.title, "Redemption");
  assert.match(one.page.data.due, /^Comes back by itself unless delivered by 20\d\d-/);
});
