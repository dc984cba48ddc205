import { AppError } from '../core/errors.js';

/** One page of a list, and the length of the whole list according to the vendor. */
interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/**
 * The most pages that are read. This is more than any account has (half a million rows with the largest pages), and stops at a server that never ends its
 * list.
 */
export const mostPages = 1_000;

/** The number of pages of a list that are read at the same time. The vendor's limits are about 100 calls a second for the account. */
const width = 4;

/**
 * Reads a list from page 1 to its end and returns all rows. Once the first page has told the length of the list, several pages are read at a time. If
 * there are several, `onPart` receives the rows of the first. Throws `badAnswer` if the list does not end.
 */
export async function readPages<Row>(
  action: string,
  read: (pageNumber: number) => Promise<ListPage<Row>>,
  onPart?: (rows: readonly Row[]) => void,
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
    if (done === 1) onPart?.([...found]);
  }
  throw new AppError('badAnswer', { action });
}
