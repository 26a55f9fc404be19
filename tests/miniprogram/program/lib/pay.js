// @ts-check
/** The cash part: the mall signs, WeChat asks the member, and the mall hears of it from WeChat. */
const { post, newKey } = require("./request");
const { Problem } = require("./problem");
const words = require("./words");

/**
 * Ask for the cash of a redemption. That the phone says "paid" proves nothing: the page reads the
 * redemption again, which changes when the notice has come. Throws a Problem.
 * @param {{ id: string, payment: { provider: string } }} redemption
 */
async function pay(redemption) {
  const path = `/redemptions/${redemption.id}/payment`;
  const told = await post(path, { provider: redemption.payment.provider }, newKey());
  const { timeStamp, nonceStr, package: prepaid, signType, paySign } = told.data;
  await new Promise((resolve, reject) => {
    wx.requestPayment({
      timeStamp,
      nonceStr,
      package: prepaid,
      signType,
      paySign,
      success: resolve,
      fail: (error) => {
        const t = words.now();
        const isCancelled = /cancel/.test(error.errMsg);
        const code = isCancelled ? "payment_cancelled" : "payment_failed";
        reject(new Problem({ status: 0, code, title: isCancelled ? t.payCancelled : t.broken }));
      },
    });
  });
}

module.exports = { pay };
