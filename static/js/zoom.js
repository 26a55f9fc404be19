/* Pictures as large as the screen, in a dialog of the page; fetched at the first tap on one. */

const STRIDE = 120;
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
  strip.onkeydown = (event) => steer(event, strip);
}

/** Keys: from picture to picture, Enter for twice as large and back, then about in it. */
function steer(event, strip) {
  const place = strip.children[Math.round(strip.scrollLeft / strip.clientWidth)];
  const [x, y] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1], Enter: [0, 0] }[event.key] ?? [];
  if (x === undefined) return;
  event.preventDefault();
  const behavior = calm.matches ? "instant" : "smooth";
  if (event.key === "Enter") enlarge(place, place.firstElementChild);
  else if (place.classList.contains("is-large")) place.scrollBy({ left: x * STRIDE, top: y * STRIDE, behavior });
  else strip.scrollBy({ left: x * strip.clientWidth, behavior });
}

function copied(link) {
  const place = document.createElement("li");
  const picture = link.querySelector("img").cloneNode();
  picture.loading = "eager";
  picture.sizes = "200vw";
  place.className = "zoom__slide";
  place.append(picture);
  place.onclick = (event) => {
    const box = picture.getBoundingClientRect();
    enlarge(place, picture, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  };
  return place;
}

/** Twice as large and back; what was tapped stays under the finger, else the middle where it is. */
function enlarge(place, picture, x = 0.5, y = 0.5) {
  const is_large = place.classList.toggle("is-large");
  if (is_large) {
    place.scrollTo(x * picture.clientWidth - place.clientWidth / 2,
      y * picture.clientHeight - place.clientHeight / 2);
  }
}
