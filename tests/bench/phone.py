"""What a member waits for on a slow phone: a quarter of the processor, slow 4G, no cache."""

import shutil

import msgspec
from playwright.async_api import Page, async_playwright

from tests.bench.measures import Measure
from tests.bench.servers import Server

PAGES = ("/", "/products", "/products/video-quarter")
SLOWER = 4
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SETTLED_MS = 1_500
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
LIMITS = {"lcp": (1_800.0, "ms"), "cls": (0.02, ""), "inp": (100.0, "ms")}
WATCH = """() => {
  window.seen = {lcp: 0, cls: 0, inp: 0};
  const watch = (type, take, more) => new PerformanceObserver(
    (list) => list.getEntries().forEach(take)).observe({type, buffered: true, ...more});
  watch("largest-contentful-paint", (one) => { seen.lcp = one.startTime; });
  watch("layout-shift", (one) => { if (!one.hadRecentInput) seen.cls += one.value; });
  watch("event",
    (one) => { if (one.interactionId) seen.inp = Math.max(seen.inp, one.duration); },
    {durationThreshold: 16});
}"""


class Seen(msgspec.Struct):
    lcp: float
    cls: float
    inp: float


async def phone(mall: Server) -> list[Measure]:
    """Measure home, list and product, each on a first visit; the worst page counts."""
    seen = {path: await _visit(mall, path) for path in PAGES}
    found = []
    for name, (limit, unit) in LIMITS.items():
        path, worst = max(
            ((path, getattr(one, name)) for path, one in seen.items()), key=lambda one: one[1]
        )
        found.append(
            Measure(
                name=f"phone_{name}", value=worst, unit=unit, limit=limit, ratio=worst / limit,
                bound=1, is_most=True, what=f"worst of home, list and product: {path}",
            )
        )  # fmt: skip
    return found


async def _visit(mall: Server, path: str) -> Seen:
    """Open one page as a phone that was never here, and touch it."""
    async with async_playwright() as player:
        browser = await player.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        visit = await browser.new_context(
            viewport={"width": 375, "height": 812}, device_scale_factor=2, has_touch=True
        )
        page = await visit.new_page()
        await page.add_init_script(f"({WATCH})()")
        wire = await visit.new_cdp_session(page)
        await wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        await wire.send("Network.enable")
        await wire.send("Network.emulateNetworkConditions", NETWORK)
        await page.goto(mall.url + path, wait_until="networkidle")
        await page.wait_for_timeout(SETTLED_MS)
        told = msgspec.convert(await page.evaluate("seen"), Seen)
        touched = await _touched(page)
        await browser.close()
    return Seen(lcp=told.lcp, cls=told.cls, inp=touched)


async def _touched(page: Page) -> float:
    """Type and tap where a member would; returns the slowest answer."""
    if await page.locator("input[type=search]:visible").count():
        await page.locator("input[type=search]:visible").first.type("tea", delay=80)
    else:
        await page.tap("h1")
    await page.wait_for_timeout(SETTLED_MS)
    return float(await page.evaluate("seen.inp"))
