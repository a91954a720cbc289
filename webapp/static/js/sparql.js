// The query page works without this file. It runs a query in place, tells how long it takes
// and can stop it, lets Ctrl + Enter run, copies the address, marks the place of a mistake in
// the editor, shows a graph on a canvas, and keeps the last queries on this device.
import { clock } from "./clock.js";

const form = document.querySelector("[data-query-form]");
const area = form.querySelector("textarea");
const copy = form.querySelector("[data-copy-link]");
const cancel = form.querySelector("[data-cancel]");
const status = form.querySelector("[data-status]");
const words = status.dataset;

const address = () => {
  const found = new URL(form.action);
  found.search = new URLSearchParams(new FormData(form));
  return found;
};

const say = (text, milliseconds) => {
  status.textContent = text;
  if (milliseconds) setTimeout(() => { if (status.textContent === text) status.textContent = ""; }, milliseconds);
};

// Running in place -----------------------------------------------------------

const PARTS = "[data-part]";
let running = null;

function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const part of document.querySelectorAll(PARTS)) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (fresh) part.replaceChildren(...fresh.childNodes);
  }
  document.title = page.title;
  const { fault = "", reason = "" } = page.querySelector("textarea").dataset;
  Object.assign(area.dataset, { fault, reason });
  area.dispatchEvent(new Event("fault"));
}

// The graph of a result --------------------------------------------------------

// The drawing is there from the start; the canvas is fetched when it is first asked for.
function prepareGraph() {
  const views = document.querySelector("[data-graph-views]");
  const canvas = document.querySelector("[data-graph-canvas]");
  if (!views || !canvas) return;
  const drawing = document.querySelector("[data-graph-drawing]");
  views.hidden = false;
  let drawn = null;
  views.addEventListener("click", async ({ target }) => {
    const view = target.dataset.graphView;
    if (!view) return;
    for (const button of views.children) button.setAttribute("aria-pressed", button === target);
    drawing.hidden = view === "canvas";
    canvas.hidden = view !== "canvas";
    if (view !== "canvas" || drawn) return;
    const data = JSON.parse(document.querySelector("[data-graph-data]").textContent);
    drawn = import(canvas.dataset.module);
    (await drawn).draw(canvas.querySelector(".result-canvas"), data, canvas.querySelector("[data-graph-selection]"));
  });
}

prepareGraph();

// Fetch an address of this page and show its answer here; true if there is one.
async function go(target) {
  running?.abort();
  const stopper = running = new AbortController();
  const stop = clock((seconds) => say(words.running.replace("%s", seconds)));
  cancel.hidden = false;
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(target, { signal: stopper.signal, headers: { Accept: "text/html" } });
    show(await answer.text());
    prepareGraph();
    history.pushState(null, "", target);
    say(answer.ok ? `${words.done} ${gained()}` : words.failed, 4000);
    return answer.ok;
  } catch (error) {
    if (running !== stopper) return false; // another run has taken over
    say(error.name === "AbortError" ? words.cancelled : words.lost);
    return false;
  } finally {
    stop();
    if (running === stopper) {
      running = null;
      cancel.hidden = true;
      form.removeAttribute("aria-busy");
    }
  }
}

// How much was found, as the page tells it.
const gained = () => document.querySelector("[data-gained]")?.textContent.trim() ?? "";

async function run() {
  const target = address();
  target.hash = "result";
  const query = area.value;
  if (await go(target)) remember(query);
  document.getElementById("result")?.scrollIntoView({ block: "nearest" });
}

// Sorting, looking through and redrawing happen in place too, so that what is being written in
// the editor stays; afterwards the same control has the focus.
const answers = document.querySelector('[data-part="answer"]');
answers.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-in-place]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const key = link.dataset.inPlace;
  await go(link.href);
  answers.querySelector(`[data-in-place="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
});
answers.addEventListener("submit", async (event) => {
  event.preventDefault();
  const target = new URL(event.target.action);
  target.search = new URLSearchParams(new FormData(event.target));
  const { id } = event.target.querySelector("input:not([type=hidden]), select");
  await go(target);
  document.getElementById(id)?.focus({ preventScroll: true });
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
cancel.addEventListener("click", () => {
  running?.abort();
  area.focus();
});
addEventListener("popstate", () => location.reload());

// On a phone the examples would push the query below the screen.
if (matchMedia("(max-width: 760px)").matches) {
  for (const group of document.querySelectorAll(".examples details[open]")) group.open = false;
}

form.querySelector("[data-keys]").hidden = false;
form.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit();
});

copy.hidden = !navigator.clipboard;
copy.addEventListener("click", async () => {
  await navigator.clipboard.writeText(address().href);
  say(words.copied, 4000);
});

// The last queries -----------------------------------------------------------

const KEY = "policy-explorer.queries";
const MOST = 20;
const past = document.querySelector("[data-history]");

function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((query) => typeof query === "string") : [];
  } catch {
    return []; // a browser may keep nothing
  }
}

function keep(queries) {
  try {
    localStorage.setItem(KEY, JSON.stringify(queries));
  } catch { /* then nothing is kept */ }
  list(queries);
}

const remember = (query) => keep([query, ...remembered().filter((other) => other !== query)].slice(0, MOST));

const gist = (query) => query.replace(/^\s*(?:#.*|(?:PREFIX|BASE)\b.*)$/gim, "").replace(/\s+/g, " ").trim().slice(0, 120);

function list(queries) {
  past.hidden = queries.length === 0;
  past.querySelector("ul").replaceChildren(...queries.map((query) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "past", textContent: gist(query), title: query });
    button.addEventListener("click", () => {
      area.value = query;
      area.dispatchEvent(new Event("query"));
      form.scrollIntoView({ block: "nearest" });
    });
    item.append(button);
    return item;
  }));
}

past.querySelector("[data-forget]").addEventListener("click", () => keep([]));
list(remembered());
