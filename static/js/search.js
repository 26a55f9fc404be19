/* The search in the header suggests, by the pattern of a combobox with a listbox; the list remembers what was looked for, in this browser only. Without us both are plain forms. */

const KEY = "laurel:searched", MOST = 6;
let typed, asked = 0, active = -1;
const field = () => document.querySelector("form[data-suggest] input");
const list = () => document.getElementById("suggestions");
const options = () => [...(list()?.children ?? [])];

function close() {
  asked += 1;
  clearTimeout(typed);
  list()?.remove();
  field()?.setAttribute("aria-expanded", "false");
  mark(-1);
}

function mark(n) {
  active = n;
  options().forEach((one, i) => one.setAttribute("aria-selected", String(i === n)));
  const one = options()[n];
  one?.scrollIntoView({ block: "nearest" });
  if (one) field().setAttribute("aria-activedescendant", one.id);
  else field()?.removeAttribute("aria-activedescendant");
}

async function suggest(input) {
  const mine = ++asked, q = input.value.trim();
  if (!q) { close(); return; }
  const answer = await fetch(`${input.form.dataset.suggest}?q=${encodeURIComponent(q)}`).catch(() => null);
  if (mine !== asked || !answer?.ok || document.activeElement !== input) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("suggestions");
  if (mine !== asked || !found) return;
  list()?.remove();
  input.form.append(found);
  found.hidden = !found.childElementCount;
  input.setAttribute("aria-expanded", String(!found.hidden));
  mark(-1);
}

const go = (one) => { remember(field().value); close(); location.assign(one.dataset.url); };

document.addEventListener("focusin", (event) => {
  const input = event.target;
  if (input !== field() || input.role === "combobox") return;
  for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": "suggestions", "aria-expanded": "false" }))
    input.setAttribute(name, value);
});
document.addEventListener("focusout", (event) => { if (event.target === field()) close(); });
document.addEventListener("input", (event) => {
  if (event.target !== field()) return;
  clearTimeout(typed);
  typed = setTimeout(() => suggest(event.target), 150);
});
document.addEventListener("keydown", (event) => {
  if (event.target !== field() || event.isComposing) return;
  const many = list()?.hidden === false ? options().length : 0;
  if (event.key === "Escape" && many) close();
  else if (event.key === "ArrowDown" && many) mark((active + 1) % many);
  else if (event.key === "ArrowUp" && many) mark(active > 0 ? active - 1 : many - 1);
  else if (event.key === "ArrowDown") suggest(event.target);
  else if (event.key === "Enter" && options()[active]) go(options()[active]);
  else return;
  event.preventDefault();
});
/* A press would take the focus, and with it the list, before it is let go. */
document.addEventListener("mousedown", (event) => { if (event.target.closest?.("#suggestions")) event.preventDefault(); });
document.addEventListener("click", (event) => {
  const one = event.target.closest?.("#suggestions [role=option]");
  if (one) go(one);
  if (event.target.closest?.("#searched button")) { keep([]); show(); document.querySelector("#product-search input[type=search]")?.focus(); }
});

function kept() {
  try { return JSON.parse(localStorage.getItem(KEY)) ?? []; } catch { return []; }
}
function keep(words) {
  try { words.length ? localStorage.setItem(KEY, JSON.stringify(words)) : localStorage.removeItem(KEY); } catch { /* A private window. */ }
}
function remember(words) {
  const q = words.trim();
  if (q) keep([q, ...kept().filter((one) => one !== q)].slice(0, MOST));
}

/* Shown below the list's own field; each is a link as any other. */
function show() {
  const place = document.getElementById("searched");
  if (!place) return;
  const words = kept(), button = place.querySelector("button");
  place.hidden = !words.length;
  place.querySelectorAll("a").forEach((one) => one.remove());
  for (const q of words) {
    const link = document.createElement("a");
    link.className = "chip";
    link.textContent = q;
    link.href = `/products?q=${encodeURIComponent(q)}`;
    button.before(link);
  }
}
document.addEventListener("submit", (event) => {
  if (event.target.role !== "search") return;
  remember(event.target.elements.q?.value ?? "");
  show();
  close();
}, true);
document.addEventListener("change", (event) => {
  if (event.target.matches?.("#product-search input[type=search]")) { remember(event.target.value); show(); }
});
document.addEventListener("htmx:after:swap", show);
show();
