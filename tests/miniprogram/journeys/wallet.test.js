"use strict";
/** The wallet: lots and when they expire, months, a statement that is narrowed, and receipts. */
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { calls, phone, redeem } = require("./stage");

async function wallet(t, options = {}) {
  const one = await phone({ member: "demo-4", ...options }).launch("/pages/wallet/index");
  t.after(() => one.close());
  await one.ready();
  return one;
}

test("the statement is narrowed by kind and by month, and read on as it is narrowed", async (t) => {
  const one = await wallet(t);
  assert.match(one.text, /全部 获得 使用 退回 过期/);
  const all = one.page.data.rows.length;
  await one.tap("kind", { kind: "earned" });
  assert.ok(one.page.data.rows.length > 0);
  assert.ok(one.page.data.rows.every((row) => row.moved.startsWith("+")));

  await one.tap("months");
  const [newest] = one.page.data.months;
  assert.match(newest.month, /^20\d\d-\d\d$/);
  assert.ok(one.page.data.months.some((month) => month.gainedPart === 100 || month.spentPart === 100));
  await one.tap("month", { month: newest.month });
  assert.ok(one.page.data.rows.every((row) => row.when.startsWith(newest.month)));
  const [asked] = calls(one, "GET", "/points/postings").slice(-1);
  assert.equal(asked.path, `/points/postings?kind=earned&month=${newest.month}`);
  assert.match(one.text, new RegExp(`✓ ${newest.month}`));

  await one.tap("month", { month: newest.month });
  await one.tap("kind", { kind: "all" });
  assert.equal(one.page.data.rows.length, all);
  const begun = one.page.data.rows.length;
  if (one.page.data.next) {
    await one.page.onReachBottom();
    assert.ok(one.page.data.rows.length > begun);
  }
  assert.equal(new Set(one.page.data.rows.map((row) => row.id)).size, one.page.data.rows.length);
});

test("a choice that was made while another was being read stands", async (t) => {
  const one = await wallet(t);
  const slow = one.tap("kind", { kind: "earned" });
  await Promise.all([slow, one.tap("kind", { kind: "expired" })]);
  assert.ok(one.page.data.rows.every((row) => row.moved.startsWith("−")));
  assert.equal(one.page.data.kind, "expired");
});

test("a movement opens its receipt: how it came about, from which points, and what it was for", async (t) => {
  const one = await wallet(t);
  await one.tap("kind", { kind: "earned" });
  const [row] = one.page.data.rows;
  one.tap("line", { id: row.id });
  await one.ready();
  const { line, lots, reasons } = one.page.data;
  assert.equal(line.moved, row.moved);
  assert.ok(reasons.length > 0);
  reasons.forEach((reason) => assert.ok(one.text.includes(reason)));
  assert.equal(`+${lots.reduce((sum, lot) => sum + lot.points, 0)}`, row.moved);
  assert.match(one.text, /规则 .+，第 \d+ 版.*这些积分的有效期 有效至 20\d\d-/);
});

test("what a redemption spent leads to the redemption", async (t) => {
  const one = await wallet(t);
  await redeem(one, "forest-donation");
  wx.switchTab({ url: "/pages/wallet/index" });
  await one.ready();
  await one.tap("kind", { kind: "spent" });
  const spent = one.page.data.rows.find((row) => row.redemption);
  one.tap("line", { id: spent.id });
  await one.ready();
  one.tap("redemption");
  await one.until((data, { page }) => page.route === "pages/tracking/index" && data.shown, "the redemption");
  assert.equal(one.page.data.shown.id, spent.redemption);
});

test("the calendar has every lot below its month, the soonest first, and sums to what may be spent", async (t) => {
  const one = await wallet(t);
  const { available } = one.page.data.wallet.balance;
  one.tap("expiry");
  await one.ready();
  const { months } = one.page.data;
  assert.equal(months.reduce((sum, month) => sum + month.points, 0), available);
  const names = months.map((month) => month.month);
  assert.deepEqual(names, [...names].sort());
  assert.ok(months.every((month) => month.lots.every((lot) => lot.until.includes(month.month))));
  assert.match(one.text, /先到期的先使用.*有效至 20\d\d-\d\d-\d\d 获得于 20\d\d-/);
});

test("in English all of it is English", async (t) => {
  const one = await wallet(t, { language: "en" });
  assert.match(one.text, /Month by month Statement All Earned Spent Returned Expired/);
  await one.tap("months");
  assert.match(one.text, /20\d\d-\d\d in \d+/);
  one.tap("expiry");
  await one.ready();
  assert.equal(one.title, "When points expire");
  assert.doesNotMatch(one.text, /[\u4e00-\u9fff]/);
});
