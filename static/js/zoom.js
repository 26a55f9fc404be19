/* Pictures as large as the screen, in a dialog of the page; fetched at the first tap on one. */

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Shows the pictures of a gallery, beginning with the one that was tapped. */
export function open(link) {
  const gallery = link.closest("x-gallery");
  const links = [...gallery.querySelectorAll(".gallery__slide a")];
  const zoom = gallery.querySelector("dialog");
  const strip = zoom.querySelector("ul");
  strip.replaceChildren(...links.map(copied));
  zoom.showModal();
  strip.scrollTo({ left: links.indexOf(link) * strip.clientWidth, behavior: "instant" });
  strip.focus();
  strip.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    strip.scrollBy({ left: step * strip.clientWidth, behavior: calm.matches ? "instant" : "smooth" });
  };
}

function copied(link) {
  const place = document.createElement("li");
  const picture = link.querySelector("img").cloneNode();
  picture.loading = "eager";
  picture.sizes = "200vw";
  place.className = "zoom__slide";
  place.append(picture);
  place.onclick = (event) => enlarge(place, picture, event);
  return place;
}

/** Twice as large and back; what was tapped stays under the finger. */
function enlarge(place, picture, event) {
  const box = picture.getBoundingClientRect();
  const at = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  const is_large = place.classList.toggle("is-large");
  if (is_large) {
    place.scrollTo(at.x * picture.clientWidth - place.clientWidth / 2,
      at.y * picture.clientHeight - place.clientHeight / 2);
  }
}
