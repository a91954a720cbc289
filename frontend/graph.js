// The interactive graph: the drawing of the page on a canvas that can be moved and zoomed.
// Places come from the server; shapes and colours are read off the drawing itself, so that
// the two always show the same.
import { DataSet } from "vis-data/esnext";
import { Network } from "vis-network/esnext";
import { attended } from "./canvas.js";

const region = document.getElementById("graph-canvas");
const drawing = document.querySelector("#graph-drawing svg");
const data = JSON.parse(document.getElementById("graph-data").textContent);
const words = data.words;
let network = null;
let attendance = null;
let strokes = null;

// Shapes ---------------------------------------------------------------------

const number = (element, name) => Number(element.getAttribute(name) ?? 0);

const outlines = {
  path: (element) => new Path2D(element.getAttribute("d")),
  polygon: (element) => new Path2D(`M${element.getAttribute("points")}z`),
  line(element) {
    const path = new Path2D();
    path.moveTo(number(element, "x1"), number(element, "y1"));
    path.lineTo(number(element, "x2"), number(element, "y2"));
    return path;
  },
  circle(element) {
    const path = new Path2D();
    path.arc(number(element, "cx"), number(element, "cy"), number(element, "r"), 0, 2 * Math.PI);
    return path;
  },
  rect(element) {
    const path = new Path2D();
    const [x, y, width, height, radius] = ["x", "y", "width", "height", "rx"].map((name) => number(element, name));
    path.roundRect(x, y, width, height, radius);
    return path;
  },
};

function hatch(context, colour) {
  const tile = new OffscreenCanvas(8, 8);
  const pen = tile.getContext("2d");
  pen.strokeStyle = colour;
  pen.lineWidth = 1.8;
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, 8);
    pen.lineTo(shift + 8, 0);
  }
  pen.stroke();
  return context.createPattern(tile, "repeat");
}

// What it takes to draw an element: a function of a canvas context.
function stroke(element) {
  const style = getComputedStyle(element);
  if (element.localName === "text") {
    const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const [x, y, text, colour] = [number(element, "x"), number(element, "y"), element.textContent, style.fill];
    const align = { middle: "center", end: "right" }[style.textAnchor] ?? "left";
    return (context) => {
      Object.assign(context, { font, fillStyle: colour, textAlign: align, textBaseline: "alphabetic" });
      context.fillText(text, x, y);
    };
  }
  const path = outlines[element.localName]?.(element);
  if (!path) return () => {};
  const { fill, stroke: line } = style;
  const width = parseFloat(style.strokeWidth);
  const dashes = style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(/[ ,]+/).map(parseFloat);
  const ink = getComputedStyle(document.body).color;
  return (context) => {
    if (fill !== "none") {
      context.fillStyle = fill.startsWith("url") ? hatch(context, ink) : fill;
      context.fill(path);
    }
    if (line !== "none") {
      context.setLineDash(dashes);
      Object.assign(context, { strokeStyle: line, lineWidth: width });
      context.stroke(path);
      context.setLineDash([]);
    }
  };
}

const leaves = (root) => [...root.querySelectorAll("rect, path, line, circle, polygon, text")];

function readDrawing() {
  const parts = new Map();
  for (const part of drawing.querySelectorAll("[data-key]")) {
    parts.set(part.dataset.key, leaves(part).map(stroke));
  }
  const edges = [...drawing.querySelectorAll("[data-edge]")].map((edge) => ({
    ends: edge.dataset.edge.split(" "),
    strokes: leaves(edge).map(stroke),
    paths: [...edge.querySelectorAll("path")].map((path) => new Path2D(path.getAttribute("d"))),
  }));
  const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
  strokes = { parts, edges, accent };
}

function renderer({ ctx, id, x, y, state }) {
  const { width, height } = data.sizes[id];
  return {
    drawNode() {
      ctx.save();
      for (const draw of strokes.parts.get(id) ?? []) draw(ctx);
      if (state.selected) {
        Object.assign(ctx, { strokeStyle: strokes.accent, lineWidth: 3 });
        ctx.strokeRect(x - width / 2 - 4, y - height / 2 - 4, width + 8, height + 8);
      }
      ctx.restore();
    },
    nodeDimensions: { width, height },
  };
}

function drawEdges(context) {
  const chosen = new Set(network?.getSelectedNodes());
  context.save();
  for (const edge of strokes.edges) for (const draw of edge.strokes) draw(context);
  Object.assign(context, { strokeStyle: strokes.accent, lineWidth: 3 });
  for (const edge of strokes.edges) {
    if (edge.ends.some((key) => chosen.has(key))) for (const path of edge.paths) context.stroke(path);
  }
  context.restore();
}

// The canvas -----------------------------------------------------------------

function start() {
  readDrawing();
  const nodes = data.nodes.map((node) => ({ ...node, ctxRenderer: renderer }));
  network = new Network(region, { nodes: new DataSet(nodes), edges: new DataSet(data.edges) }, data.options);
  network.on("beforeDrawing", drawEdges);
  attendance = attended(network, region, {
    order: data.nodes.map((node) => node.id), tell, open, words: words.canvas, help: "graph-keys",
    leave: () => document.querySelector('[data-action="zoom-in"]').focus(),
  });
  begin();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    readDrawing();
    network.redraw();
  });
}

// Everything if it can be read at once, else what the page is about.
function begin() {
  attendance.fit();
  const [mark] = data.marks;
  if (mark && network.getScale() < 0.55) network.moveTo({ position: network.getPosition(mark), scale: 0.75 });
}

const nodeOf = (key) => data.nodes.find((node) => node.id === key);

function open(key) {
  const address = key && nodeOf(key)?.focus;
  if (address) location.assign(viewed(address, "canvas"));
}

// An address of this page that opens in a view.
function viewed(address, view) {
  const target = new URL(address, location.href);
  if (target.pathname !== location.pathname) return address;
  if (view === "canvas") target.searchParams.set("view", view);
  else target.searchParams.delete("view");
  return target.pathname + target.search + target.hash;
}

// Says what is selected, beside the canvas and to screen readers.
function tell(key) {
  const place = document.getElementById("graph-selection");
  const node = key && nodeOf(key);
  place.replaceChildren();
  if (!node) return;
  const name = document.createElement("b");
  name.textContent = node.label;
  place.append(name, ` ${node.title ?? ""} `);
  for (const [address, word] of [[node.focus && viewed(node.focus, "canvas"), words.focus], [node.page, words.page]]) {
    if (!address) continue;
    const link = document.createElement("a");
    link.href = address;
    link.textContent = word;
    place.append(link, " ");
  }
}

async function picture() {
  const canvas = region.querySelector("canvas");
  const sheet = new OffscreenCanvas(canvas.width, canvas.height);
  const pen = sheet.getContext("2d");
  pen.fillStyle = getComputedStyle(document.body).backgroundColor;
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.drawImage(canvas, 0, 0);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await sheet.convertToBlob());
  link.download = "graph.png";
  link.click();
  URL.revokeObjectURL(link.href);
}

const actions = {
  "zoom-in": () => attendance.zoom(1.25), "zoom-out": () => attendance.zoom(0.8), fit: () => attendance.fit(), back: () => history.back(), png: picture,
};

// The switch between the drawing and the canvas keeps its state in the address.
function show(view) {
  const isCanvas = view === "canvas";
  document.getElementById("graph-drawing").hidden = isCanvas;
  document.getElementById("graph-interactive").hidden = !isCanvas;
  for (const link of document.querySelectorAll("[data-view]")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const link of document.querySelectorAll("main a[href]:not([data-view])")) {
    link.setAttribute("href", viewed(link.getAttribute("href"), view));
  }
  if (isCanvas && !network) start();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  if (button) return void actions[button.dataset.action]?.();
  const link = event.target.closest("[data-view]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState(null, "", link.href);
  show(link.dataset.view);
});

// A drawing larger than its frame begins where its subject is.
const subject = drawing.querySelector(".mark")?.getBoundingClientRect();
const frame = document.getElementById("graph-drawing");
if (subject) {
  const edge = frame.getBoundingClientRect();
  frame.scrollTo(subject.x - edge.x - (edge.width - subject.width) / 2, subject.y - edge.y - (edge.height - subject.height) / 2);
}
show(new URLSearchParams(location.search).get("view") === "canvas" ? "canvas" : "drawing");
for (const control of document.querySelectorAll("[data-needs-script]")) control.hidden = false;
