/** How much longer ten times the input may take. */
export const mostGrowth = 12;
/** What is compared takes at least so long, ms. */
const leastMs = 20;
const mostPairs = 25;

/**
 * How many times as much processor time `large` takes as `small`, which is run as often as fills 20 ms. What else the
 * machine does only adds to a time, so the least of each counts, of as many pairs as it takes to come down to `most`, unless
 * it is far above.
 */
export function growthOf(small: () => unknown, large: () => unknown, most = mostGrowth): number {
  // Compiled code is what is compared.
  small();
  let repeats = 1;
  while (timeOf(small, repeats) < leastMs) repeats *= 2;
  let [before, after] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const isOpen = (pairs: number) => pairs < 3 || (after / before > most && after / before < 3 * most);
  for (let pair = 0; pair < mostPairs && isOpen(pair); pair++) {
    before = Math.min(before, timeOf(small, repeats));
    after = Math.min(after, timeOf(large, repeats));
  }
  return after / before;
}

function timeOf(work: () => unknown, repeats: number): number {
  const start = process.cpuUsage();
  for (let at = 0; at < repeats; at++) work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
