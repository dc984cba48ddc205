import { beforeEach, describe, expect, test } from 'vitest';
import { Uri } from 'vscode';
import { AppError } from '../../../../../src/core/errors.js';
import { compileRules } from '../../../../../src/core/publishing/mapping/fileRules.js';
import { findMapping, indexMappings, type Mapping } from '../../../../../src/core/publishing/mapping/mapping.js';
import { toPublication } from '../../../../../src/core/publishing/mapping/toPublication.js';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import type { Entry } from '../../../../../src/core/publishing/queueEntry.js';
import { publishSaved } from '../../../../../src/features/publishing/publishFiles.js';
import type { Publishing } from '../../../../../src/features/publishing/services.js';
import { whyNotPublished } from '../../../../../src/features/publishing/status/whyNotPublished.js';
import { type EntryFields, entryFor } from '../../../../support/entries.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';
import { resetWorkspace, workspace } from '../../../../support/fakeWorkspace.js';
import { createSharedStore } from '../../../../support/memoryStore.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';

const folder = { uri: Uri.file('/w'), name: 'w', index: 0 };
const bucket = { name: 'site', region: 'cn-hangzhou' };
const site: Mapping = { folder: 'site', bucket, prefix: '', domains: ['img.example.com'], onSave: 'publish' };
const file = '/w/site/a.html';

interface World {
  readonly mapping?: Partial<Mapping>;
  readonly consent?: 'given' | 'declined' | 'never' | 'unknown';
  readonly knowsFolder?: boolean;
  readonly isSignedIn?: boolean;
  readonly isPaused?: boolean;
  readonly hasProblems?: boolean;
  readonly isTrusted?: boolean;
}

let lines: string[];
let sent: { readonly count: number; readonly held: boolean }[];

beforeEach(() => {
  resetEditor();
  resetWorkspace();
  lines = [];
  sent = [];
});

function open(world: World = {}) {
  const { consent = 'given', knowsFolder = false, isSignedIn = true, isPaused = false, hasProblems = false } = world;
  Object.assign(workspace, { isTrusted: world.isTrusted ?? true });
  const mapping = { ...site, ...world.mapping };
  const clock = createVirtualClock();
  const store = createSharedStore(clock).window('a');
  const get = (uri: Uri) => {
    const label = uri.path.slice('/w/'.length);
    const found = findMapping(indexMappings([mapping]), label);
    return found && { uri, folder, label, ...found };
  };
  const isLong = ({ path }: Uri) => path.length > 1_023;
  const find = (uri: Uri) => {
    const found = isLong(uri) ? undefined : get(uri);
    return found && { ...found, key: found.inside };
  };
  const publishing = {
    mappingStore: {
      identify: async () => undefined,
      repositoryOf: () => '',
      hasProblems,
      folders: [{ folder, uri: Uri.file('/w/site'), mapping }],
      find: async (uri: Uri) => find(uri),
      get: find,
      getLeftOut: (uri: Uri) => (isLong(uri) ? get(uri) : undefined),
      rulesOf: compileRules,
    },
    deps: {
      session: { account: isSignedIn ? { id: '1', source: { kind: 'secret' } } : undefined },
      files: { stat: async () => ({ size: 1, mtimeMs: 5 }) },
      log: { debug: (line: string) => void lines.push(line) },
      clock,
      store,
    },
    consents: { get: () => consent, knows: () => knowsFolder },
    consentPrompt: { isGiven: async () => consent === 'given', recall: async () => consent },
    pause: { isOn: isPaused },
    compared: new Map(),
    sourceMaps: { get: () => undefined },
    signedOutChanges: { record: async () => undefined },
    recentWork: { results: [] },
    publisher: {
      enqueue: async (all: readonly unknown[], held: boolean) => void sent.push({ count: all.length, held }),
    },
  } as unknown as Publishing;
  return { publishing, store, mapping };
}

/** The list that the command shows. */
async function ask(publishing: Publishing, path = file) {
  await whyNotPublished(publishing, Uri.file(path).toString());
  const [items, options] = editor.choices.at(-1) as readonly [readonly ListedRow[], { readonly placeHolder: string }];
  const rows = items.map(({ label, description = '' }) => `${label} ${description}`.trim());
  return { summary: options.placeHolder, rows, items };
}

interface ListedRow {
  readonly label: string;
  readonly description?: string;
  readonly run?: () => unknown;
}

const long = `/w/site/${'long/'.repeat(220)}a.js`;

/** What is saved in which world, the words for it, and what the row leads to. */
const reasons: readonly (readonly [World, string, RegExp, string])[] = [
  [{ isTrusted: false }, file, /^Nothing is published from an untrusted workspace$/, 'Trust'],
  [{}, '/w/b.html', /^No mapping covers this: b\.html$/, 'Open Mapping File'],
  [{ hasProblems: true }, '/w/b.html', /has invalid entries/, 'Open Mapping File'],
  [{ mapping: { onSave: 'off' } }, file, /^`onSave` of the mapping is off/, 'Open Mapping File'],
  [{}, '/w/site/.env', /may contain secrets or local state/, 'Publish File'],
  [{ mapping: { include: ['*.js'] } }, file, /^`include` of the mapping does not name this file$/, 'Open Mapping File'],
  [{ mapping: { exclude: ['*.html'] } }, file, /^`exclude` .* leaves this file out: \*\.html$/, 'Open Mapping File'],
  [{}, long, /^Not published because the name is not UTF-8 or too long/, ''],
  [{ isSignedIn: false }, file, /^Sign in to publish files on save$/, 'Sign In'],
  [{ consent: 'declined' }, file, /because you declined it$/, 'Allow Publishing on Save…'],
  [{ consent: 'never' }, file, /chose never to be asked/, 'Allow Publishing on Save…'],
  [{ consent: 'unknown' }, file, /^You have not agreed yet/, 'Allow Publishing on Save…'],
  [{ consent: 'unknown', knowsFolder: true }, file, /^You agreed for another account/, 'Allow Publishing on Save…'],
  [{ isPaused: true }, file, /^Publishing is paused/, 'Resume Publishing'],
];

describe('a save that is not published has one line in the log, and the command says the same:', () => {
  test.each(reasons)('%o %s', async (world, path, words, button) => {
    const { publishing } = open(world);
    await publishSaved(publishing, Uri.file(path));
    expect(lines).toHaveLength(1);
    const said = lines[0]!.replace(/^not published: [^:]*: /, '');
    expect(said).toMatch(words);
    expect(sent).toEqual(world.isPaused ? [{ count: 1, held: true }] : sent.filter(({ count }) => count === 0));
    const { summary, rows } = await ask(publishing, path);
    expect(summary).toBe(said);
    expect(rows).toContain(button === '' ? said : `${said} → ${button}`);
  });
});

test('a save that is published has no line', async () => {
  const { publishing } = open();
  await publishSaved(publishing, Uri.file(file));
  expect({ sent, lines }).toEqual({ sent: [{ count: 1, held: false }], lines: [] });
});

test('a save may replace the object that was compared with the file, and no other', async () => {
  const { publishing } = open();
  const requests: Publication[] = [];
  publishing.publisher.enqueue = async (all) => void requests.push(...all);
  await publishSaved(publishing, Uri.file(file));
  publishing.compared.set(requests[0]!.id, 'E1');
  publishing.compared.set('of another file', 'E2');
  await publishSaved(publishing, Uri.file(file));
  expect(requests.map(({ approved }) => approved)).toEqual([undefined, 'E1']);
});

test('every judge reports its findings, in the order of their decisions', async () => {
  const { publishing } = open({ mapping: { onSave: 'off', watch: ['**'] }, isPaused: true });
  expect((await ask(publishing)).rows).toEqual([
    'Not published from this computer yet → Publish File',
    'The workspace is trusted',
    'Mapped to site/a.html',
    expect.stringMatching(/^`onSave` of the mapping is off/),
    'The mapping includes the file',
    'Changes by other programs are published too',
    'Signed in: 1 · Entered AccessKey',
    'You have agreed to publish from this folder',
    expect.stringMatching(/→ Resume Publishing$/),
  ]);
});

test('a finding for external changes only is shown but is not the reason for a save', async () => {
  const { publishing } = open();
  const { summary, rows } = await ask(publishing, '/w/site/a.js.map');
  expect(summary).toBe('Not published from this computer yet');
  expect(rows).toContainEqual(expect.stringMatching(/^Source maps that another program writes .* → Publish Folder…$/));
  expect(rows).toContainEqual(expect.stringMatching(/^Changes by other programs are not published/));
});

describe('of a file that was requested the command says', () => {
  const entryOf = (mapping: Mapping, more: EntryFields): Entry => {
    const place = { accountId: '1', workspaceRoot: '/w', root: '/w/site', mapping };
    return entryFor(toPublication(place, 'a.html')!, { at: 0, ...more });
  };
  const secret = { kind: 'error', error: new AppError('badFile', { code: 'secret', subject: 'site/a.html' }) } as const;

  test.each<[string, EntryFields]>([
    ['Uploading', {}],
    ['Refreshing', { stage: 'task' }],
    ['On hold', { stage: 'held' }],
    ['Changed in the bucket outside this extension', { stage: 'conflict', remote: { etag: 'B' } }],
    ['Failed', { stage: 'failed', cause: secret }],
  ])('that it is: %s', async (words, more) => {
    const { publishing, store, mapping } = open();
    await store.write(({ entries }) => entries.put(entryOf(mapping, more)));
    const { summary, rows } = await ask(publishing);
    expect(summary).toBe(words);
    expect(rows[0]).toBe(`${words} → Show Publishing Status`);
  });

  test.each([
    ['The bucket has it as it is on disk', 5, 'Check What the Edge Serves'],
    ['Changed on disk since it was published', 4, 'Publish File'],
  ])('that it was: %s', async (words, mtimeMs, button) => {
    const { publishing, store } = open();
    const record = { etag: 'A', size: 1, md5: 'A', mtimeMs, rules: '', acl: 'private', seenAt: 0 } as const;
    await store.write(({ ledger }) => void ledger.set(bucket, 'a.html', record));
    const { rows } = await ask(publishing);
    expect(rows[0]).toMatch(new RegExp(`^${words}, last checked at .* → ${button}$`));
  });
});

test('each row leads to what resolves it', async () => {
  const { publishing } = open({ isSignedIn: false, isPaused: true, mapping: { onSave: 'off' } });
  for (const { run } of (await ask(publishing)).items) await run?.();
  expect(editor.ran).toEqual([
    ['ossCdn.publishFile', 'file:///w/site/a.html'],
    ['ossCdn.openMapping'],
    ['ossCdn.openMapping'],
    ['ossCdn.signIn'],
    ['ossCdn.resumePublishing'],
  ]);
});

test('without a file the user is asked to open one', async () => {
  await whyNotPublished(open().publishing, undefined);
  expect(editor.shown.map(({ text }) => text)).toEqual(['Open a file of a mapped folder first']);
});
