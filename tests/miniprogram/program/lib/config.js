// @ts-check
/** Where the mall is; ext.json names it, so that one build serves every brand. */
function baseUrl() {
  const ext = wx.getExtConfigSync();
  return String(ext.baseUrl || "https://mall.example").replace(/\/$/, "");
}

/** After `SLOW_MS` a page says that it still waits, after `TIMEOUT_MS` that it waits no longer. */
module.exports = { VERSION: "1.1.0", SLOW_MS: 4000, TIMEOUT_MS: 15000, baseUrl };
