"use strict";
/** What a redemption puts into its member's hands, and what comes back of it. */
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { calls, phone, redeem, toSheet } = require("./stage");
const { pays } = require("./provider");

const ADDRESS = {
  userName: "林月", telNumber: "13800000005", provinceName: "上海市", cityName: "上海市",
  countyName: "徐汇区", detailInfo: "武康路 1 号",
};

async function diamond(t) {
  const one = await phone({ member: "demo-5" }).launch();
  t.after(() => one.close());
  await one.ready();
  one.answers.address = ADDRESS;
  return one;
}

const delivered = (one) => one.until((data) => data.shown.state === "delivered", "delivered", 40);

test("a coupon shows nothing of its code before a tap, and then a picture to be scanned", async (t) => {
  const one = await diamond(t);
  await redeem(one, "coffee-card");
  await delivered(one);
  assert.match(one.text, /你的兑换券 券编号 \d+ .*点单时出示.* 出示兑换码/);
  assert.deepEqual(one.page.data.codes, []);
  await one.tap("reveal");
  const [code] = one.page.data.codes;
  assert.match(decodeURIComponent(code.qr), /^data:image\/svg\+xml,<svg [^>]*xmlns="[\s\S]*<\/svg>$/);
  assert.ok(one.text.includes(`[picture] ${code.number}`));
  assert.throws(() => one.tap("reveal"), /hidden/);
});

test("a booking tells when and where", async (t) => {
  const one = await diamond(t);
  await toSheet(one, "museum-tour");
  const slot = one.page.data.slots.find((each) => !each.isFull);
  one.page.onSlot({ currentTarget: { dataset: { id: slot.id } } });
  await one.tap("confirm");
  await one.until((data, { page }) => page.route === "pages/tracking/index" && data.shown, "the tracking page");
  await delivered(one);
  assert.match(one.text, /你的入场凭证 时间 20\d\d-\d\d-\d\d \d\d:\d\d 地点 .+ 预约编号 \d+/);
  assert.ok(slot.label.startsWith(one.page.data.ticket.facts[0].said));
});

test("files are fetched with the member's own sign-in, and opened as their kind wants", async (t) => {
  const one = await diamond(t);
  await redeem(one, "digital-issue");
  await delivered(one);
  assert.match(one.text, /你的文件 下载 PDF · .+B 下载 EPUB · .+B 仅你本人/);
  await one.tap("file", { place: 0 });
  const tokens = one.storage.get("laurel.tokens");
  one.storage.set("laurel.tokens", { ...tokens, access_token: "spent" });
  await one.tap("file", { place: 1 });
  const [pdf, epub] = one.files.opened;
  assert.deepEqual([pdf.how, pdf.name, pdf.bytes.subarray(0, 4).toString()], ["openDocument", "pdf", "%PDF"]);
  assert.deepEqual([epub.how, epub.bytes.subarray(0, 2).toString()], ["shareFileMessage", "PK"]);
  assert.match(epub.name, /\.epub$/);
  assert.equal(calls(one, "POST", "/sessions/refresh").length, 1);
  assert.equal(one.page.data.problem, null);

  one.network.turn(false);
  await one.tap("file", { place: 0 });
  assert.equal(one.page.data.problem.code, "offline");
  assert.equal(one.files.opened.length, 2);
  one.network.turn(true);
});

test("half of it says that it is half, and who decides about the rest", async (t) => {
  const one = await diamond(t);
  await toSheet(one, "topup-30");
  await one.tap("more");
  await one.until((data) => data.quantity === 2 && !data.isBusy && data.quote, "two");
  await one.ready();
  one.enter("account", "input", "13800000901");
  await one.tap("confirm");
  await one.until((data, { page }) => page.route === "pages/tracking/index" && data.shown, "the tracking page");
  await one.until((data) => data.shown.state === "attention", "half of it", 60);
  assert.equal(one.page.data.shown.is_partial, true);
  assert.match(one.text, /处理中 目前只送达了一部分。其余部分由客服处理/);
});

test("a parcel tells where it goes; what comes back of it, both legs with where the cash is", async (t) => {
  const one = await diamond(t);
  one.answers.payment = (options) => pays(options);
  await toSheet(one, "scarf");
  await one.enter("points", "change", 1000);
  await one.ready();
  await one.tap("address");
  await one.until((data) => data.address, "an address");
  await one.tap("confirm");
  await one.until((data, { page }) => page.route === "pages/tracking/index" && data.shown?.state === "placed", "paid");
  assert.match(one.text, /收货信息 林月 138\*{4}0005 .*武康路 1 号/);
  assert.match(one.text, /1000 积分 \+ 现金 ¥299\.00 本单可得 \d+ 积分 299 元 × 1/);
  await one.tap("cancel");
  await one.until((data) => data.returns.length, "what comes back");
  const [line] = one.page.data.returns;
  assert.equal(line.points, "+1000 积分");
  assert.match(line.cash, /^¥299\.00 (退回途中|已到账)$/);
  assert.match(one.text, /退还明细 20\d\d-.* 你取消了兑换。 \+1000 积分 ¥299\.00/);
  await one.until((data) => data.returns[0].cash.endsWith("已到账") || void one.page.read(), "cash that arrived", 40);
  assert.notEqual(one.page.data.returns[0].arrived, "");
});
