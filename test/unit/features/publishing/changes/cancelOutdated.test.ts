import { beforeEach, expect, test } from 'vitest';
import { Uri } from 'vscode';
import { toPublications } from '../../../../../src/core/publishing/folder/runPlan.js';
import { compileRules } from '../../../../../src/core/publishing/mapping/fileRules.js';
import { findMapping, indexMappings, type Mapping } from '../../../../../src/core/publishing/mapping/mapping.js';
import { toPublication } from '../../../../../src/core/publishing/mapping/toPublication.js';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import type { Entry, UserCommand } from '../../../../../src/core/publishing/queueEntry.js';
import { cancelOutdated } from '../../../../../src/features/publishing/changes/cancelOutdated.js';
import { type PublishOptions, publishAll } from '../../../../../src/features/publishing/publishFiles.js';
import type { Publishing } from '../../../../../src/features/publishing/services.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';

const mapping: Mapping = {
  cache: 'off',
  folder: 'css',
  bucket: { name: 'site', region: 'cn-hangzhou' },
  prefix: 'css/',
  domains: ['img.example.com'],
  onSave: 'publish',
};
const before = { accountId: '1', workspaceRoot: '/w', root: '/w/css', mapping };

function entry(inside: string, at: number, place = before, more: Partial<Publication> = {}): Entry {
  const made = toPublication(place, inside, { act: 'upload' });
  const publication = made && { ...made, ...more };
  if (!publication) throw new Error(inside);
  return { publication, version: 1, at, stage: 'send', owesRefresh: false, attempts: 0 };
}

/** Runs it over these entries, with the mappings as they are now; answers which ones it stops. */
async function stopped(entries: readonly Entry[], now: readonly Mapping[] | undefined, revokedAt = 0, clockAt = 10) {
  const orders: UserCommand[] = [];
  const resume = async (decide: (left: readonly Entry[]) => readonly UserCommand[]) =>
    void orders.push(...decide(entries));
  const get = ({ path }: { path: string }) => {
    const label = path.slice('/w/'.length);
    const found = findMapping(indexMappings(now ?? []), label);
    return found && { ...found, label, key: `${found.mapping.prefix}${found.inside}` };
  };
  const roots = [{ uri: Uri.file('/w') }];
  const mappingStore = {
    validMappingsOf: () => now && indexMappings(now),
    get,
    rulesOf: compileRules,
    roots,
    repositoryOf: () => repository,
  };
  const consents = { knows: ({ repository: of = 'ours' }: { repository?: string }) => of === 'ours' };
  const log = { debug: () => undefined };
  await cancelOutdated({
    publisher: { resume },
    consents,
    mappingStore,
    deps: { log, clock: { now: () => clockAt } },
    revocation: { revokedAt: () => revokedAt },
  } as unknown as Publishing);
  expect(orders.every(({ kind, ids }) => kind === 'cancel' && ids !== undefined)).toBe(true);
  return orders.flatMap(({ ids = [] }) => ids);
}

let repository: string;
beforeEach(() => {
  resetEditor();
  repository = 'ours';
});

const shown = () => editor.shown.map(({ text, buttons }) => ({ text, buttons }));

test('entries that still match their mapping are left alone', async () => {
  expect(await stopped([entry('a.css', 5)], [mapping])).toEqual([]);
  expect(shown()).toEqual([]);
});

test('uploads to the former target of a mapping are stopped, and the user is notified', async () => {
  const now = [{ ...mapping, prefix: 'v2/' }];
  expect(await stopped([entry('a.css', 5), entry('b.css', 6)], now)).toEqual([
    'cn-hangzhou/site/css/a.css',
    'cn-hangzhou/site/css/b.css',
  ]);
  expect(shown()).toEqual([{ text: expect.stringMatching(/The mapping has changed.*: 2$/), buttons: ['Publish'] }]);
});

test.each<[string, Partial<Mapping>, Partial<Publication>]>([
  ['is excluded', { exclude: ['draft*'] }, {}],
  ['is no longer included', { include: ['*.css'] }, {}],
  ['is no longer published on save', { onSave: 'off' }, {}],
  ['is only refreshed on save', { onSave: 'refresh' }, {}],
  ['is no longer refreshed on save', { onSave: 'off' }, { act: 'refresh' }],
])('an entry whose file %s is stopped, and publishing it is not offered', async (_name, change, more) => {
  const of = entry('draft.html', 5, before, more);
  expect(await stopped([of], [{ ...mapping, ...change }])).toEqual(['cn-hangzhou/site/css/draft.html']);
  expect(shown()).toEqual([{ text: expect.stringMatching(/The mapping has changed.*: 1$/), buttons: [] }]);
});

test('entries with other headers now are stopped, and publishing them with these is offered', async () => {
  const now = { ...mapping, headers: [{ files: ['*.css'], headers: { 'cache-control': 'no-cache' } }] };
  expect(await stopped([entry('a.css', 5), entry('a.js', 5)], [now])).toEqual(['cn-hangzhou/site/css/a.css']);
  expect(shown()).toEqual([{ text: expect.stringMatching(/: 1$/), buttons: ['Publish'] }]);
});

/** What publishing this file as it is requested puts into the queue. */
async function request(inside: string, options: PublishOptions): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  const enqueue = async (publications: readonly Publication[]) => {
    for (const publication of publications)
      entries.push({ publication, version: 1, at: 5, stage: 'send', owesRefresh: false, attempts: 0 });
  };
  const publishing = {
    deps: { session: { account: { id: '1' } }, files: { stat: async () => undefined } },
    mappingStore: { rulesOf: compileRules, identify: async () => undefined, repositoryOf: () => '' },
    consentPrompt: { isGiven: async () => true },
    pause: { isOn: false },
    compared: new Map(),
    publisher: { enqueue },
  } as unknown as Publishing;
  const folder = { uri: Uri.file('/w'), name: 'w', index: 0 };
  const uri = Uri.file(`/w/css/${inside}`);
  await publishAll(
    publishing,
    [{ uri, folder, mapping, inside, label: `css/${inside}`, key: `css/${inside}` }],
    options,
  );
  return entries;
}

test('entries that the user requested by name continue, whatever the globs and onSave are now', async () => {
  const now = [{ ...mapping, onSave: 'off', exclude: ['draft*'] } as const];
  expect(await stopped(await request('draft.html', { explicit: true }), now)).toEqual([]);
  expect(await stopped(await request('draft.html', {}), now)).toEqual(['cn-hangzhou/site/css/draft.html']);
});

test('entries that the user selected in a plan continue too', async () => {
  const item = { kind: 'change', key: 'css/draft.html', size: 1, etag: 'x' } as const;
  const how = { batch: 'b', deletes: true, refresh: { kind: 'urls', urls: 1 } } as const;
  const entries = toPublications(before, [item], how).map((publication) => ({ ...entry('a.css', 5), publication }));
  expect(entries.length).toBe(1);
  expect(await stopped(entries, [{ ...mapping, exclude: ['draft*'] }])).toEqual([]);
});

test('a refresh continues where saves now upload', async () => {
  const refresh = entry('a.css', 5, { ...before, mapping: { ...mapping, onSave: 'refresh' } }, { act: 'refresh' });
  expect(await stopped([refresh], [mapping])).toEqual([]);
});

test('a mapping of a subfolder takes over its files', async () => {
  const inner = { ...mapping, folder: 'css/lib', prefix: 'lib/' };
  const entries = [entry('a.css', 5), entry('lib/b.css', 5)];
  expect(await stopped(entries, [mapping, inner])).toEqual(['cn-hangzhou/site/css/lib/b.css']);
});

test.each([[[mapping]], [undefined]])(
  'entries from another repository at the same path are stopped, whatever its mapping says, and the user is notified',
  async (now) => {
    repository = 'theirs';
    const entries = [entry('a.css', 5), entry('b.css', 6, before, { explicit: true })];
    expect(await stopped(entries, now)).toEqual(['cn-hangzhou/site/css/a.css', 'cn-hangzhou/site/css/b.css']);
    expect(shown()).toMatchObject([
      { text: expect.stringMatching(/^The repository in this folder has changed.*: 2$/) },
    ]);
  },
);

test('a mapping file that cannot be read stops nothing', async () => {
  expect(await stopped([entry('a.css', 5)], undefined)).toEqual([]);
});

test('a revocation stops earlier requests silently', async () => {
  expect(await stopped([entry('a.css', 5), entry('b.css', 7)], [mapping], 6)).toEqual(['cn-hangzhou/site/css/a.css']);
  expect(shown()).toEqual([]);
});

test('a revocation stops requests from before the clock was set back silently', async () => {
  expect(await stopped([entry('a.css', 5), entry('b.css', 7)], [mapping], 3, 6)).toEqual([
    'cn-hangzhou/site/css/b.css',
  ]);
  expect(shown()).toEqual([]);
});

test('entries of other workspaces are ignored by this window', async () => {
  const other = { ...before, workspaceRoot: '/elsewhere', root: '/elsewhere/css' };
  expect(await stopped([entry('a.css', 5, other)], [], 6)).toEqual([]);
});
