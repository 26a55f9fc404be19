/* Laurel: what the pages gain with JavaScript. Nothing here is needed to redeem, to pay or to be refunded. */

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const text = (name) => document.querySelector(`meta[name="text-${name}"]`)?.content ?? "";
const byId = (id) => document.getElementById(id);
const pad = (n) => String(n).padStart(2, "0");

/** Counts down by the server's clock: data-deadline and data-now are epoch milliseconds. */
class Countdown extends HTMLElement {
  static observedAttributes = ["data-deadline", "data-now"];
  connectedCallback() { this.start(); }
  disconnectedCallback() { clearInterval(this.timer); }
  attributeChangedCallback() { if (this.isConnected) this.start(); }
  start() {
    clearInterval(this.timer);
    this.timer = setInterval(() => this.show(), 1000);
    this.skew = Number(this.dataset.now || Date.now()) - Date.now();
    this.show();
  }
  show() {
    const left = Math.max(0, Number(this.dataset.deadline) - Date.now() - this.skew);
    const s = Math.floor(left / 1000);
    const shown = this.dataset.unit === "s" ? String(Math.ceil(left / 1000))
      : `${pad(Math.floor(s / 3600))}:${pad(Math.floor(s / 60) % 60)}:${pad(s % 60)}`;
    const place = this.querySelector("time") ?? this;
    if (place.textContent !== shown) place.textContent = shown;
    if (left === 0) {
      clearInterval(this.timer);
      this.dispatchEvent(new CustomEvent("laurel:deadline", { bubbles: true }));
    }
  }
}

/** Runs a figure of one data-key from what it was to its text. */
class Count extends HTMLElement {
  static last = new Map();
  connectedCallback() {
    const shown = this.textContent.trim();
    const to = Number(shown.replaceAll(",", ""));
    const from = Count.last.get(this.dataset.key) ?? to;
    Count.last.set(this.dataset.key, to);
    if (calm.matches || from === to || Number.isNaN(from + to)) return;
    const began = performance.now();
    const step = (now) => {
      const t = Math.min(1, (now - began) / 800);
      const at = Math.round(from + (to - from) * (1 - (1 - t) ** 4));
      this.textContent = t < 1 ? at.toLocaleString("en") : shown;
      if (t < 1 && this.isConnected) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }
}

/** Shows its button, which copies the text of its <code>. */
class Copy extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!button || !navigator.clipboard) return;
    button.hidden = false;
    button.onclick = async () => {
      await navigator.clipboard.writeText(this.querySelector("code").textContent.trim());
      say(text("copied"));
    };
  }
}

/** Plus and minus around a number field; the buttons are seen only with it. */
class Stepper extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    for (const button of this.querySelectorAll("button[data-step]")) {
      button.onclick = () => {
        Number(button.dataset.step) > 0 ? field.stepUp() : field.stepDown();
        for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
      };
    }
  }
}

/** A toast leaves by itself; what needs an answer is never a toast. */
class Toast extends HTMLElement {
  connectedCallback() { this.timer = setTimeout(() => this.remove(), 6000); }
  disconnectedCallback() { clearTimeout(this.timer); }
}

for (const one of [Countdown, Count, Copy, Stepper, Toast]) customElements.define(`x-${one.name.toLowerCase()}`, one);

/** Says one line politely. */
export function say(line) {
  const place = byId("toasts");
  if (!place || !line) return;
  const toast = document.createElement("x-toast");
  toast.className = "toast";
  toast.id = "toast";
  toast.textContent = line;
  place.replaceChildren(toast);
}

/* Sheets open as they arrive, and close by a tap beside them; without us each is a page of its own. */
addEventListener("click", (event) => { if (event.target.matches?.("dialog.sheet")) event.target.close(); }, true);
const reveal = () => document.querySelectorAll("dialog.sheet[data-open]:not([open])").forEach((sheet) => sheet.showModal());
document.addEventListener("htmx:after:swap", reveal);
reveal();

/* After a refusal the focus stands where something is to be mended. */
const mend = () => {
  const it = document.querySelector("[aria-invalid=true]") ?? byId("problem");
  (it?.matches("fieldset") ? it.querySelector("input") : it)?.focus();
};
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx?.response?.status >= 400 && ctx.request?.submitter) mend();
  else if (document.activeElement === document.body) byId(ctx?.request?.anchor)?.focus();
});
mend();

/* A form is sent once. htmx hands it back when its request is over; a plain one leaves the page. */
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
}, true);
const release = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
};
const slow = new WeakMap();
document.addEventListener("htmx:finally:request", (event) => {
  clearTimeout(slow.get(event.detail?.ctx));
  const form = event.detail?.ctx?.sourceElement?.closest?.("form[data-sent]");
  if (form) release(form);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});

/* Slow, broken, offline: say so, and never invite a second try that could count twice. */
document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail ?? {};
  if (ctx && ctx.request?.method !== "GET") slow.set(ctx, setTimeout(() => say(text("slow")), 8000));
});
/* What failed is offered again: a form goes with the key it had, so that it counts once. */
let troubled;
const settled = () => byId("trouble")?.remove();
const failed = (line) => (event) => {
  const { sourceElement: source, sourceEvent: cause } = event.detail?.ctx ?? {};
  const words = byId("trouble-words");
  if (!words || byId("trouble")?.dataset.line === line) return;
  settled();
  troubled = source;
  const notice = words.content.firstElementChild.cloneNode(true);
  notice.dataset.line = line;
  notice.querySelector("span").textContent = text(line);
  notice.querySelector("button").onclick = () => {
    settled();
    if (source?.matches("form") && source.isConnected) source.requestSubmit(cause?.submitter);
    else if (source?.matches("a, button") && source.isConnected) source.click();
    else location.reload();
  };
  const sheet = document.querySelector("dialog[open]");
  sheet ? sheet.prepend(notice) : byId("offline").after(notice);
};
document.addEventListener("htmx:error", failed("unreachable"));
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail?.ctx?.response?.status >= 500) failed("failed")(event);
});
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail ?? {};
  if (ctx?.response?.status < 500 && ctx.sourceElement === troubled) settled();
});

/* While the stream is away, what it would tell is asked for. */
let away = true;
for (const said of ["before:connection", "error", "close"]) document.addEventListener(`htmx:sse:${said}`, () => { away = true; });
document.addEventListener("htmx:sse:after:connection", () => { away = false; });
setInterval(() => {
  if (away && !document.hidden && byId("stream"))
    for (const one of document.querySelectorAll("#points-chip, .redemption[hx-get]")) window.htmx?.trigger(one, "laurel:stale");
}, 5000);

const connection = () => {
  const notice = byId("offline");
  if (notice) notice.hidden = navigator.onLine;
};
addEventListener("online", connection);
addEventListener("offline", connection);
connection();
