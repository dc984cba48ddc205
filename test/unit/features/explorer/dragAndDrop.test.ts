import { beforeEach, expect, test } from 'vitest';
import type * as vscode from 'vscode';
import type { Node } from '../../../../src/features/explorer/node.js';
import { dragAndDrop } from '../../../../src/features/explorer/register.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';

beforeEach(resetEditor);

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const rows = {
  bucket: { kind: 'bucket', id: 'bucket:my-site', bucket, argument: bucket },
  folder: { kind: 'folder', id: 'f', bucket, prefix: 'img/', argument: { bucket, key: 'img/' } },
  object: { kind: 'object', id: 'o', bucket, object: {}, argument: { bucket, key: 'img/a.png' } },
  domain: { kind: 'domain', id: 'd', domain: {}, argument: 'img.example.com' },
} as unknown as Record<'bucket' | 'folder' | 'object' | 'domain', Node>;

/** The commands that a drop of this list on a row runs. */
async function drop(row: Node | undefined, list: string | undefined) {
  const data = {
    get: (type: string) => (list === undefined ? undefined : { asString: async () => `${type} ${list}` }),
  };
  await dragAndDrop.handleDrop?.(row, data as unknown as vscode.DataTransfer, {} as vscode.CancellationToken);
  return editor.ran.map(([id, target]) => ({ id, target }));
}

test.each([
  ['a bucket', rows.bucket, bucket],
  ['a folder', rows.folder, { bucket, key: 'img/' }],
  ['an object', rows.object, { bucket, key: 'img/a.png' }],
])('files that are dropped on %s are uploaded there', async (_row, row, place) => {
  expect(await drop(row, 'file:///a')).toEqual([
    { id: 'ossCdn.uploadFiles', target: { ...place, dropped: 'text/uri-list file:///a' } },
  ]);
});

test.each([
  ['a domain', rows.domain],
  ['no row', undefined],
])('files that are dropped on %s leave it to Upload Files to say where files can be dropped', async (_row, row) => {
  expect(await drop(row, 'file:///a')).toEqual([{ id: 'ossCdn.uploadFiles', target: undefined }]);
});

test('a drop without a list of files runs no command', async () => {
  expect(await drop(rows.bucket, undefined)).toEqual([]);
});

/** Returns the commands that a drag of these rows and a drop on this one runs. */
async function drag(dragged: readonly Node[], row: Node | undefined) {
  const items = new Map<string, vscode.DataTransferItem>();
  const data = {
    set: (type: string, item: vscode.DataTransferItem) => void items.set(type, item),
    get: (type: string) => items.get(type),
  } as unknown as vscode.DataTransfer;
  const token = {} as vscode.CancellationToken;
  await dragAndDrop.handleDrag?.(dragged, data, token);
  await dragAndDrop.handleDrop?.(row, data, token);
  return editor.ran.map(([id, target]) => ({ id, target }));
}

test('objects and folders that are dragged to a row are moved there by the command, which asks', async () => {
  const moved = [
    { bucket, key: 'img/a.png' },
    { bucket, key: 'img/' },
  ];
  expect(await drag([rows.object, rows.folder, rows.domain], rows.bucket)).toEqual([
    { id: 'ossCdn.moveObjects', target: { ...bucket, moved } },
  ]);
});

test.each([
  ['other rows', [rows.domain, rows.bucket], rows.folder],
  ['objects to a row of another kind', [rows.object], rows.domain],
  ['objects to no row', [rows.object], undefined],
])('a drag of %s does nothing', async (_title, dragged, row) => {
  expect(await drag(dragged, row)).toEqual([]);
});

test('only lists of files and rows of the tree can be dropped', () => {
  const { dragMimeTypes, dropMimeTypes } = dragAndDrop;
  expect({ dragMimeTypes, dropMimeTypes }).toEqual({
    dragMimeTypes: [],
    dropMimeTypes: ['text/uri-list', 'application/vnd.code.tree.osscdn.explorer'],
  });
});
