/* The page that stands for another: it leaves as soon as that one can be had. It was asked for by GET, so reloading sends no form. */
const told = document.getElementById("told");
const button = document.getElementById("again");
const tries = history.state?.tries ?? 0;
const reload = () => {
  history.replaceState({ tries: tries + 1 }, "");
  location.reload();
};
const answers = () => fetch("/health/live", { cache: "no-store", signal: AbortSignal.timeout(8000) }).then((one) => one.ok, () => false);

button.addEventListener("click", async (event) => {
  event.preventDefault();
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  told.textContent = "";
  if (await answers()) return reload();
  button.ariaBusy = null;
  told.textContent = told.dataset.still;
});

/* A network that went without a word comes back without one: ask, each time later. */
let wait = 5000 * 2 ** Math.min(tries, 4);
const ask = async () => {
  if (!document.hidden && (await answers())) return reload();
  wait = Math.min(wait * 2, 80000);
  clearTimeout(timer);
  timer = setTimeout(ask, wait);
};
let timer = setTimeout(ask, wait);

/* Sooner when the browser says that it is back, or somebody looks again: a browser may say so too early. */
const soon = () => {
  wait = 1000;
  ask();
};
addEventListener("online", soon);
document.addEventListener("visibilitychange", soon);
