"use strict";
/** A client that we did not write: axios over wx.request, as other mini-programs use it. */
const { test } = require("node:test");
const assert = require("node:assert/strict");
const axios = require("axios");
const adapter = require("axios-miniprogram-adapter").default || require("axios-miniprogram-adapter");
const { MALL, phone, product } = require("../journeys/stage");

async function signedIn(code, headers = {}) {
  phone();
  const client = axios.create({ adapter, baseURL: `${MALL}/api/v1`, headers });
  const told = await client.post("/sessions", { code });
  client.defaults.headers.common.Authorization = `Bearer ${told.data.data.access_token}`;
  return client;
}

test("reads, redeems once however often it asks, and follows it to the end", async () => {
  const client = await signedIn("demo-4");
  const before = (await client.get("/points")).data.data.available;
  const wanted = { product_id: await product("topup-30"), quantity: 1, account: "13800000101" };
  const keyed = { headers: { "Idempotency-Key": `axios-${process.pid}` } };
  const first = await client.post("/redemptions", wanted, keyed);
  const again = await client.post("/redemptions", wanted, keyed);
  assert.deepEqual([first.status, again.status], [201, 201]);
  assert.equal(again.data.data.id, first.data.data.id);
  assert.equal(again.data.meta.points, before - 300);

  for (let left = 200; left > 0; left -= 1) {
    const { state } = (await client.get(`/redemptions/${first.data.data.id}`)).data.data;
    if (state === "delivered") return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail("not delivered");
});

test("gets refusals as errors whose body says which", async () => {
  const client = await signedIn("demo-4");
  const refused = await client.post("/redemptions", { product_id: "1" }).catch((error) => error);
  assert.equal(refused.response.status, 400);
  assert.equal(refused.response.data.code, "idempotency_key_missing");
  const nobody = await axios.create({ adapter, baseURL: `${MALL}/api/v1` }).get("/points").catch((error) => error);
  assert.deepEqual([nobody.response.status, nobody.response.data.code], [401, "sign_in_required"]);
});

test("gets a 304 as an error unless it allows one", async () => {
  const client = await signedIn("demo-4");
  const { headers } = await client.get("/me");
  const tag = headers.ETag || headers.etag || headers.Etag;
  const asked = { headers: { "If-None-Match": tag } };
  const refused = await client.get("/me", asked).catch((error) => error);
  assert.equal(refused.response.status, 304);
  const allowed = { ...asked, validateStatus: (status) => status === 304 || (status >= 200 && status < 300) };
  assert.equal((await client.get("/me", allowed)).status, 304);
});

test("in another mall's envelope reads 200 and the outcome in the body", async () => {
  const client = await signedIn("demo-4");
  const asked = { headers: { "X-Envelope": "litemall" } };
  const told = (await client.get("/products?page=1&limit=4", asked)).data;
  assert.deepEqual([told.errno, told.data.list.length, told.data.page], [0, 4, 1]);
  const gone = await client.get("/products/nothing", asked);
  assert.deepEqual([gone.status, gone.data.errno, gone.data.problem.code], [200, 404, "not_found"]);
});
