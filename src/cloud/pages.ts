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

/** Reads a list from page 1 to its end and returns all rows. Throws `badAnswer` if the list does not end. */
export async function readPages<Row>(
  action: string,
  read: (pageNumber: number) => Promise<ListPage<Row>>,
): Promise<Row[]> {
  const found: Row[] = [];
  for (let pageNumber = 1; pageNumber <= mostPages; pageNumber++) {
    const { rows, total } = await read(pageNumber);
    for (const row of rows) found.push(row);
    if (rows.length === 0 || found.length >= total) return found;
  }
  throw new AppError('badAnswer', { action });
}
