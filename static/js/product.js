/* A product's page: pictures side by side, and the calculator. laurel.js says what does not arrive. */

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** A number and a slider that say the same; its end follows the sum. */
class Split extends HTMLElement {
  connectedCallback() {
    const [number, range] = this.querySelectorAll("input");
    range.hidden = false;
    range.oninput = () => { number.value = range.value; };
    number.oninput = () => { range.value = number.value; };
    this.closest("form").addEventListener("htmx:after:swap", () => {
      range.max = document.getElementById("sum").dataset.most;
      range.value = number.value;
    });
  }
}

/** Pictures side by side; the dots follow the strip and lead along it. */
class Gallery extends HTMLElement {
  connectedCallback() {
    const strip = this.querySelector("ul"), dots = [...this.querySelectorAll("nav a")];
    this.querySelectorAll("[data-module][hidden]").forEach((button) => { button.hidden = false; });
    dots.forEach((dot, n) => dot.onclick = (event) => {
      event.preventDefault();
      strip.scrollTo({ left: n * strip.clientWidth, behavior: calm.matches ? "instant" : "smooth" });
    });
    strip.onscroll = () => {
      const at = Math.round(strip.scrollLeft / strip.clientWidth);
      dots.forEach((dot, n) => { dot.ariaCurrent = n === at ? "true" : null; });
    };
  }
}

customElements.define("x-split", Split);
customElements.define("x-gallery", Gallery);

/* What few need is fetched when asked for: data-module names it, its open() takes the tap. */
addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-module]");
  if (!opener || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  import(opener.dataset.module).then((module) => module.open(opener), () => document.dispatchEvent(new CustomEvent("htmx:error")));
}, true);
