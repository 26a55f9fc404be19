// @ts-check
/** Where the mall is; ext.json names it, so that one build serves every brand. */
function baseUrl() {
  const ext = wx.getExtConfigSync();
  return String(ext.baseUrl || "https://mall.example").replace(/\/$/, "");
}

module.exports = { VERSION: "1.0.0", TIMEOUT_MS: 15000, baseUrl };
