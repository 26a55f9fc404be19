/* The console by keys. Everything they do is a link, a button or a field of the page. */

const rows = () => [...document.querySelectorAll("a[data-row]")];
const isTyping = (place) => place.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
const isWide = matchMedia("(min-width: 75rem)");

/** Goes to the row after or before the one in hand, and shows it beside the list. */
function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement?.closest?.("tr")?.querySelector("a[data-row]"));
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))];
  for (const one of all) one.closest("tr").removeAttribute("aria-selected");
  next.closest("tr").setAttribute("aria-selected", "true");
  next.focus();
  if (isWide.matches && next.dataset.preview && window.htmx)
    window.htmx.ajax("GET", next.dataset.preview, { target: "#preview", swap: "outerHTML" });
}

/** Finds what a key stands for: in the row in hand, else on the page. */
function place(key) {
  const row = document.querySelector("tr[aria-selected=true]");
  const own = row?.querySelector(`[data-key="${key}"]`);
  return own ?? (rows().length && key !== "/" ? null : document.querySelector(`.ops__main [data-key="${key}"]`));
}

/** Presses a button or a box; a field only takes the caret. */
function use(found) {
  found.closest("details")?.setAttribute("open", "");
  if (found.matches("button, input[type=checkbox]")) found.click();
  else { found.focus(); found.scrollIntoView({ block: "center" }); }
}

/** Where a key of the list led to, the field takes the caret: "#closing", "#hands". */
function arrive() {
  const wanted = { "#closing": "c", "#hands": "n" }[location.hash];
  const found = wanted && document.querySelector(`${location.hash} [data-key="${wanted}"]`);
  if (found) use(found);
}
// After the browser has gone to the place itself: it takes the focus away when it does.
addEventListener("load", () => requestAnimationFrame(arrive));
addEventListener("hashchange", arrive);

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && isTyping(event.target)) { event.target.blur(); return; }
  if (isTyping(event.target)) return;
  const row = document.querySelector("tr[aria-selected=true] a[data-row]");
  if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
  else if (event.key === "?") {
    const keys = document.getElementById("keys");
    if (!keys) return;
    keys.togglePopover();
  } else {
    const found = "tncx/".includes(event.key) ? place(event.key) : null;
    if (found) use(found);
    else if (row && (event.key === "n" || event.key === "c"))
      location.assign(`${row.href}#${event.key === "n" ? "hands" : "closing"}`);
    else return;
  }
  event.preventDefault();
});
