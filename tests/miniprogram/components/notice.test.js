"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { pause, render } = require("./screen");

test("a notice waits, then says what went wrong and what to do", async () => {
  const notice = render("notice", { state: "loading", loading: "加载中", retry: "重试" });
  assert.match(notice.dom.innerHTML, /加载中/);
  const problem = { title: "积分不足", detail: "还差 500", code: "points_insufficient", requestId: "r1", action: { kind: "earn", url: "/pages/wallet/index" } };
  notice.setData({ state: "error", problem });
  await pause();
  assert.match(notice.dom.innerHTML, /积分不足[\s\S]*还差 500[\s\S]*重试[\s\S]*points_insufficient · r1/);
  const heard = [];
  notice.addEventListener("act", (event) => heard.push(event.detail));
  notice.querySelector(".act").dispatchEvent("tap");
  await pause();
  assert.deepEqual(heard, [{ action: problem.action }]);
});
