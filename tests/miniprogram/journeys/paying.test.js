"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { pays } = require("./provider");
const { calls, phone, toSheet } = require("./stage");

const ADDRESS = {
  userName: "林月", telNumber: "13800000005", provinceName: "上海市", cityName: "上海市",
  countyName: "徐汇区", detailInfo: "武康路 1 号",
};

test("a mixed price takes its points, asks WeChat for the cash, and goes on when the cash came", async (t) => {
  const one = await phone({ member: "demo-5" }).launch();
  t.after(() => one.close());
  await one.ready();
  one.answers.address = ADDRESS;
  const asked = [];
  one.answers.payment = async (options) => { asked.push(options); return "cancel"; };

  await toSheet(one, "scarf");
  const most = one.page.data.quote.most_points;
  assert.equal(most, 3192, "80 % of 399.00 yuan");
  await one.enter("points", "change", 1000);
  await one.ready();
  assert.match(one.page.data.sum, /^1000 积分 \+ ¥299\.00$/);
  await one.tap("address");
  await one.until((data) => data.address, "an address");
  await one.tap("confirm");
  await one.until((data, { page }) => page.route === "pages/tracking/index" && data.shown, "the tracking page");

  assert.equal(asked.length, 1);
  const given = asked[0];
  assert.match(given.timeStamp, /^\d{10}$/);
  assert.match(given.package, /^prepay_id=.+/);
  assert.ok(given.nonceStr.length >= 16);
  assert.equal(given.signType, "RSA");
  assert.ok(given.paySign.length > 80, "an RSA signature");
  assert.deepEqual(one.shown.slice(-1), ["尚未支付，可在有效期内继续"]);
  assert.equal(one.page.data.shown.state, "awaiting_payment");

  one.answers.payment = (options) => pays(options);
  await one.tap("pay");
  await one.until((data) => data.shown.payment.state === "captured", "a redemption that is paid");
  assert.notEqual(one.page.data.shown.state, "awaiting_payment");
  assert.equal(one.page.data.able.pay, undefined);
  assert.equal(calls(one, "POST", "/redemptions/").filter((call) => call.path.endsWith("/payment")).length, 2);
});
