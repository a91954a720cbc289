// What every canvas does: it can be reached and walked by keyboard, tells what is selected,
// and zooms by pinch or Ctrl and wheel, while plain scrolling belongs to the page.
const still = matchMedia("(prefers-reduced-motion: reduce)");
const glide = () => (still.matches ? false : { duration: 200 });

/**
 * Attend to a network in a region. `order` holds the keys of its nodes as they are walked;
 * `tell` is told the key that is selected, or null; `open` and `leave` answer Enter and Escape;
 * `words` is its name for screen readers, `help` the id of what explains its keys.
 */
export function attended(network, region, { order, tell, open, leave, words, help }) {
  const fit = () => network.fit({ animation: false, maxZoomLevel: 1 });
  const scaled = (factor) => Math.min(4, Math.max(0.1, network.getScale() * factor));
  const zoom = (factor) => network.moveTo({ scale: scaled(factor), animation: glide() });

  function step(by) {
    const place = order.indexOf(network.getSelectedNodes()[0]);
    const key = order[(place + by + order.length) % order.length];
    network.selectNodes([key]);
    network.moveTo({ position: network.getPosition(key), animation: glide() });
    tell(key);
  }

  const frame = region.querySelector(".vis-network");
  frame.tabIndex = 0;
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", words);
  frame.setAttribute("aria-describedby", help);
  const keys = {
    n: () => step(1), p: () => step(-1), 0: fit, Enter: () => open(network.getSelectedNodes()[0]), Escape: () => leave(frame),
  };
  region.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  region.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15);
  }, { passive: false });
  network.on("selectNode", ({ nodes: [key] }) => tell(key));
  network.on("deselectNode", () => tell(null));
  network.on("doubleClick", ({ nodes: [key] }) => open(key));
  return { fit, zoom };
}
