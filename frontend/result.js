// The graph of a query result on a canvas that can be moved and zoomed. Places come from the
// server, physics is off; colours are the tokens of the page.
import { DataSet } from "vis-data/esnext";
import { Network } from "vis-network/esnext";

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const family = () => getComputedStyle(document.body).fontFamily;

function colours() {
  const [paper, ink, ink2, line, accent] = ["--paper", "--ink", "--ink2", "--line", "--accent"].map(token);
  const plain = { background: paper, border: ink, highlight: { background: paper, border: accent } };
  return {
    nodes: {
      shape: "box", margin: 10, borderWidth: 1.5, borderWidthSelected: 3, color: plain,
      shapeProperties: { borderRadius: 2 }, font: { color: ink, size: 14, face: family(), align: "left" },
    },
    edges: {
      color: { color: line, highlight: accent }, width: 1.5, arrows: { to: { scaleFactor: 0.6 } },
      font: { color: ink2, size: 12.5, face: family(), strokeColor: paper, strokeWidth: 5, align: "horizontal" },
    },
  };
}

const merged = (one, other) => Object.fromEntries(
  [...new Set([...Object.keys(one), ...Object.keys(other)])].map((key) => [key, { ...one[key], ...other[key] }]),
);

/** Draw the data in a region; `tell` is where it is said what is selected. */
export function draw(region, data, tell) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const glide = () => (still.matches ? false : { duration: 200 });
  const nodes = data.nodes.map(({ id, label, x, y, physics, title, widthConstraint }) => ({ id, label, x, y, physics, title, widthConstraint }));
  const options = () => merged(data.options, colours());
  const network = new Network(region, { nodes: new DataSet(nodes), edges: new DataSet(data.edges) }, options());
  const fit = () => network.fit({ animation: false, maxZoomLevel: 1 });
  const nodeOf = (key) => data.nodes.find((node) => node.id === key);
  const open = (key) => { const page = key && nodeOf(key)?.page; if (page) location.assign(page); };

  function say(key) {
    tell.replaceChildren();
    const node = key && nodeOf(key);
    if (!node) return;
    const name = document.createElement("b");
    name.textContent = node.name;
    tell.append(name, " ");
    if (!node.page) return;
    const link = document.createElement("a");
    Object.assign(link, { href: node.page, textContent: data.words.page });
    tell.append(link);
  }
  function step(by) {
    const order = data.nodes.map((node) => node.id);
    const place = order.indexOf(network.getSelectedNodes()[0]);
    const key = order[(place + by + order.length) % order.length];
    network.selectNodes([key]);
    network.moveTo({ position: network.getPosition(key), animation: glide() });
    say(key);
  }

  network.on("selectNode", ({ nodes: [key] }) => say(key));
  network.on("deselectNode", () => say(null));
  network.on("doubleClick", ({ nodes: [key] }) => open(key));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => network.setOptions(options()));
  const frame = region.querySelector(".vis-network");
  frame.tabIndex = 0;
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", data.words.canvas);
  frame.setAttribute("aria-describedby", "canvas-keys");
  const keys = {
    n: () => step(1), p: () => step(-1), 0: fit, Enter: () => open(network.getSelectedNodes()[0]), Escape: () => frame.blur(),
  };
  region.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  region.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // plain scrolling belongs to the page
    event.preventDefault();
    network.moveTo({ scale: Math.min(4, Math.max(0.1, network.getScale() * (event.deltaY < 0 ? 1.15 : 1 / 1.15))) });
  }, { passive: false });
  fit();
  return network;
}
