"use strict";
/** Enough of WXML to tap what is on the screen: the tags, their events, what is hidden or disabled. */

const TAG = /<([a-z][\w-]*)((?:\s+[\w:*-]+(?:\s*=\s*"[^"]*")?)*)\s*\/?>/g;
const ATTRIBUTE = /([\w:*-]+)(?:\s*=\s*"([^"]*)")?/g;

/** List a page's tags with their attributes. */
function tags(source) {
  return [...source.replace(/<!--[\s\S]*?-->/g, "").matchAll(TAG)].map(([, name, written]) => ({
    name,
    attributes: Object.fromEntries([...written.matchAll(ATTRIBUTE)].map(([, one, value]) => [one, value ?? "true"])),
  }));
}

/** Which method hears an event of a tag: bind:tap, bindtap, catch:tap, catchtap. */
function handler(tag, event) {
  const names = [`bind:${event}`, `bind${event}`, `catch:${event}`, `catch${event}`];
  const found = names.find((one) => one in tag.attributes);
  return found && tag.attributes[found];
}

/** Work out "{{…}}" over a page's data; a plain text is itself. */
function evaluate(written, data) {
  const found = /^\{\{([\s\S]*)\}\}$/.exec(written);
  if (!found) return written;
  return new Function("data", `with (data) { return (${found[1]}); }`)(data);
}

module.exports = { tags, handler, evaluate };
