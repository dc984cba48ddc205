import { AppError } from '../core/errors.js';

/** A page of a list, and how long the list is by what the vendor says. */
interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/** More than any account has: half a million rows of the largest pages. A server that never ends its list is stopped there. */
export const mostPages = 1_000;

/** Reads a list to its end, page by page from 1. Throws `badAnswer` when it has no end. */
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
