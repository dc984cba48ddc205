import { createHash } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { Uri } from 'vscode';
import { findSubject } from '../../../../../src/features/publishing/onSaveConsent.js';
import { publishAll } from '../../../../../src/features/publishing/publishFiles.js';
import { resetEditor } from '../../../../support/fakeVscode.js';
import { disk, notifyWatchers, resetWorkspace } from '../../../../support/fakeWorkspace.js';
import { createMemoryCloud, type MemoryCloud } from '../../../../support/memoryCloud.js';
import { createMemoryFiles, type MemoryFiles } from '../../../../support/memoryFiles.js';
import { isNightly } from '../../../../support/nightly.js';
import { createOnboardingFolder, type OnboardingWindow } from '../../../../support/onboardingFolder.js';
import { long } from '../../../../support/sample.js';
import { createVirtualClock, type VirtualClock } from '../../../../support/virtualClock.js';

const domain = 'img.example.com';
let clock: VirtualClock;
let files: MemoryFiles;
let cloud: MemoryCloud;
let site: ReturnType<typeof createOnboardingFolder>;
let window: OnboardingWindow;

/** What is loaded late is there from the start: the virtual clock waits for no file. */
beforeAll(async () => {
  await import('../../../../../src/core/publishing/engine/engine.js');
  await import('../../../../../src/features/publishing/changes/lostChanges.js');
});
beforeEach(async () => {
  resetEditor();
  resetWorkspace();
  clock = createVirtualClock();
  files = createMemoryFiles(clock);
  cloud = createMemoryCloud();
  cloud.addBucket('site');
  cloud.addDomain(domain, 'site');
  site = createOnboardingFolder({ bucket: 'site', domain }, files);
  site.map({ watch: ['**'] });
  disk.files.set(
    '/w/.vscode/oss-cdn.json',
    Buffer.from((await files.read('/w/.vscode/oss-cdn.json')) ?? '').toString(),
  );
  window = site.openWindow('one', cloud, clock);
  await window.feature.publishing.mappingStore.load();
  await agree();
});
afterEach(() => site.remove());

/** The user agrees to the mapping as it is. */
async function agree(): Promise<void> {
  const { publishing } = window.feature;
  const [folder] = publishing.mappingStore.folders;
  if (!folder) throw new Error('no mapping');
  await publishing.consentPrompt.give(await findSubject(publishing, folder, '1', 'upload'));
  await clock.settle();
}

/** Another program writes a file; whether the watchers tell of it. */
function write(name: string, text: string, isTold: boolean): void {
  const path = `/w/dist/${name}`;
  const isNew = !disk.files.has(path);
  files.save(path, text);
  disk.files.set(path, text);
  if (isTold) notifyWatchers(isNew ? 'created' : 'changed', path);
}

function remove(name: string, isTold: boolean): void {
  const path = `/w/dist/${name}`;
  files.remove(path);
  disk.files.delete(path);
  if (isTold) notifyWatchers('deleted', path);
}

const objects = () => cloud.state.buckets.get('site')?.objects ?? new Map();
const textOf = (key: string) => Buffer.from(objects().get(key)?.body ?? '').toString();

/** What the disk has, and the bucket under the same names. */
function compare() {
  const names = [...disk.files.keys()].filter((path) => path.startsWith('/w/dist/')).map((path) => path.slice(8));
  const of = (read: (name: string) => string) => Object.fromEntries(names.sort().map((name) => [name, read(name)]));
  return { disk: of((name) => disk.files.get(`/w/dist/${name}`) ?? ''), bucket: of(textOf) };
}

it('older files of a new mapping are published with the first reported change', async () => {
  for (const name of ['assets/a.js', 'assets/b.css']) write(name, name, false);
  write('index.html', 'page', true);
  await clock.advance(10_000);
  const { disk: wanted, bucket } = compare();
  expect(bucket).toEqual(wanted);
  expect(Object.keys(bucket)).toHaveLength(3);
});

it('more than 50 lost files wait for the user, with the page that names them', async () => {
  for (let at = 0; at < 60; at++) write(`assets/${at}.js`, `${at}`, false);
  write('index.html', 'page', true);
  await clock.advance(10_000);
  const { publisher } = window.feature.publishing;
  expect({ objects: objects().size, held: publisher.count().held }).toEqual({ objects: 0, held: 61 });
  await publisher.executeAll('publishHeld', clock.now());
  await clock.advance(10_000);
  expect(objects().size).toBe(61);
});

it('files removed outside the editor stay in the bucket and are counted', async () => {
  for (const name of ['a.js', 'b.js', 'c.js']) write(name, name, true);
  await clock.advance(10_000);
  remove('a.js', true);
  remove('b.js', false);
  write('index.html', 'page', true);
  await clock.advance(10_000);
  expect([...objects().keys()].sort()).toEqual(['a.js', 'b.js', 'c.js', 'index.html']);
  const { unpublished, publisher, mappingStore } = window.feature.publishing;
  expect(unpublished.lines).toEqual(['Deleted on disk, still in the bucket: 2 (Publish Folder offers to delete them)']);
  const [file] = [mappingStore.get(Uri.file('/w/dist/a.js'))];
  if (file) await publishAll(window.feature.publishing, [file], { act: 'delete', explicit: true });
  await clock.advance(10_000);
  expect({ removed: unpublished.removed, failed: publisher.count().failed }).toEqual({ removed: 1 });
});

it('a change that the mapping does not watch is reported until it is published', async () => {
  site.map();
  disk.files.set(
    '/w/.vscode/oss-cdn.json',
    Buffer.from((await files.read('/w/.vscode/oss-cdn.json')) ?? '').toString(),
  );
  const { mappingStore, unpublished } = window.feature.publishing;
  await mappingStore.update();
  await agree();
  for (const name of ['a.js', 'a.js.map', '.DS_Store']) write(name, name, true);
  await clock.advance(10_000);
  expect(objects().size).toBe(0);
  expect(unpublished.lines).toEqual(['Changed outside the editor, not published: 1 (not in `watch` of their mapping)']);
  const file = mappingStore.get(Uri.file('/w/dist/a.js'));
  if (file) await publishAll(window.feature.publishing, [file], { explicit: true });
  await clock.advance(10_000);
  expect({ lines: unpublished.lines, objects: objects().size }).toEqual({ lines: [], objects: 1 });
});

const sequences = Number(process.env.OSS_CDN_SEQUENCES ?? (isNightly ? 10_000 : 300));

it('the first of random builds with lost events leave every file in the bucket as on disk', () => build(40));
it(
  `${sequences} random builds with lost events leave every file in the bucket as on disk`,
  {
    ...long,
    timeout: 3_600_000,
  },
  () => build(sequences),
);

/** Plays random builds, and compares bucket and disk after each. */
async function build(count: number): Promise<void> {
  let state = Number(process.env.OSS_CDN_SEED ?? 1);
  const random = (most: number) => {
    state = createHash('md5').update(`${state}`).digest().readUInt32LE(0);
    return state % most;
  };
  const names = ['index.html', 'sw.js', 'a.js', 'b.css', 'img/c.svg', 'assets/d-4f3a9b2c.js', 'docs/e.html', 'f'];
  const removed = new Set<string>();
  const published = new Set<string>();
  for (let sequence = 0; sequence < count; sequence++) {
    for (let event = random(6); event >= 0; event--) {
      const name = names[random(names.length)] ?? '';
      const isTold = random(3) > 0;
      if (random(4) === 0) remove(name, isTold);
      else write(name, `${random(4)}`, isTold);
      if (random(3) === 0) await clock.advance(random(1_500));
    }
    // The end of a build is seen, whatever else was lost.
    write('stamp.txt', `${sequence % 7}`, true);
    await clock.advance(8_000);
    const { disk: wanted, bucket } = compare();
    expect(bucket, `sequence ${sequence}`).toEqual(wanted);
    for (const key of objects().keys()) published.add(key);
    expect([...objects().keys()].sort(), `sequence ${sequence}`).toEqual([...published].sort());
    for (const key of published)
      if (disk.files.has(`/w/dist/${key}`)) removed.delete(key);
      else removed.add(key);
    expect(window.feature.publishing.unpublished.removed, `sequence ${sequence}`).toBe(removed.size);
  }
}
