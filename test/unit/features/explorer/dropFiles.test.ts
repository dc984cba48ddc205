import { beforeEach, expect, test } from 'vitest';
import type * as vscode from 'vscode';
import type { Node } from '../../../../src/features/explorer/node.js';
import { registerExplorer } from '../../../../src/features/explorer/register.js';
import { editor, resetEditor, window } from '../../../support/fakeVscode.js';

beforeEach(resetEditor);

type Controller = vscode.TreeDragAndDropController<Node>;

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const rows = {
  bucket: { kind: 'bucket', id: 'bucket:my-site', bucket, argument: bucket },
  object: { kind: 'object', id: 'o', bucket, object: {}, argument: { bucket, key: 'img/a.png' } },
  domain: { kind: 'domain', id: 'd', domain: {}, argument: 'img.example.com' },
} as unknown as Record<'bucket' | 'object' | 'domain', Node>;

/** What the tree does with a drop of this list on a row. */
async function drop(row: Node | undefined, list: string | undefined) {
  let controller: Controller | undefined;
  const { createTreeView } = window;
  Object.assign(window, {
    createTreeView: (_id: string, options: { readonly dragAndDropController: Controller }) => {
      controller = options.dragAndDropController;
      return createTreeView();
    },
  });
  const nothing = {
    onDidChange: () => ({ dispose: () => undefined }),
    onDidStart: () => ({ dispose: () => undefined }),
    runs: [],
  };
  const memory = { get: () => undefined, set: async () => undefined };
  registerExplorer({ session: nothing, board: nothing, settings: {}, log: {}, clock: Date, memory } as never);
  Object.assign(window, { createTreeView });
  const data = {
    get: (type: string) => (list === undefined ? undefined : { asString: async () => `${type} ${list}` }),
  };
  await controller?.handleDrop?.(row, data as never, {} as never);
  return {
    drags: controller?.dragMimeTypes,
    takes: controller?.dropMimeTypes,
    ran: editor.ran.filter(([id]) => id === 'ossCdn.uploadFiles'),
  };
}

test.each([
  ['a bucket', rows.bucket, { ...bucket, dropped: 'text/uri-list file:///a' }],
  ['an object', rows.object, { bucket, key: 'img/a.png', dropped: 'text/uri-list file:///a' }],
  ['a domain, where they cannot be uploaded', rows.domain, undefined],
  ['no row', undefined, undefined],
])('files that are dropped on %s are given to Upload Files', async (_title, row, target) => {
  expect((await drop(row, 'file:///a')).ran).toEqual([['ossCdn.uploadFiles', target]]);
});

test('rows of the tree are not moved, and what is no list of files is not taken', async () => {
  expect(await drop(rows.bucket, undefined)).toEqual({ drags: [], takes: ['text/uri-list'], ran: [] });
});
