"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { pause, render } = require("./screen");

const WARE = {
  id: "7", title: "月桂帆布袋", price_text: "800 积分", is_locked: false, tier_minimum: "basic",
  image: "/static/img/products/tote-bag.svg",
  picture: { color: "#c2c6d4", src: { 200: "/pictures/a/200.jpg", 400: "/pictures/a/400.jpg", 750: "/pictures/a/750.jpg" } },
};

test("a card is one button that says all, with a picture of the size it needs", async () => {
  const card = render("product-card", { product: WARE });
  await pause();
  const html = card.dom.innerHTML;
  assert.match(html, /月桂帆布袋/);
  assert.match(html, /800 积分/);
  assert.equal(card.data.label, "月桂帆布袋, 800 积分");
  assert.equal(card.data.src, "https://mall.example/pictures/a/400.jpg", "168 px at twice the density");
  assert.doesNotMatch(html, /🔒/);
});

test("a card of something cheaper than before says what it was", async () => {
  const card = render("product-card", { product: { ...WARE, list_points: 900 } });
  await pause();
  assert.match(card.dom.innerHTML, /800 积分[\s\S]*原价 900/);
  assert.equal(card.data.label, "月桂帆布袋, 800 积分, 原价 900");
});

test("a card tells its page what was tapped", async () => {
  const card = render("product-card", { product: WARE });
  const heard = [];
  card.addEventListener("open", (event) => heard.push(event.detail));
  card.querySelector(".card").dispatchEvent("tap");
  await pause();
  assert.deepEqual(heard, [{ id: "7" }]);
});

test("a card without its picture keeps its colour", async () => {
  const card = render("product-card", { product: { ...WARE, is_locked: true, tier_minimum: "gold" } });
  await pause();
  card.instance.onBroken();
  await pause();
  assert.equal(card.querySelector("image"), undefined);
  assert.match(card.dom.innerHTML, /黄金起/);
  assert.equal(card.data.label, "月桂帆布袋, 800 积分, 黄金起");
});
