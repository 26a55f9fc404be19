/* A progress bar for one file. Without this the form is sent as forms are. */

customElements.define("x-upload", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form?.addEventListener("submit", (event) => this.send(event));
  }

  send(event) {
    event.preventDefault();
    const meter = this.querySelector(".meter");
    meter.hidden = false;
    const request = new XMLHttpRequest();
    request.open("POST", this.form.action);
    request.setRequestHeader("X-CSRFToken", this.form.elements._csrf_token.value);
    request.upload.onprogress = ({ loaded, total }) => this.show(loaded / total);
    request.upload.onload = () => this.checking();
    request.onload = () => this.show_answer(request);
    request.onerror = () => this.form.submit(); // The browser says best what is wrong.
    request.send(new FormData(this.form));
  }

  show(share) {
    const percent = Math.floor(share * 100);
    this.querySelector("progress").value = percent;
    this.querySelector("[data-share]").textContent = `${percent}%`;
  }

  checking() {
    this.querySelector("progress").removeAttribute("value");
    this.querySelector("[data-share]").textContent = "";
    this.querySelector("[data-said]").textContent = this.dataset.checking;
  }

  /** A file that was taken in leads to another address; a refusal is the page again. */
  show_answer(request) {
    if (request.status < 400) { location.assign(request.responseURL); return; }
    const said = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = said.getElementById("main");
    if (!main) { location.reload(); return; }
    document.getElementById("main").replaceWith(document.adoptNode(main));
    document.getElementById("problem")?.focus();
  }
});
