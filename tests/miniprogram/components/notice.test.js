"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { pause, render } = require("./screen");

test("a notice waits, then says what went wrong and what to do", async () => {
  const notice = render("notice", { state: "loading" });
  assert.match(notice.dom.innerHTML, /加载中/);
  const problem = { title: "积分不足", detail: "还差 500", code: "points_insufficient", requestId: "r1", action: { kind: "earn", url: "/pages/wallet/index" } };
  notice.setData({ state: "error", problem });
  await pause();
  assert.match(notice.dom.innerHTML, /积分不足[\s\S]*还差 500[\s\S]*看看怎么得积分[\s\S]*points_insufficient · r1/);
  const heard = [];
  notice.addEventListener("act", (event) => heard.push(event.detail));
  notice.querySelector(".act").dispatchEvent("tap");
  await pause();
  assert.deepEqual(heard, [{ action: problem.action }]);
});

test("a slow answer is said to be slow, also while what was read stays", async () => {
  const notice = render("notice", { state: "loading", isSlow: true });
  await pause();
  assert.match(notice.dom.innerHTML, /仍在等待/);
  notice.setData({ state: "ready" });
  await pause();
  assert.match(notice.dom.innerHTML, /仍在等待/);
  notice.setData({ isSlow: false });
  await pause();
  assert.doesNotMatch(notice.dom.innerHTML, /仍在等待/);
});

test("without a network it says that what stands below is from before", async () => {
  const offline = { title: "网络不可用", detail: "", code: "offline", requestId: "", action: null };
  const notice = render("notice", { state: "ready", problem: offline });
  await pause();
  assert.match(notice.dom.innerHTML, /网络不可用[\s\S]*之前读到的[\s\S]*重试/);
  notice.setData({ state: "error" });
  await pause();
  assert.doesNotMatch(notice.dom.innerHTML, /之前读到的/);
});
