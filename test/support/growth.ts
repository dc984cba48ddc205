/**
 * How much longer ten times the input may take: more than ten times, since it leaves the caches of a busy processor, and far less
 * than the hundred times of quadratic work.
 */
export const mostGrowth = 25;
/** What is compared takes at least so long, ms: short enough for a quiet moment of a busy computer. */
const leastMs = 20;
/** So much processor time, in ms, is spent at most before a growth counts that is a little too high. */
const mostMs = 8_000;

/** What the size of an input begins with, and the size that a limit of ours allows, where there is one. */
interface Sizes {
  readonly from?: number;
  readonly largest?: number;
}

/**
 * How many times as much processor time of this thread the work takes for ten times the input. The input grows until one run
 * takes 20 ms; only where `largest`, a limit of ours, keeps it smaller than that, the work is repeated until it has taken as long.
 * What else the machine does only adds to a time, so the least of each counts, of as many pairs as it takes to come down to 25,
 * unless it is far above.
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

/** The size, at most `most`, for which one run takes long enough. */
function findSize(time: (size: number) => number, from: number, most: number): number {
  let size = from;
  // Compiled code is what counts: the first runs take longer.
  while (size < most && Math.min(time(size), time(size), time(size)) < leastMs) size = Math.min(size * 2, most);
  return size;
}

function timeOf<Input>(work: (input: Input) => unknown, input: Input, repeats = 1): number {
  const start = process.threadCpuUsage();
  for (let at = 0; at < repeats; at++) work(input);
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1_000;
}
