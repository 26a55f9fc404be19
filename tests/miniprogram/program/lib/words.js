// @ts-check
const zh = require("./words.zh");
const en = require("./words.en");

/** @typedef {typeof zh} Words */
const LANGUAGE = { zh: "zh-CN", en: "en" };

/** Choose a language of ours for the phone's. @param {string} tag */
function negotiate(tag) {
  return String(tag || "").toLowerCase().startsWith("en") ? LANGUAGE.en : LANGUAGE.zh;
}

/** @returns {string} */
function language() {
  return getApp().globalData.language;
}

/** @returns {Words} */
function now() {
  return language() === LANGUAGE.en ? en : zh;
}

/** Fill the gaps of a sentence. @param {string} text @param {Record<string, string | number>} facts */
function say(text, facts) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(facts[name]));
}

module.exports = { LANGUAGE, negotiate, language, now, say };
