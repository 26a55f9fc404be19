"use strict";
/** What is to be seen before anything is redeemed: the first screen, a product, what was looked for. */
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { calls, phone, product, stranger } = require("./stage");

async function opened(t, options, url) {
  const one = await phone(options).launch(url);
  t.after(() => one.close());
  await one.ready();
  return one;
}

test("a goal is set beside a product, stands on the first screen, and is taken back", async (t) => {
  const one = await opened(t, { member: "demo-2" });
  assert.equal(one.page.data.goal, null);
  one.open(`/pages/product/index?id=${await product("salon-ticket")}`);
  await one.ready();
  assert.match(one.text, /设为梦想目标/);
  await one.tap("goal");
  assert.equal(calls(one, "PUT", "/me/goal")[0].status, 200);
  assert.match(one.text, /\d+ \/ 2000 积分.*取消梦想目标/);

  wx.navigateBack();
  await one.until((data) => data.goal, "a goal on the first screen");
  const { has, missing } = one.page.data.home.goal;
  assert.equal(has + missing, 2000);
  assert.equal(one.page.data.goal.part, Math.floor(has / 20));
  assert.match(one.text, new RegExp(`梦想目标.*${has} / 2000 积分`));
  await one.tap("drop-goal");
  assert.equal(one.page.data.goal, null);
  assert.equal(calls(one, "DELETE", "/me/goal")[0].status, 204);
  assert.doesNotMatch(one.text, /梦想目标/);
});

test("the first screen tells how far the next tier is, and of a sprint", async (t) => {
  const one = await opened(t, { member: "demo-3" });
  const { standing } = one.page.data.home;
  const { step } = require("../program/lib/standing");
  assert.deepEqual(one.page.data.step, step(standing));
  const far = { ...standing, in_sprint: false, next_tier: "platinum", threshold: 5000, score: 2500, missing: 2500 };
  assert.deepEqual(step(far), { said: "距铂金还差 2500 成长值", part: 50 });
  const sprint = { ...far, in_sprint: true, keep_threshold: 10000, days_left: 3 };
  assert.deepEqual(step(sprint), { said: "保级冲刺期还剩 3 天，消费积分 ×2", part: 25 });
  assert.match(step({ ...sprint, days_left: 0 }).said, /最后一天/);
  const top = { ...standing, tier: "diamond", in_sprint: false, next_tier: null, threshold: null, keep_threshold: 1, score: 9 };
  assert.match(step(top).said, /^钻石有效期至 \d{4}-\d\d-\d\d$/);
  assert.ok(one.text.includes(one.page.data.step.said));
});

test("who asked to leave reads when, and stays by one tap", async (t) => {
  const one = await opened(t, { member: stranger() });
  assert.doesNotMatch(one.text, /注销/);
  const { post } = require("../program/lib/request");
  assert.equal((await post("/me/deletion", { code: one.code() })).status, 202);
  await one.page.read();
  assert.match(one.text, /你的会员账户将于 20\d\d-\d\d-\d\d 注销。 撤回注销/);
  await one.tap("stay");
  assert.doesNotMatch(one.text, /注销/);
  assert.equal(calls(one, "DELETE", "/me/deletion")[0].status, 204);
});

test("a product tells its price before, elsewhere and by tier, what cash earns, and what is like it", async (t) => {
  const one = await opened(t, { member: "demo-5" }, `/pages/product/index?id=${await product("photo-class")}`);
  const { product: ware } = one.page.data;
  assert.match(one.text, /各等级价格 普通会员起 ¥\d+\.\d\d 黄金起 你的等级 · ¥620\.00/);
  assert.match(one.text, /原价 ¥\d+\.\d\d/);
  assert.match(one.text, /本单可得 \d+ 积分 \d+ 元 × 1.* = \d+/);
  assert.equal(ware.similar.length, 4);
  assert.ok(ware.similar.every((other) => one.text.includes(other.title) && other.id !== ware.id));
  assert.equal(one.page.data.maySave, false, "cash is no goal");

  const from = one.calls.length;
  one.tell("product-card", "open", { id: ware.similar[0].id });
  await one.ready();
  assert.equal(one.page.data.product.id, ware.similar[0].id);
  assert.equal(calls(one, "GET", "/products/", from).length, 1);
  assert.match(await marketOf(one), /市场价 ¥/);
});

test("however many products are opened from one another, the stack of pages stays as deep as it may", async (t) => {
  const one = await opened(t, { member: "demo-5" });
  const ids = one.page.data.home.shelves.flatMap((shelf) => shelf.products).map((ware) => ware.id);
  for (const id of [...ids, ...ids].slice(0, 12)) {
    one.tell("product-card", "open", { id });
    await one.ready();
  }
  assert.equal(one.stack.length, 10);
});

test("what is typed is suggested, what was asked for is found, and nothing is said to be nothing", async (t) => {
  const one = await opened(t, { member: "demo-2" });
  one.tap("search");
  let from = one.calls.length;
  ["f", "fa", "fanbu"].forEach((typed) => one.enter("q", "input", typed));
  await one.until((data) => data.suggested.length, "suggestions");
  assert.equal(calls(one, "GET", "/products", from).length, 1, "one question for what was typed in one go");
  const [first] = one.page.data.suggested;
  assert.match(one.text, new RegExp(`${first.title} .*积分|${first.title} ¥`));
  await one.enter("q", "confirm", "fanbu");
  assert.ok(one.page.data.found.some((ware) => ware.id === first.id));
  assert.deepEqual(one.page.data.suggested, []);

  one.enter("q", "input", "没有这样的东西");
  await one.enter("q", "confirm", "没有这样的东西");
  assert.match(one.text, /没有找到/);
  one.enter("q", "input", "  ");
  assert.deepEqual([one.page.data.suggested, one.page.data.isEmpty], [[], false]);

  one.enter("q", "input", first.title);
  await one.until((data) => data.suggested.length, "suggestions");
  from = one.stack.length;
  one.tap("suggested", { id: first.id });
  await one.ready();
  assert.equal(one.page.data.product.id, first.id);
});

/** The market price of something that has one. */
async function marketOf(one) {
  one.open(`/pages/product/index?id=${await product("coffee-card")}`);
  await one.ready();
  return one.text;
}
