/* A product to turn around. It and the viewer are fetched at the first tap, never before. */

const IN_WECHAT = /MicroMessenger/i.test(navigator.userAgent);
const PATIENCE = 60_000;

/** Puts the model where the pictures are; when it cannot, says so and leaves the pictures. */
export async function open(button) {
  const stage = button.closest(".stage");
  const room = stage.querySelector("section");
  room.hidden = false;
  room.querySelector("[data-action=pictures]").onclick = () => close(stage, room, button);
  room.onkeydown = (event) => { if (event.key === "Escape") close(stage, room, button); };
  room.querySelector("[data-action=pictures]").focus();
  if (room.querySelector("model-viewer")) return;
  stage.dataset.state = "loading";
  try {
    await shown(button, room);
    stage.dataset.state = "ready";
    room.querySelector("[data-where=wechat]").hidden = !IN_WECHAT;
  } catch {
    room.querySelector("model-viewer")?.remove();
    stage.dataset.state = "failed";
  }
}

function close(stage, room, button) {
  room.hidden = true;
  if (stage.dataset.state === "failed") delete stage.dataset.state;
  button.focus();
}

async function shown(button, room) {
  if (!document.createElement("canvas").getContext("webgl2")) throw new Error("no WebGL");
  const ModelViewerElement = await fetched(button.dataset.viewer);
  const viewer = new ModelViewerElement();
  Object.assign(viewer, {
    src: button.dataset.glb, alt: button.dataset.alt, a11y: button.dataset.views,
    cameraControls: true, touchAction: "pan-y", interactionPrompt: "none", shadowIntensity: 1,
    autoRotate: !matchMedia("(prefers-reduced-motion: reduce)").matches, loading: "eager",
  });
  // Another app of another house is no mode of ours; WeChat's own window says yes and shows nothing.
  if (!IN_WECHAT) {
    Object.assign(viewer, { ar: true, arModes: "webxr quick-look" });
    viewer.append(room.querySelector("template").content.cloneNode(true));
  }
  const ended = new Promise((done, failed) => {
    viewer.addEventListener("load", done, { once: true });
    viewer.addEventListener("error", failed, { once: true });
    setTimeout(failed, PATIENCE);
  });
  const sheets = taken(viewer.shadowRoot);
  room.prepend(viewer);
  viewer.shadowRoot.adoptedStyleSheets = sheets; // Standing there, it has just emptied them.
  await ended;
}

/** Our models are packed in no way: no decoder is compiled, which the policy of the page forbids, or fetched elsewhere. */
async function fetched(address) {
  const compiler = self.WebAssembly;
  self.WebAssembly = undefined;
  try {
    const { ModelViewerElement: Viewer } = await import(address);
    Viewer.dracoDecoderLocation = Viewer.ktx2TranscoderLocation = Viewer.lottieLoaderLocation = "/static/none/";
    return Viewer;
  } finally {
    self.WebAssembly = compiler;
  }
}

/** The policy of the page lets no <style> in: before it stands there, each becomes a sheet. */
function taken(root) {
  return [...root.querySelectorAll("style")].map((style) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style.textContent);
    style.remove();
    return sheet;
  });
}
