"use strict";
/**
 * Components as WeChat's own simulator draws them, in jsdom. One file, one component: the simulator
 * keeps the constants of the first that it compiled.
 */
const path = require("node:path");
const { JSDOM } = require("jsdom");

const dom = new JSDOM("<!doctype html><html><body></body></html>", { url: "http://localhost/" });
["window", "document", "HTMLElement", "Event", "CustomEvent", "Node", "MutationObserver", "TouchEvent", "Touch", "getComputedStyle", "requestAnimationFrame"].forEach((name) => {
  const found = name === "window" ? dom.window : dom.window[name];
  if (found !== undefined) Object.defineProperty(globalThis, name, { value: found, configurable: true, writable: true });
});
Object.defineProperty(globalThis, "navigator", { value: dom.window.navigator, configurable: true });

const { after } = require("node:test");
const simulate = require("miniprogram-simulate");

after(() => dom.window.close());

const ROOT = path.join(__dirname, "..", "program", "components");
function render(name, properties) {
  globalThis.getApp = () => ({ globalData: { language: "zh-CN" } });
  Object.assign(globalThis.wx, {
    getExtConfigSync: () => ({ baseUrl: "https://mall.example" }),
    getWindowInfo: () => ({ pixelRatio: 2, windowWidth: 375 }),
  });
  const component = simulate.render(simulate.load(path.join(ROOT, name, "index"), name), properties);
  component.attach(document.body);
  return component;
}

module.exports = { render, pause: () => simulate.sleep(20) };
