"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { pause, render } = require("./screen");

test("a timeline calls each step by its name, and marks the last", async () => {
  const steps = [{ kind: "placed", at: "2026-11-21T04:00:00Z" }, { kind: "unheard_of", at: "2026-11-21T04:00:05Z" }];
  const timeline = render("timeline", { steps, names: { placed: "已下单" } });
  await pause();
  assert.deepEqual(timeline.data.shown.map((step) => [step.name, step.isLast]), [["已下单", false], ["unheard_of", true]]);
  assert.match(timeline.dom.innerHTML, /已下单[\s\S]*2026-11-21[\s\S]*unheard_of/);
});
