"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { pause, render } = require("./screen");

test("a meter says how far it is in words", async () => {
  const meter = render("meter", { said: "300 / 800 积分", rest: "还差 500 积分", part: 37 });
  await pause();
  assert.match(meter.dom.innerHTML, /300 \/ 800 积分[\s\S]*还差 500 积分/);
});
