import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Uri } from 'vscode';
import type { PublishingFeature } from '../../../../../src/features/publishing/publishingFeature.js';
import { eventually } from '../../../../support/eventually.js';
import { editor, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { disk, notifyWatchers } from '../../../../support/fakeWorkspace.js';
import { createMemoryCloud, type MemoryCloud } from '../../../../support/memoryCloud.js';
import { createSharedStore } from '../../../../support/memoryStore.js';
import { openPublishingWindow } from '../../../../support/publishingWindow.js';
import { createVirtualClock, type VirtualClock } from '../../../../support/virtualClock.js';

let top: string;
let clock: VirtualClock;
let cloud: MemoryCloud;
let feature: PublishingFeature;

const stored = () => [...(cloud.state.buckets.get('my-site')?.objects.keys() ?? [])].sort();

/** Writes a file on disk, where the editor finds it too. */
function write(label: string): void {
  const path = join(top, label);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, label);
  disk.files.set(path, label);
}

/** Writes a file whose name is Latin-1. */
function writeLatin(folder: string): void {
  mkdirSync(join(top, folder), { recursive: true });
  writeFileSync(
    Buffer.concat([Buffer.from(`${join(top, folder)}/caf`), Buffer.from([0xe9]), Buffer.from('.html')]),
    'x',
  );
}

function rename(before: string, after: string): void {
  renameSync(join(top, before), join(top, after));
  for (const [path, text] of [...disk.files].filter(([each]) => `${each}/`.startsWith(`${join(top, before)}/`))) {
    disk.files.delete(path);
    disk.files.set(join(top, after) + path.slice(join(top, before).length), text);
  }
}

/** Tells of a rename as the watchers of VS Code do. */
function report(before: string, after: string): void {
  notifyWatchers('deleted', join(top, before));
  notifyWatchers('created', join(top, after));
}

async function until(isSo: () => void): Promise<void> {
  await eventually(async () => {
    await clock.advance(500);
    isSo();
  });
}

const uriOf = (label: string) => Uri.file(join(top, label));

/** Opens a window with a mapping of dist whose files are published, also when other programs change them. */
async function open(): Promise<void> {
  write('dist/index.html');
  const mapping = {
    folder: 'dist',
    bucket: 'my-site',
    region: 'cn-hangzhou',
    domains: ['img.example.com'],
    watch: ['**'],
  };
  write('.vscode/oss-cdn.json');
  writeFileSync(join(top, '.vscode/oss-cdn.json'), JSON.stringify({ mappings: [mapping] }));
  cloud = createMemoryCloud();
  cloud.addBucket('my-site');
  feature = openPublishingWindow(top, { clock, cloud, store: createSharedStore(clock).window('a'), kept: new Map() });
  editor.press = (button) => button === 'Publish';
  await feature.onSaved(uriOf('dist/index.html'));
  await until(() => expect(stored()).toEqual(['index.html']));
  editor.shown = [];
}

beforeEach(() => {
  resetEditor();
  clock = createVirtualClock();
  top = realpathSync(mkdtempSync(join(tmpdir(), 'names-')));
});
afterEach(() => {
  feature.dispose();
  rmSync(top, { recursive: true });
});

// Other systems have only names that are Unicode.
describe.runIf(process.platform === 'linux')('names in Latin-1', () => {
  const told = (label: string) => [
    `Not published because the name is not UTF-8 or too long for an object. Rename the files to publish them. Files: 1, the first: ${label}`,
  ];

  test('a file with a name outside UTF-8 is reported when its folder is renamed in the editor, and the others are published', async () => {
    await open();
    write('dist/old/a.html');
    writeLatin('dist/old');
    rename('dist/old', 'dist/new');
    await feature.onRenamed([{ oldUri: uriOf('dist/old'), newUri: uriOf('dist/new') }]);
    expect(shownTexts()).toEqual(told('dist/new/caf\ufffd.html'));
    await until(() => expect(stored()).toEqual(['index.html', 'new/a.html']));
  });

  test('a file with a name outside UTF-8 is reported when its folder appears, and the others are published', async () => {
    await open();
    write('dist/built/a.html');
    writeLatin('dist/built');
    notifyWatchers('created', join(top, 'dist/built'));
    await until(() => expect(shownTexts()).toEqual(told('dist/built/caf\ufffd.html')));
    await until(() => expect(stored()).toEqual(['built/a.html', 'index.html']));
  });

  test('a file with a name outside UTF-8 is reported when it appears alone', async () => {
    await open();
    writeLatin('dist');
    notifyWatchers('created', join(top, 'dist/caf\ufffd.html'));
    await until(() => expect(shownTexts()).toEqual(told('dist/caf\ufffd.html')));
  });

  test('a file with a name outside UTF-8 is reported when its folder is selected for Publish File', async () => {
    await open();
    write('dist/part/a.html');
    writeLatin('dist/part');
    await feature.publishFile([uriOf('dist/part').toString()]);
    expect(shownTexts()).toEqual(told('dist/part/caf\ufffd.html'));
    await until(() => expect(stored()).toEqual(['index.html', 'part/a.html']));
  });
});

describe('names in another case', () => {
  const told = (label: string) => [
    expect.stringMatching(new RegExp(`^Renamed outside the editor by capitalization only.*: 1, the first: ${label}$`)),
  ];

  test.each([
    ['file', 'dist/index.html', 'dist/Index.html', ['Index.html', 'index.html']],
    ['folder', 'dist/css', 'dist/CSS', ['CSS/a.css', 'css/a.css', 'index.html']],
  ])(
    'a rename by case only of a %s by another program is told of, with what is published under its old name',
    async (_what, before, after, now) => {
      await open();
      write('dist/css/a.css');
      await feature.onSaved(uriOf('dist/css/a.css'));
      await until(() => expect(stored()).toContain('css/a.css'));
      rename(before, after);
      report(before, after);
      await until(() => expect(shownTexts()).toEqual(told(before)));
      // The new name is published as the mapping says; nothing outside of the editor deletes the old one.
      await until(() => expect(stored()).toEqual(expect.arrayContaining(now)));
    },
  );

  test.each<[string, () => Promise<void>]>([
    [
      'in the editor',
      async () => {
        const [oldUri, newUri] = [uriOf('dist/index.html'), uriOf('dist/Index.html')];
        rename('dist/index.html', 'dist/Index.html');
        await feature.onRenamed([{ oldUri, newUri }]);
        report('dist/index.html', 'dist/Index.html');
      },
    ],
    [
      'of a file that was not published',
      async () => {
        write('dist/other.html');
        rename('dist/other.html', 'dist/Other.html');
        report('dist/other.html', 'dist/Other.html');
        await until(() => expect(stored()).toContain('Other.html'));
      },
    ],
    ['and back, as when a build rewrites its files', async () => report('dist/index.html', 'dist/index.html')],
  ])('a rename by case only %s is not reported', async (_how, act) => {
    await open();
    await act();
    // What comes after it has been worked on.
    write('dist/last.html');
    notifyWatchers('created', join(top, 'dist/last.html'));
    await until(() => expect(stored()).toContain('last.html'));
    expect(shownTexts().filter((text) => text.startsWith('Renamed outside'))).toEqual([]);
  });

  test('a rename in the editor that was not by case only hides none that another program makes later', async () => {
    await open();
    const [oldUri, newUri] = [uriOf('dist/index.html'), uriOf('dist/page.html')];
    rename('dist/index.html', 'dist/page.html');
    await feature.onRenamed([{ oldUri, newUri }]);
    report('dist/index.html', 'dist/page.html');
    await until(() => expect(stored()).toContain('page.html'));
    rename('dist/page.html', 'dist/PAGE.html');
    report('dist/page.html', 'dist/PAGE.html');
    await until(() => expect(stored()).toContain('PAGE.html'));
    rename('dist/PAGE.html', 'dist/page.html');
    report('dist/PAGE.html', 'dist/page.html');
    await until(() => expect(shownTexts()).toEqual(expect.arrayContaining(told('dist/PAGE.html'))));
  });
});
