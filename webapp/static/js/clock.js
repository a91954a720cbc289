// Tells for how many seconds something has been going on, once it takes longer than a moment.
const GRACE_MS = 600; // what comes sooner needs no clock

// Call `tell` with the seconds, again and again, until the returned function is called.
export function clock(tell) {
  const start = performance.now();
  const tick = () => tell(Math.round((performance.now() - start) / 1000));
  let timer;
  const wait = setTimeout(() => { tick(); timer = setInterval(tick, 1000); }, GRACE_MS);
  return () => { clearTimeout(wait); clearInterval(timer); };
}
