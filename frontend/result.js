// The graph of a query result on a canvas that can be moved and zoomed. Places come from the
// server, physics is off; colours are the tokens of the page.
import { DataSet } from "vis-data/esnext";
import { Network } from "vis-network/esnext";
import { attended } from "./canvas.js";

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
  const nodes = data.nodes.map(({ id, label, x, y, physics, title, widthConstraint }) => ({ id, label, x, y, physics, title, widthConstraint }));
  const options = () => merged(data.options, colours());
  const network = new Network(region, { nodes: new DataSet(nodes), edges: new DataSet(data.edges) }, options());
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
  const { fit } = attended(network, region, {
    order: data.nodes.map((node) => node.id), tell: say, open, words: data.words.canvas, help: "canvas-keys",
    leave: (frame) => frame.blur(),
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => network.setOptions(options()));
  fit();
  return network;
}
