"use strict";
/** What a mall says rarely: that it is slow, busy, silent, or too new for this program. */
const http = require("node:http");
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { phone } = require("./stage");

/** A server that says one thing; for what a real one says rarely. */
async function saying(t, answer) {
  const server = http.createServer((request, response) => answer(request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

function problem(response, status, told, headers = {}) {
  response.writeHead(status, { "content-type": "application/problem+json", ...headers });
  response.end(JSON.stringify({ status, ...told }));
}

test("who waits long is told that the mall is slow, and of nothing once it answered", async (t) => {
  const wait = {};
  const baseUrl = await saying(t, (request, response) => {
    if (request.url.endsWith("/sessions")) {
      response.end(JSON.stringify({ data: { access_token: "a", refresh_token: "r" }, meta: {} }));
      return;
    }
    wait.over = () => response.end(JSON.stringify({ data: [], meta: {} }));
  });
  const one = phone({ baseUrl });
  t.after(() => one.close());
  require("../program/lib/config").SLOW_MS = 50;
  await one.launch("/pages/expiry/index");
  await one.until((data) => data.isSlow && wait.over, "a page that says that it is slow");
  assert.equal(one.page.data.state, "loading");
  wait.over();
  await one.ready();
  assert.equal(one.page.data.isSlow, false);
  assert.match(one.text, /没有会过期的积分/);
});

test("an answer that never comes is told from a network that is not there", async (t) => {
  const baseUrl = await saying(t, () => {});
  const one = phone({ baseUrl });
  t.after(() => one.close());
  require("../program/lib/config").TIMEOUT_MS = 100;
  await one.launch();
  await one.until((data) => data.state === "error", "a page that says so");
  assert.deepEqual([one.page.data.problem.code, one.page.data.problem.title], ["timeout", "等得太久，没有回音"]);
});

test("too old a program is told to update, and does", async (t) => {
  const asked = [];
  const baseUrl = await saying(t, (request, response) => {
    asked.push(request.headers["x-client"]);
    problem(response, 426, { code: "client_too_old", title: "小程序版本过旧。", action: { kind: "update_app", url: "" } });
  });
  const one = await phone({ baseUrl }).launch();
  t.after(() => one.close());
  await one.until((data) => data.state === "error", "a page that says so");
  assert.match(asked[0], /^weapp\/\d+\.\d+\.\d+$/);
  one.tell("notice", "act", { action: one.page.data.problem.action });
  assert.equal(one.updates, 1);
});

test("a busy mall is asked again once, after as long as it says", async (t) => {
  let times = 0;
  const baseUrl = await saying(t, (request, response) => {
    times += 1;
    if (request.url.endsWith("/sessions")) {
      response.end(JSON.stringify({ data: { access_token: "a", refresh_token: "r" }, meta: {} }));
      return;
    }
    problem(response, 503, { code: "unavailable", title: "稍忙" }, { "retry-after": "1" });
  });
  const one = await phone({ baseUrl }).launch("/pages/wallet/index");
  t.after(() => one.close());
  await one.until((data) => data.state === "error", "a page that says so");
  assert.equal(times, 3, "a sign-in, and two tries");
  assert.equal(one.page.data.problem.title, "稍忙");
});
