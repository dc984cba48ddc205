import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Uri } from 'vscode';
import { systemClock } from '../../../../src/disk/clock.js';
import type { PublishingFeature } from '../../../../src/features/publishing/publishingFeature.js';
import { consentsKey } from '../../../../src/host/stateKeys.js';
import { eventually } from '../../../support/eventually.js';
import { editor, resetEditor, type ShownMessage } from '../../../support/fakeVscode.js';
import { notifyWatchers } from '../../../support/fakeWorkspace.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';
import { createSharedStore, type MemoryStore } from '../../../support/memoryStore.js';
import { openPublishingWindow } from '../../../support/publishingWindow.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const mapping = { folder: 'dist', bucket: bucket.name, region: bucket.region, domains: ['img.example.com'] };

let top: string;
let site: string;
let cloud: MemoryCloud;
let store: MemoryStore;
let kept: Map<string, unknown>;
let feature: PublishingFeature | undefined;

function git(folder: string, ...args: readonly string[]): void {
  execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
}

/** Makes a repository of this origin; all of them have the same files and the same mapping. */
function makeRepository(folder: string, origin: string): void {
  for (const inner of ['.vscode', 'dist']) mkdirSync(join(folder, inner), { recursive: true });
  writeFileSync(join(folder, '.vscode/oss-cdn.json'), JSON.stringify({ mappings: [mapping] }));
  for (const name of ['a.html', 'b.html']) writeFileSync(join(folder, 'dist', name), `${origin} ${name}`);
  git(folder, 'init');
  git(folder, 'remote', 'add', 'origin', `https://${origin}.example.com/site.git`);
}

/** Opens the folder in a window of the same user, whose consents are kept. */
function openWindow(folder: string): void {
  feature = openPublishingWindow(folder, { clock: systemClock, cloud, store, kept });
}

function reopen(folder: string): void {
  feature?.dispose();
  openWindow(folder);
}

const save = (folder: string, name: string) => feature?.onSaved(Uri.file(join(folder, 'dist', name)));
const questions = () => editor.shown.filter(({ detail }) => detail.includes('Bucket: my-site'));
const stored = () => [...(cloud.state.buckets.get(bucket.name)?.objects.keys() ?? [])];
/** What is not sent yet; a refresh of what is in the bucket may still be due. */
const waiting = () => {
  const entries = feature?.publishing.publisher.list({ stages: ['send', 'held', 'conflict', 'failed'] });
  return entries?.map(({ publication: { key } }) => key);
};

/** The user presses this button of each question to publish. */
function answer(button: string): void {
  editor.press = (each, { detail }: ShownMessage) => detail !== '' && each === button;
}

/** Saves a file for the first time, to which the user agrees. */
async function agree(): Promise<void> {
  openWindow(site);
  answer('Publish');
  await save(site, 'a.html');
  await eventually(() => expect(stored()).toEqual(['a.html']));
  expect(questions()).toHaveLength(1);
  editor.shown = [];
  answer('Not Now');
}

beforeEach(() => {
  resetEditor();
  top = realpathSync(mkdtempSync(join(tmpdir(), 'exchanged-')));
  site = join(top, 'site');
  makeRepository(site, 'ours');
  makeRepository(join(top, 'other'), 'theirs');
  cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  // Or its refresh fails soon after an upload, and counts as waiting.
  for (const domain of mapping.domains) cloud.addDomain(domain, bucket.name);
  store = createSharedStore().window('a');
  kept = new Map();
});
afterEach(() => {
  feature?.dispose();
  feature = undefined;
  rmSync(top, { recursive: true });
});

/** What takes the place of the repository at the same path. */
const exchanges: Readonly<Record<string, () => void>> = {
  'another repository': () => {
    renameSync(site, join(top, 'gone'));
    renameSync(join(top, 'other'), site);
  },
  'the history of another one': () => {
    rmSync(join(site, '.git'), { recursive: true });
    cpSync(join(top, 'other/.git'), join(site, '.git'), { recursive: true });
  },
  'one with another origin': () => git(site, 'remote', 'set-url', 'origin', 'https://theirs.example.com/site.git'),
  'one with a further remote': () => git(site, 'remote', 'add', 'more', 'https://theirs.example.com/site.git'),
  'a folder without a repository': () => rmSync(join(site, '.git'), { recursive: true }),
};

describe.each(Object.entries(exchanges))('when %s takes the place of a repository', (_name, exchange) => {
  test('the next save asks again, and nothing is uploaded while the question is open or after a refusal', async () => {
    await agree();
    exchange();
    let refuse: (button: string) => void = () => undefined;
    const refused = new Promise<string>((resolve) => {
      refuse = resolve;
    });
    editor.answer = () => refused;
    const saved = save(site, 'b.html');
    await eventually(() => expect(questions()).toHaveLength(1));
    expect({ stored: stored(), waiting: waiting() }).toEqual({ stored: ['a.html'], waiting: [] });
    refuse('Not Now');
    await saved;
    await save(site, 'b.html');
    await feature?.publishing.publisher.settle();
    expect({ asked: questions().length, stored: stored(), waiting: waiting() }).toEqual({
      asked: 1,
      stored: ['a.html'],
      waiting: [],
    });
  });

  test('a file in a repository that was replaced is published once the user agrees again', async () => {
    await agree();
    exchange();
    answer('Publish');
    await save(site, 'b.html');
    await eventually(() => expect(stored()).toEqual(['a.html', 'b.html']));
    expect(questions()).toHaveLength(1);
  });
});

test.each<[keyof typeof exchanges, string, () => unknown]>([
  ['another repository', 'the next save', () => save(site, 'a.html')],
  ['another repository', 'the watcher', () => notifyWatchers('changed', join(site, '.vscode/oss-cdn.json'))],
  ['another repository', 'the next window', () => reopen(site)],
  ['one with another origin', 'the next save', () => save(site, 'a.html')],
  ['one with another origin', 'the next window', () => reopen(site)],
])(
  'waiting entries are cancelled when %s takes the place, and reported once, as soon as %s shows it',
  async (name, _what, show) => {
    await agree();
    await feature?.setPaused(true);
    await save(site, 'b.html');
    await eventually(() => expect(waiting()).toEqual(['b.html']));
    exchanges[name]?.();
    await show();
    const told = () => editor.shown.filter(({ text }) => /^The repository in this folder has changed.*: 1$/.test(text));
    await eventually(() => expect({ waiting: waiting(), told: told().length }).toEqual({ waiting: [], told: 1 }));
    expect({ buttons: told()[0]?.buttons, stored: stored() }).toEqual({ buttons: ['Publish'], stored: ['a.html'] });
  },
);

test('entries without a consent, as in a copied store, are not sent, and the user gets the reason', async () => {
  await agree();
  await feature?.setPaused(true);
  await save(site, 'b.html');
  await eventually(() => expect(waiting()).toEqual(['b.html']));
  kept.delete(consentsKey);
  await store.write((tx) => tx.setNote('consents', '{}'));
  reopen(site);
  const told = () => editor.shown.filter(({ text }) => /^No consent to publish from this folder.*: 1$/.test(text));
  await eventually(() => expect({ waiting: waiting(), told: told().length }).toEqual({ waiting: [], told: 1 }));
  expect({ buttons: told()[0]?.buttons, stored: stored() }).toEqual({ buttons: ['Publish'], stored: ['a.html'] });
});

test('waiting entries stay after VS Code ended before it stored the consent, and the next save asks nothing', async () => {
  await agree();
  await feature?.setPaused(true);
  await save(site, 'b.html');
  await eventually(() => expect(waiting()).toEqual(['b.html']));
  kept.delete(consentsKey);
  reopen(site);
  await save(site, 'c.html');
  await eventually(() => expect(waiting()).toEqual(['b.html', 'c.html']));
  expect({ asked: questions().length, shown: editor.shown.filter(({ kind }) => kind === 'warning') }).toEqual({
    asked: 0,
    shown: [],
  });
});

test('a save in the same repository asks nothing, and its waiting entries stay', async () => {
  await agree();
  writeFileSync(join(site, '.git/description'), 'changed');
  await feature?.setPaused(true);
  await save(site, 'b.html');
  await eventually(() => expect(waiting()).toEqual(['b.html']));
  reopen(site);
  // With the next save the repository is looked at.
  await save(site, 'c.html');
  await eventually(() => expect(waiting()).toEqual(['b.html', 'c.html']));
  expect(editor.shown.filter(({ kind }) => kind === 'warning')).toEqual([]);
});

test('the same repository at another path asks again', async () => {
  await agree();
  const moved = join(top, 'moved');
  renameSync(site, moved);
  reopen(moved);
  await save(moved, 'b.html');
  expect({ asked: questions().length, stored: stored() }).toEqual({ asked: 1, stored: ['a.html'] });
});
