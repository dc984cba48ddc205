/** Parses an id of the certificate service; `undefined` unless it is a positive integer. */
export function toId(value: unknown): number | undefined {
  const id = Number(value);
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** The latest time that is read as seconds. As ms it would be in 1970. */
const mostSeconds = 1e11;

/**
 * Parses a time of the vendor to ms since the epoch: ISO 8601, `YYYY-MM-DD HH:mm:ss` in China's time zone, or a number.
 * The pages document seconds and the samples show ms.
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
