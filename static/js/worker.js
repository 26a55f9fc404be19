/* Where no page can be had, the one that says so. What is kept is VERSION's and stands in KEPT; nothing else ever is: no page of a
   member, no figure, no form. The server writes these two lines before the others; with an empty KEPT the worker takes itself away. */
const PAGE = `/offline${self.location.search}`;
const SHELF = `laurel-offline-${VERSION}${self.location.search}`;
const NOT_OURS = /^\/(ops|api|callbacks|schema|health|metrics)(\/|$)/;
const kept = (url) => caches.match(url, { cacheName: SHELF, ignoreVary: true });

/* Without credentials: the page is a stranger's, whoever is signed in. */
const keep = async () => {
  const shelf = await caches.open(SHELF);
  const asked = [new Request(PAGE, { credentials: "omit", cache: "no-store" })];
  await shelf.addAll([...asked, ...KEPT.map((url) => new Request(url, { credentials: "omit" }))]);
};
/* Where the browser can be told so, nothing but those wakes the worker: no form, no stream, no other file. */
const others = () => [
  ...KEPT.map((url) => ({ condition: { urlPattern: new URL(url, self.location).href }, source: "fetch-event" })),
  { condition: { requestMethod: "POST" }, source: "network" },
  { condition: { not: { requestMode: "navigate" } }, source: "network" },
];
addEventListener("install", (event) => {
  event.addRoutes?.(others()).catch(() => {});
  event.waitUntil((KEPT.length ? keep() : Promise.resolve()).then(() => self.skipWaiting()));
});

const begin = async () => {
  for (const name of await caches.keys()) if (name !== SHELF) await caches.delete(name);
  if (!KEPT.length) return self.registration.unregister();
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
};
/* Nobody waits for it: a navigation would, and a disk that is slow is a page that does not come. */
addEventListener("activate", () => { begin(); });

/* The network first, always; and only what was asked for by GET is ever answered. */
const page = async (event) => {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    const found = await kept(PAGE);
    return found ? new Response(found.body, { status: 503, headers: found.headers }) : Response.error();
  }
};
const piece = (request, url) => fetch(request).catch(async () => (await kept(url)) ?? Response.error());

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") { if (!NOT_OURS.test(pathname)) event.respondWith(page(event)); }
  else if (KEPT.includes(pathname + search)) event.respondWith(piece(request, pathname + search));
});
