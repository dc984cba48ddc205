import { beforeEach, expect, test } from 'vitest';
import { toPublication } from '../../../../../src/core/publishing/mapping/toPublication.js';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import type { EntryAt, UserCommand } from '../../../../../src/core/publishing/queueEntry.js';
import type { Publishing } from '../../../../../src/features/publishing/services.js';
import {
  conflictText,
  overwriteAllLabel,
  registerConflictPrompt,
} from '../../../../../src/features/publishing/status/conflictPrompt.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';

const mapping = {
  folder: 'css',
  bucket: { name: 'site', region: 'cn-hangzhou' },
  prefix: 'css/',
  domains: ['img.example.com'],
  onSave: 'publish',
} as const;
const publication = toPublication({ accountId: '1', workspaceRoot: '/w', root: '/w/css', mapping }, 'a.css')!;

type Entry = EntryAt<'conflict'>;

let questions: ((chosen: string | undefined) => void)[];
let entries: Entry[];
let commands: UserCommand[];
/** What was shown beside its file, and what the next save may replace. */
let shown: Publication[];
let compared: Map<string, string>;
let change: () => void;
let update: () => Promise<void>;

beforeEach(() => {
  resetEditor();
  questions = [];
  editor.answer = () => new Promise((answer) => void questions.push(answer));
  [entries, commands, shown, compared] = [[], [], [], new Map()];
  const publisher = {
    list: ({ stages }: { stages: readonly Entry['stage'][] }) => entries.filter(({ stage }) => stages.includes(stage)),
    execute: async (command: UserCommand) => {
      commands.push(command);
      if (command.kind === 'skip') entries = [];
    },
    onDidChange: (listener: () => void) => {
      change = listener;
      return { dispose: () => undefined };
    },
  };
  const deps = {
    session: {
      cloud: async () => ({ oss: { readServerTime: async () => 0, listObjects: async () => ({ objects: [] }) } }),
    },
    clock: { now: () => 0 },
    log: { debug: () => undefined },
  };
  const bucketDocuments = { compare: async (each: Publication) => void shown.push(each) };
  const placeHeads = { learn: async () => undefined };
  registerConflictPrompt({ publisher, deps, bucketDocuments, compared, placeHeads } as unknown as Publishing);
  update = async () => {
    change();
    await new Promise(setImmediate);
  };
});

function conflict(version: number, etag = 'E'): Entry {
  return { publication, version, at: version, stage: 'conflict', owesRefresh: false, remote: { etag } };
}

async function answer(chosen: string | undefined): Promise<void> {
  questions.at(-1)?.(chosen);
  await update();
}

test.each([['Skip'], [undefined]])('after %s the next save of the same object is asked about again', async (chosen) => {
  entries = [conflict(1)];
  await update();
  expect(questions).toHaveLength(1);
  await answer(chosen);
  expect(commands.map(({ kind }) => kind)).toEqual(chosen ? ['skip'] : []);
  entries = [conflict(2)];
  await update();
  expect(questions).toHaveLength(2);
});

test('after Compare the question stays, and the next save may replace the object that was shown', async () => {
  entries = [conflict(1, 'E1')];
  await update();
  await answer('Compare');
  expect([questions.length, shown, [...compared]]).toEqual([2, [publication], [[publication.id, 'E1']]]);
  expect(commands).toEqual([]);
});

test('a save is asked about once, however often other entries change', async () => {
  entries = [conflict(1)];
  await update();
  await answer(undefined);
  await update();
  expect(questions).toHaveLength(1);
});

test('another change of the object in the bucket is another question', async () => {
  entries = [conflict(1)];
  await update();
  await answer(undefined);
  entries = [conflict(1, 'F')];
  await update();
  expect(questions).toHaveLength(2);
});

test('an open question does not prevent another one, and is part of the next', async () => {
  const second = { ...conflict(1), publication: { ...publication, id: 'other', label: 'b.css' } } as Entry;
  entries = [conflict(1)];
  await update();
  entries = [conflict(1), second];
  await update();
  expect(questions).toHaveLength(2);
  await answer('Skip All');
  expect(commands).toMatchObject([{ kind: 'skip', ids: [publication.id, 'other'] }]);
  await update();
  expect(questions).toHaveLength(2);
});

test('an unanswered conflict is no part of a later question', async () => {
  const second = { ...conflict(1), publication: { ...publication, id: 'other', label: 'b.css' } } as Entry;
  entries = [conflict(1)];
  await update();
  await answer(undefined);
  entries = [conflict(1), second];
  await update();
  await answer('Skip');
  expect(commands).toMatchObject([{ kind: 'skip', ids: ['other'] }]);
});

test('an object that another author changed is asked about while the question about its place is open', async () => {
  const unknown = {
    ...conflict(1),
    publication: { ...publication, id: 'other' },
    remote: { etag: 'E', isUnknown: true },
  };
  entries = [conflict(1), unknown as Entry];
  await update();
  await update();
  expect(editor.shown.map(({ text }) => text).sort()).toEqual([
    'Files in site/css/ were not published from this computer',
    'This object was changed in the bucket outside this extension: css/a.css',
  ]);
});

function entry(key: string, etag: string | undefined, act: Publication['act'] = 'upload'): Entry {
  const bucket = { name: 'my-site', region: 'cn-hangzhou' };
  const place = { path: `/w/${key}`, workspaceRoot: '/w', root: '/w', label: key, accountId: '1', bucket, domains: [] };
  const remote = etag === undefined ? {} : { etag };
  const publication = { ...place, id: key, key, act };
  return { publication, version: 1, at: 1, stage: 'conflict', owesRefresh: false, remote };
}

const [changed, gone, kept] = [entry('a', 'E'), entry('b', undefined), entry('c', 'E', 'delete')];

test.each([
  [[changed], 'This object was changed in the bucket outside this extension: a', 'Overwrite'],
  [[gone], 'This object was deleted from the bucket outside this extension: b', 'Overwrite'],
  [[kept], 'This object was changed in the bucket outside this extension: c', 'Delete Anyway'],
  [[changed, changed], 'Objects were changed in the bucket outside this extension', 'Overwrite All'],
  [[gone, gone], 'Objects were deleted from the bucket outside this extension', 'Overwrite All'],
  [[changed, gone], 'Objects were changed or deleted in the bucket outside this extension', 'Overwrite All'],
  [[kept, gone], 'Objects were changed or deleted in the bucket outside this extension', 'Overwrite and Delete All'],
  [[kept, kept], 'Objects were changed in the bucket outside this extension', 'Delete All Anyway'],
])('each kind of conflict has its own text: %#', (entries, text, label) => {
  expect({ text: conflictText(entries), label: overwriteAllLabel(entries) }).toEqual({ text, label });
});
