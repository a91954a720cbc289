// The what-if form works without this file. With it, the result changes in place: the same
// address is fetched, its result is put here, and the address bar follows. While a large
// analysis is weighed anew, it says for how long.
import { clock } from "./clock.js";

const form = document.getElementById("suppose");
const parts = ["supposed-answer", "supposed-detail"];
const links = ["#here", ".tongue"]; // they lead to the state on show
let running;

function address() {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const radio = form.querySelector(`input[name="${CSS.escape(name)}"][data-actual]`);
    if (radio?.value !== value) query.append(name, value);
  }
  const path = form.action.split("#")[0];
  return query.size ? `${path}?${query}` : path;
}

function tell(seconds) {
  const answer = document.getElementById(parts[0]);
  answer.textContent = answer.dataset.running.replace("%s", seconds);
}

async function update() {
  running?.abort();
  running = new AbortController();
  const here = address();
  const stop = clock(tell);
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(here, { signal: running.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    history.replaceState(null, "", here);
    form.removeAttribute("aria-busy");
  } catch (error) {
    if (error.name !== "AbortError") form.submit();
  } finally {
    stop();
  }
}

function show(page) {
  for (const id of parts) {
    document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
  }
  for (const sign of page.querySelectorAll(".suppose .sign")) {
    const row = document.getElementById(sign.closest("[id]").id);
    row.querySelector(".sign").replaceWith(sign);
  }
  for (const selector of links) {
    document.querySelector(selector).href = page.querySelector(selector).getAttribute("href");
  }
}

if (form) {
  form.querySelector(".buttons").hidden = true;
  form.addEventListener("change", update);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    update();
  });
}
