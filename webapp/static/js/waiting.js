// The page that comes next may take some time over a large analysis. This one stays on show
// until then, and tells at its foot for how long that has been, with a way to stop.
import { clock } from "./clock.js";

const PAGE = /\/(en|ko)(\/|$)/;
const note = document.querySelector("[data-waiting]");
const [words, seconds] = note.querySelectorAll("span");
let stop = () => {};

function rest() {
  stop();
  note.hidden = true;
  words.textContent = "";
}

function begin() {
  rest();
  stop = clock((count) => {
    seconds.textContent = note.dataset.seconds.replace("%s", count);
    note.hidden = false;
    if (!words.textContent) setTimeout(() => { words.textContent = note.dataset.waiting; }); // said aloud once
  });
}

// Whether a click on a link leads to another page in this window.
function leads(event, link) {
  const isPlain = !(event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!isPlain || !link || link.target || link.hasAttribute("download")) return false;
  const isHere = link.pathname === location.pathname && link.search === location.search;
  return link.origin === location.origin && PAGE.test(link.pathname) && !isHere;
}

addEventListener("click", (event) => {
  if (leads(event, event.target.closest?.("a[href]"))) begin();
});
addEventListener("submit", (event) => {
  if (!event.defaultPrevented && !event.target.target) begin();
});
addEventListener("keydown", (event) => { if (event.key === "Escape") rest(); }); // browsers stop then
addEventListener("pagehide", rest);
addEventListener("pageshow", rest);
note.querySelector("button").addEventListener("click", () => {
  window.stop();
  rest();
});
