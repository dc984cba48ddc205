/** An id of the certificate service; `undefined` for what is no positive integer. */
export function toId(value: unknown): number | undefined {
  const id = Number(value);
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** The latest time that is read as seconds; the same in ms was in 1970. */
const mostSeconds = 1e11;

/**
 * A time of the vendor, in ms since the epoch: ISO 8601, `YYYY-MM-DD HH:mm:ss` as clocks show it in China, or a count of seconds
 * or ms, of which the pages say one and the samples show the other.
 */
export function toTime(value: string | number | undefined): number | undefined {
  if (typeof value === 'number' || /^\d+$/.test(value ?? '')) {
    const count = Number(value);
    return count < mostSeconds ? count * 1000 : count;
  }
  const text = value ?? '';
  const time = Date.parse(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? `${text.replace(' ', 'T')}+08:00` : text);
  return Number.isNaN(time) ? undefined : time;
}
