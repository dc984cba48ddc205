import { expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import type { NodeOf } from '../../../../src/features/explorer/node.js';
import { bucket, many, rowsOf, siteWith } from './bucketRows.js';

it('a filtered bucket or folder lists only matching names, after a row that shows the filter', async () => {
  const rows = rowsOf(await siteWith('img/a1.png', 'img/a2.png', 'img/b.png', 'index.html'));
  const [folder] = (await rows.list(bucket)) as NodeOf<'folder'>[];
  rows.setFilter(folder!.id, 'a');
  rows.setFilter(bucket.id, 'in');
  const idsOf = async (parent: NodeOf<'bucket' | 'folder'>) => (await rows.list(parent)).map(({ id }) => id);
  expect({ folder: await idsOf(folder!), bucket: await idsOf(bucket) }).toEqual({
    folder: ['filter:folder:site/img/', 'object:site/img/a1.png', 'object:site/img/a2.png'],
    bucket: ['filter:bucket:site', 'object:site/index.html'],
  });
  rows.clear();
  rows.setFilter(bucket.id, '');
  expect(await idsOf(bucket)).toEqual(['folder:site/img/', 'object:site/index.html']);
  expect(rows.filterOf(folder!.id)).toBe('a');
});

it('a filter that ends in a slash lists the content of that folder, without the folder object of a console', async () => {
  const rows = rowsOf(await siteWith('img/', 'img/a.png', 'img/icons/', 'img/icons/b.png'));
  rows.setFilter(bucket.id, 'img/');
  expect((await rows.list(bucket)).map(({ id }) => id)).toEqual([
    'filter:bucket:site',
    'folder:site/img/icons/',
    'object:site/img/a.png',
  ]);
});

it('rows behind a filter are loaded page by page, and none or a failure leaves the row of the filter', async () => {
  const cloud = await siteWith(...many, 'other.txt');
  const rows = rowsOf(cloud);
  rows.setFilter(bucket.id, 'file-');
  expect((await rows.list(bucket)).map(({ kind }) => kind).filter((kind) => kind !== 'object')).toEqual([
    'filter',
    'more',
  ]);
  await rows.readNext(bucket);
  expect((await rows.list(bucket)).length).toBe(1 + many.length);
  rows.setFilter(bucket.id, 'x');
  expect((await rows.list(bucket)).map(({ kind }) => kind)).toEqual(['filter', 'empty']);
  cloud.oss.listObjects = () => Promise.reject(new AppError('offline'));
  rows.setFilter(bucket.id, 'y');
  expect((await rows.list(bucket)).map(({ kind }) => kind)).toEqual(['filter', 'failed']);
});

it('a filter set while the next page is read is not replaced by that page', async () => {
  const cloud = await siteWith(...many, 'other.txt');
  const rows = rowsOf(cloud);
  await rows.list(bucket);
  const loading = rows.readNext(bucket);
  rows.setFilter(bucket.id, 'other');
  await rows.list(bucket);
  await loading;
  expect((await rows.list(bucket)).map(({ id }) => id)).toEqual(['filter:bucket:site', 'object:site/other.txt']);
});
