/**
 * The highest accepted factor for ten times the input. More than ten, since larger inputs leave the caches of a busy
 * processor; far less than the hundred of quadratic work.
 */
export const mostGrowth = 25;
/** The shortest measured time, ms: short enough for a quiet moment of a busy computer. */
const leastMs = 20;
/** The most processor time, in ms, before a slightly high growth counts. */
const mostMs = 8_000;

/** The first size of an input, and the size that a limit of ours allows, if any. */
interface Sizes {
  readonly from?: number;
  readonly largest?: number;
}

/**
 * Measures how many times as much processor time the work takes for ten times the input. The input grows until one run
 * takes 20 ms; if `largest`, a limit of ours, is too small for that, the work is repeated. Other load only adds to a
 * time, so the minimum of each counts, over as many pairs as it takes to reach 25 unless it is far above.
 */
export function growthOf<Input>(
  make: (size: number) => Input,
  work: (input: Input) => unknown,
  { from = 1_000, largest = Number.POSITIVE_INFINITY }: Sizes = {},
): number {
  const size = findSize((each) => timeOf(work, make(each)), Math.min(from, largest / 10), largest / 10);
  const [small, large] = [make(size), make(size * 10)];
  let repeats = 1;
  while (timeOf(work, small, repeats) < leastMs) repeats *= 2;
  const ofLarge = Math.ceil(repeats / 10);
  timeOf(work, large, ofLarge);
  let [before, after, spent, pairs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  const isOpen = () => after / before > mostGrowth && after / before < 3 * mostGrowth && spent < mostMs;
  while (pairs < 3 || isOpen()) {
    const [first, second] = [timeOf(work, small, repeats), timeOf(work, large, ofLarge)];
    before = Math.min(before, first / repeats);
    after = Math.min(after, second / ofLarge);
    spent += first + second;
    pairs++;
  }
  return after / before;
}

/** The size, at most `most`, for which a run takes long enough. */
function findSize(time: (size: number) => number, from: number, most: number): number {
  let size = from;
  // The first runs take longer, until the code is compiled.
  while (size < most && Math.min(time(size), time(size), time(size)) < leastMs) size = Math.min(size * 2, most);
  return size;
}

function timeOf<Input>(work: (input: Input) => unknown, input: Input, repeats = 1): number {
  const start = process.threadCpuUsage();
  for (let at = 0; at < repeats; at++) work(input);
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1_000;
}
