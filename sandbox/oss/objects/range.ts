/** The requested bytes of a Range header, inclusive; `undefined` for the whole object, also if OSS ignores the range. */
export function readRange(header: string | undefined, size: number): { first: number; last: number } | undefined {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!parts || size === 0) return undefined;
  const [from, to] = [parts[1] ?? '', parts[2] ?? ''];
  if (from === '' && to === '') return undefined;
  if (from === '') return Number(to) > 0 ? { first: Math.max(0, size - Number(to)), last: size - 1 } : undefined;
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return first <= last ? { first, last } : undefined;
}
