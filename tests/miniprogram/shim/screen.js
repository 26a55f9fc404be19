"use strict";
/**
 * What stands on a page, as text: WXML with its conditions and lists, over the page's data. As on a
 * phone, a way through nothing is nothing; a name that the page has not, or a gap in a text, is refused.
 */
const { evaluate } = require("./wxml");

const TOKEN = /<!--[\s\S]*?-->|<(\/?)([a-z][\w-]*)((?:\s+[\w:*-]+(?:\s*=\s*"[^"]*")?)*)\s*(\/?)>|[^<]+/g;
const ATTRIBUTE = /([\w:*-]+)(?:\s*=\s*"([^"]*)")?/g;

/** A page's tree. */
function parse(source) {
  const root = { children: [] };
  const open = [root];
  for (const [whole, closing, name, written, isEmpty] of source.matchAll(TOKEN)) {
    const parent = open[open.length - 1];
    if (closing) {
      if (parent.name !== name) throw new Error(`</${name}> closes <${parent.name}>`);
      open.pop();
    } else if (name) {
      const attributes = Object.fromEntries([...written.matchAll(ATTRIBUTE)].map(([, one, value]) => [one, value ?? ""]));
      const node = { name, attributes, children: [] };
      parent.children.push(node);
      if (!isEmpty) open.push(node);
    } else if (!whole.startsWith("<!--")) parent.children.push({ text: whole });
  }
  if (open.length > 1) throw new Error(`<${open.pop().name}> is never closed`);
  return root.children;
}

/** The text of what is in sight. `own` are the names of the program's own components. */
function draw(nodes, scope, own) {
  let isDone = true; // Of a chain of wx:if, wx:elif, wx:else.
  return nodes.map((node) => {
    if (node.text !== undefined) return fill(node.text, scope);
    const { attributes } = node;
    if ("wx:else" in attributes && isDone) return "";
    if ("wx:elif" in attributes && (isDone || !value(attributes["wx:elif"], scope))) return "";
    if ("wx:if" in attributes) isDone = Boolean(value(attributes["wx:if"], scope));
    if ("wx:if" in attributes && !isDone) return "";
    if ("wx:else" in attributes || "wx:elif" in attributes) isDone = true;
    return each(node, scope, own);
  }).join(" ");
}

function each(node, scope, own) {
  const { "wx:for": list, "wx:for-item": name = "item", "wx:for-index": place = "index" } = node.attributes;
  if (!list) return one(node, scope, own);
  return (value(list, scope) || []).map((item, index) => one(node, { ...scope, [name]: item, [place]: index }, own)).join(" ");
}

/** A component is told what it draws; what else a tag has must at least be there. */
function one(node, scope, own) {
  const given = Object.entries(node.attributes)
    .filter(([name]) => !name.startsWith("wx:") && !/^(bind|catch)/.test(name))
    .map(([, written]) => (/^\{\{[^{}]*\}\}$/.test(written) ? value(written, scope) : fill(written, scope)));
  if (node.name === "image") return picture(value(node.attributes.src, scope));
  if (!own.includes(node.name)) return draw(node.children, scope, own);
  return given.map((told) => (told && told.title ? `${told.title} ${told.price_text || ""}` : typeof told === "object" ? "" : String(told ?? ""))).join(" ");
}

function picture(src) {
  if (typeof src !== "string" || !src) throw new Error("a picture of nothing");
  return "[picture]";
}

function fill(text, scope) {
  return text.replace(/\{\{[\s\S]*?\}\}/g, (written) => {
    const told = value(written, scope);
    if (told === undefined || told === null) throw new Error(`${written} is ${told}`);
    return String(told);
  });
}

function value(written, scope) {
  try {
    return evaluate(written, scope);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

module.exports = { parse, draw };
