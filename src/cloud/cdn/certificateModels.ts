/** Parses an id of the certificate service. Returns `undefined` unless it is a positive integer. */
export function toId(value: unknown): number | undefined {
  const id = Number(value);
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** The largest number that is read as seconds. Read as ms, it would be a time in the early 1970s. */
const mostSeconds = 1e11;

/**
 * Parses a time of the vendor to ms since the epoch. It may be ISO 8601, `YYYY-MM-DD HH:mm:ss` in China's time zone, or a number, for which the vendor's
 * pages document seconds but the samples show ms.
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
