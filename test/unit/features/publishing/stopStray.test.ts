import { beforeEach, expect, test, vi } from 'vitest';
import type { Entry } from '../../../../src/core/publishing/entry.js';
import type { Mapping } from '../../../../src/core/publishing/mapping.js';
import type { Order } from '../../../../src/core/publishing/orders.js';
import { toPublication } from '../../../../src/core/publishing/toPublication.js';
import type { Publishing } from '../../../../src/features/publishing/publishing.js';
import { stopStray } from '../../../../src/features/publishing/stopStray.js';

const { shown } = vi.hoisted(() => ({ shown: [] as string[] }));

vi.mock('vscode', async () => {
  const { l10n } = await import('../../../support/vscodeWords.js');
  const toUri = (path: string) => ({ scheme: 'file', fsPath: path, path, toString: () => `file://${path}` });
  const workspace = { workspaceFolders: [{ uri: toUri('/w') }], onDidGrantWorkspaceTrust: () => undefined };
  const window = { showWarningMessage: async (text: string) => void shown.push(text) };
  return { l10n, Uri: { file: toUri }, workspace, window };
});

const mapping: Mapping = {
  folder: 'css',
  bucket: { name: 'site', region: 'cn-hangzhou' },
  prefix: 'css/',
  domains: ['img.example.com'],
  onSave: 'publish',
};
const before = { accountId: '1', workspaceRoot: '/w', root: '/w/css', mapping };

function entry(inside: string, at: number, place = before): Entry {
  const publication = toPublication(place, inside, { act: 'upload' });
  if (!publication) throw new Error(inside);
  return { publication, turn: 1, at, stage: 'send', owesRefresh: false, attempts: 0 };
}

/** Runs it over these entries, with the mappings as they are now; answers which ones it stops. */
async function stopped(entries: readonly Entry[], now: readonly Mapping[] | undefined, revokedAt = 0) {
  const orders: Order[] = [];
  const publisher = { entries, order: async (order: Order) => void orders.push(order) };
  const book = { soundOf: () => now, get: () => undefined };
  const log = { debug: () => undefined };
  await stopStray({ publisher, book, deps: { log }, revokedAt: { get: () => revokedAt } } as unknown as Publishing);
  expect(orders.every(({ kind, ids }) => kind === 'cancel' && ids !== undefined)).toBe(true);
  return orders.flatMap(({ ids = [] }) => ids);
}

beforeEach(() => void shown.splice(0));

test('what still goes where its mapping says is left alone', async () => {
  expect(await stopped([entry('a.css', 5)], [mapping])).toEqual([]);
  expect(shown).toEqual([]);
});

test('what would go where a mapping pointed before is stopped, and the person is told', async () => {
  const now = [{ ...mapping, prefix: 'v2/' }];
  expect(await stopped([entry('a.css', 5), entry('b.css', 6)], now)).toEqual([
    'cn-hangzhou/site/css/a.css',
    'cn-hangzhou/site/css/b.css',
  ]);
  expect(shown).toEqual([expect.stringMatching(/The mapping has changed.*Files: 2$/)]);
});

test('a mapping further inside takes its files over', async () => {
  const inner = { ...mapping, folder: 'css/lib', prefix: 'lib/' };
  const entries = [entry('a.css', 5), entry('lib/b.css', 5)];
  expect(await stopped(entries, [mapping, inner])).toEqual(['cn-hangzhou/site/css/lib/b.css']);
});

test('a mapping file that cannot be read stops nothing', async () => {
  expect(await stopped([entry('a.css', 5)], undefined)).toEqual([]);
});

test('after a revocation what was wished for before is stopped without a word', async () => {
  expect(await stopped([entry('a.css', 5), entry('b.css', 7)], [mapping], 6)).toEqual(['cn-hangzhou/site/css/a.css']);
  expect(shown).toEqual([]);
});

test('what other workspaces wait for is none of this window', async () => {
  const other = { ...before, workspaceRoot: '/elsewhere', root: '/elsewhere/css' };
  expect(await stopped([entry('a.css', 5, other)], [], 6)).toEqual([]);
});
