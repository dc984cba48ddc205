import { expect, test } from 'vitest';
import type { OssApi } from '../../../../src/cloud/oss/api.js';
import { multipartCalls } from '../../../../src/cloud/oss/multipart.js';

const bucket = { name: 'site-assets', region: 'cn-hangzhou' };

/** Asks for the parts of an upload that the server lists in these pages, the last of them again and again. */
async function list(pages: readonly (readonly [part: number, next: string | undefined])[]) {
  let asked = 0;
  const api = {
    read: async () => {
      const [part, next] = pages[Math.min(asked++, pages.length - 1)]!;
      if (asked > 20) throw new Error('asked without end');
      const row = `<Part><PartNumber>${part}</PartNumber><ETag>"A"</ETag><Size>3</Size></Part>`;
      const more = next === undefined ? '' : `<NextPartNumberMarker>${next}</NextPartNumberMarker>`;
      const text = `<ListPartsResult><IsTruncated>${next !== undefined}</IsTruncated>${more}${row}</ListPartsResult>`;
      return { status: 200, headers: {}, body: Buffer.from(text) };
    },
  } as unknown as OssApi;
  return multipartCalls.listParts(api, bucket, 'a.zip', 'id', new AbortController().signal);
}

test('the parts of an upload are read page by page', async () => {
  const found = await list([
    [1, '1'],
    [2, '2'],
    [3, undefined],
  ]);
  expect(found?.map(({ number }) => number)).toEqual([1, 2, 3]);
});

test.each([['1'], ['0'], ['-1'], ['x'], ['1e9']])('a list that never ends is refused: marker %s', async (next) => {
  await expect(list([[1, next]])).rejects.toMatchObject({ kind: 'badAnswer' });
});
