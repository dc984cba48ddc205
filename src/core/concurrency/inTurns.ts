/** The most items in one turn of the event loop. Takes some ms, as each item takes a few µs. */
const itemsAtOnce = 2_000;

/** Processes items in order, in several turns of the event loop if there are many, so that nothing else has to wait for all of them. */
export async function inTurns<Item>(items: Iterable<Item>, work: (item: Item) => void): Promise<void> {
  let count = 0;
  for (const item of items) {
    work(item);
    if (++count % itemsAtOnce === 0) await new Promise<void>((resolve) => void setImmediate(resolve));
  }
}
