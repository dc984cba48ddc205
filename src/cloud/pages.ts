import { AppError } from '../core/errors.js';

/** A page of a list, and the total length according to the vendor. */
interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/** More than any account has: half a million rows with the largest pages. Stops at a server that never ends its list. */
export const mostPages = 1_000;

/** Pages of a list that are read at once. */
const width = 8;

/**
 * Reads a list to its end, by pages from 1; once the first one has told how long the list is, several of them at a time. Throws
 * `badAnswer` when it has no end.
 */
export async function readPages<Row>(
  action: string,
  read: (pageNumber: number) => Promise<ListPage<Row>>,
): Promise<Row[]> {
  const found: Row[] = [];
  for (let done = 0, atOnce = 1; done < mostPages; ) {
    const first = done + 1;
    const pages = await Promise.all(Array.from({ length: atOnce }, (_, index) => read(first + index)));
    done += atOnce;
    for (const { rows, total } of pages) {
      for (const row of rows) found.push(row);
      if (rows.length === 0 || found.length >= total) return found;
      atOnce = Math.min(width, mostPages - done, Math.ceil((total - found.length) / rows.length));
    }
  }
  throw new AppError('badAnswer', { action });
}
