/* Has the browser keep the page for when there is no network. An address that is empty takes back what was kept. */
const address = document.querySelector('meta[name="worker"]')?.content;
const workers = navigator.serviceWorker;
const keep = async () => {
  if (address) await workers.register(address, { updateViaCache: "none" });
  else for (const one of await workers.getRegistrations()) await one.unregister();
};
/* Where it is refused (a private window, a full disk) all is as it was without. */
const begin = () => (window.requestIdleCallback ?? setTimeout)(() => keep().catch(() => {}));
if (workers && address !== undefined) document.readyState === "complete" ? begin() : addEventListener("load", begin);
