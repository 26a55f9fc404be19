// @ts-check
/** Which size of a picture a slot needs: its width times the phone's pixel ratio, no more. */
const config = require("./config");

/**
 * @param {{ src: Record<string, string> }} picture @param {string} fallback
 * @param {number} slot the slot's width in pixels of the page
 */
function pick(picture, fallback, slot) {
  const wanted = slot * wx.getWindowInfo().pixelRatio;
  const widths = Object.keys(picture.src).map(Number).sort((a, b) => a - b);
  const width = widths.find((one) => one >= wanted) || widths[widths.length - 1];
  const path = width ? picture.src[width] : fallback;
  return path && path.startsWith("/") ? config.baseUrl() + path : path;
}

module.exports = { pick };
