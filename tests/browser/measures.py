"""What can be measured of a page: targets, sideways scrolling, words that do not fit."""

from playwright.async_api import Page

TAP, ELDER_TAP = 44, 60
ELDER_TEXT = 18
LENGTHEN = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode()) texts.push(walk.currentNode);
  for (const one of texts) {
    const said = one.data.trim();
    if (!/[a-z]/i.test(said)) continue;
    if (one.parentElement.closest("code, time, .mono, script, style")) continue;
    const more = "loremipsu ".repeat(Math.ceil(said.length * 0.4 / 10)).trim();
    one.data = `${one.data.trimEnd()} ${more}`;
  }
}"""
SPACE = """() => {
  const style = document.createElement("style");
  style.id = "spaced";
  style.textContent = `* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`;
  document.head.append(style);
}"""
# A target may be larger than its box: what is hit half a target away counts. Links within a
# sentence are excepted, as WCAG does, and what stands behind an open sheet.
SMALL = """(least) => {
  const seen = (one) => one.checkVisibility({opacityProperty: false, visibilityProperty: true})
    && one.getBoundingClientRect().width > 1 && !one.closest(".sr, [inert]");
  const inline = (one) => {
    if (one.tagName !== "A" || getComputedStyle(one).display !== "inline") return false;
    const around = [...one.parentElement.childNodes].filter((it) => it.nodeType === 3);
    return around.some((it) => /[\\p{L}\\p{N}]/u.test(it.data));
  };
  const area = (one) => one.matches("input[type=radio], input[type=checkbox]")
    ? one.closest("label") ?? one : one;
  const hits = (one, x, y) => {
    const found = document.elementFromPoint(x, y);
    if (!found) return false;
    return one.contains(found) || (found.contains(one) && found.matches("label"));
  };
  const enough = (one) => {
    let box = one.getBoundingClientRect();
    if (box.width >= least - .5 && box.height >= least - .5) return true;
    one.scrollIntoView({block: "center", inline: "center"});
    box = one.getClientRects()[0];
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const reach = (dx, dy) => {
      let far = 0;
      while (far < least && hits(one, x + dx * far, y + dy * far)) far += 2;
      return far;
    };
    return reach(-1, 0) + reach(1, 0) >= least && reach(0, -1) + reach(0, 1) >= least;
  };
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const sheet = document.querySelector("dialog[open]");
  const small = [...(sheet ?? document).querySelectorAll(all)].map(area)
    .filter((one) => seen(one) && !one.matches(".skip") && !inline(one) && !enough(one))
    .map((one) => {
      const box = one.getBoundingClientRect();
      const size = `${Math.round(box.width)} by ${Math.round(box.height)}`;
      return `${size} ${one.outerHTML.slice(0, 110)}`;
    });
  scrollTo(0, 0);
  return [...new Set(small)];
}"""
CLIPPED = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const style = getComputedStyle(one);
  const cuts = (it) => ["hidden", "clip"].includes(it);
  if (!cuts(style.overflowX) && !cuts(style.overflowY)) return false;
  if (one.closest(".sr, svg, [hidden], template") || !one.checkVisibility()) return false;
  if (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none") return false;
  const words = [...one.childNodes].some((it) => it.nodeType === 3 && it.data.trim());
  if (!words) return false;
  return one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2;
}).map((one) => one.outerHTML.slice(0, 120))"""
TINY = """(least) => [...document.querySelectorAll("body *")].filter((one) =>
  one.checkVisibility() && !one.closest(".sr, svg, template") &&
  [...one.childNodes].some((it) => it.nodeType === 3 && it.data.trim()) &&
  parseFloat(getComputedStyle(one).fontSize) < least)
  .map((one) => one.outerHTML.slice(0, 110))"""
WIDE = """() => {
  const most = document.documentElement.clientWidth;
  const cuts = (it) => ["auto", "scroll", "hidden", "clip"].includes(it);
  const inside = (one) => {
    for (let it = one.parentElement; it && it !== document.body; it = it.parentElement)
      if (cuts(getComputedStyle(it).overflowX)) return true;
    return false;
  };
  if (document.documentElement.scrollWidth <= most) return [];
  const past = [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > most + 1 && !inside(one));
  return past.length ? past.slice(0, 5).map((one) => one.outerHTML.slice(0, 110)) : ["?"];
}"""


async def complaints(page: Page, width: int) -> list[str]:
    """Everything that does not fit or cannot be hit, in each way that the page may be worn."""
    found: list[str] = []

    async def ask(what: str, script: str, *values: int) -> None:
        told: list[str] = await page.evaluate(script, *values)
        found.extend(f"{what}: {one}" for one in told)

    await ask("small", SMALL, TAP)
    await page.set_viewport_size({"width": 320, "height": 640})
    await ask("wide at 320", WIDE)
    await page.evaluate(SPACE)
    await ask("wide when spaced", WIDE)
    await ask("clipped when spaced", CLIPPED)
    await page.evaluate("() => document.getElementById('spaced').remove()")
    await page.set_viewport_size({"width": 640, "height": 640})
    await page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    await ask("wide at 200 %", WIDE)
    await ask("clipped at 200 %", CLIPPED)
    await page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    await page.set_viewport_size({"width": width, "height": 812})
    if await page.evaluate("document.documentElement.dataset.app") == "mall":
        await page.evaluate("() => { document.documentElement.dataset.size = 'elder'; }")
        await ask("small for elders", SMALL, ELDER_TAP)
        await ask("tiny for elders", TINY, ELDER_TEXT)
        await ask("wide for elders", WIDE)
        await page.evaluate("() => { document.documentElement.dataset.size = 'm'; }")
    await page.evaluate(LENGTHEN)
    await ask("wide when longer", WIDE)
    await ask("clipped when longer", CLIPPED)
    return found
