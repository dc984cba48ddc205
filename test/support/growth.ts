/** How much longer ten times the input may take. */
export const mostGrowth = 12;
/** What is compared takes at least so long, ms: short enough for a quiet moment of a busy computer. */
const leastMs = 20;
const mostPairs = 150;

/**
 * How many times as much processor time of this thread `large`, of ten times the input, takes as `small`; each is run as
 * often as fills 20 ms. What else the machine does only adds to a time, so the least of each counts, of as many pairs as it
 * takes to come down to `most`, unless it is far above.
 */
export function growthOf(small: () => unknown, large: () => unknown, most = mostGrowth): number {
  // Compiled code is what is compared.
  let repeats = 1;
  while (timeOf(small, repeats) < leastMs) repeats *= 2;
  const ofLarge = Math.ceil(repeats / 10);
  timeOf(large, ofLarge);
  let [before, after] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const isOpen = (pairs: number) => pairs < 3 || (after / before > most && after / before < 3 * most);
  for (let pair = 0; pair < mostPairs && isOpen(pair); pair++) {
    before = Math.min(before, timeOf(small, repeats) / repeats);
    after = Math.min(after, timeOf(large, ofLarge) / ofLarge);
  }
  return after / before;
}

function timeOf(work: () => unknown, repeats: number): number {
  const start = process.threadCpuUsage();
  for (let at = 0; at < repeats; at++) work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1_000;
}
