import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Uri } from 'vscode';
import { systemClock } from '../../../../src/disk/clock.js';
import type { PublishingFeature } from '../../../../src/features/publishing/publishingFeature.js';
import { eventually } from '../../../support/eventually.js';
import { editor, modalTexts, resetEditor } from '../../../support/fakeVscode.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';
import { createSharedStore } from '../../../support/memoryStore.js';
import { openPublishingWindow } from '../../../support/publishingWindow.js';

const mapping = { folder: 'dist', bucket: 'my-site', region: 'cn-hangzhou', domains: ['img.example.com'] };
const token = ['ghp', 'Zk9xT1rVdWm0aYc5HnUoJsLg2PeQwXiRfCtD'].join('_');

let site: string;
let cloud: MemoryCloud;
let kept: Map<string, unknown>;
let feature: PublishingFeature;

beforeEach(() => {
  resetEditor();
  site = realpathSync(mkdtempSync(join(tmpdir(), 'oss-cdn-allow-')));
  for (const inner of ['.vscode', 'dist']) mkdirSync(join(site, inner));
  writeFileSync(join(site, '.vscode/oss-cdn.json'), JSON.stringify({ mappings: [mapping] }));
  cloud = createMemoryCloud();
  cloud.addBucket('my-site');
  kept = new Map();
  feature = openPublishingWindow(site, { clock: systemClock, cloud, store: createSharedStore().window('w'), kept });
  editor.press = (button) => button === 'Publish' || button === 'Publish Anyway';
});
afterEach(() => {
  feature.dispose();
  rmSync(site, { recursive: true, force: true });
});

async function save(text: string): Promise<void> {
  writeFileSync(join(site, 'dist/a.js'), text);
  await feature.onSaved(Uri.file(join(site, 'dist/a.js')));
}
const stored = () => Buffer.from(cloud.state.buckets.get('my-site')?.objects.get('a.js')?.body ?? []).toString();
const failed = () => feature.publishing.publisher.list({ stages: ['failed'] });
const questions = () => modalTexts().filter((text) => text.includes('What it looks like:'));

interface Row {
  readonly label: string;
  readonly detail?: string;
  readonly buttons?: readonly { readonly tooltip?: string }[];
}

/** The row of the file in the list behind the status bar, and what presses a button of it. */
function openList(): { readonly detail: string | undefined; press(name: string): void } {
  feature.show();
  const pick = editor.picks.at(-1);
  const item = pick?.items.find(({ label }) => label.endsWith('dist/a.js')) as Row | undefined;
  return {
    detail: item?.detail,
    press: (name) => pick?.fire('itemButton', { item, button: item?.buttons?.find(({ tooltip }) => tooltip === name) }),
  };
}

test('a refused file lists its findings with their places, and is published while it is allowed', async () => {
  await save(`const a = 1;\nconst token = '${token}';\n`);
  await eventually(() => expect(failed()).toHaveLength(1));
  const row = openList();
  expect(row.detail).toBe(
    'Not published because the content looks like a secret (line 2: a token of GitHub): dist/a.js',
  );
  row.press('Allow This File…');
  await eventually(() => expect(stored()).toContain(token));
  expect(questions().map((text) => text.split('\n')[2])).toEqual(['line 2: a token of GitHub']);

  await save(`const token = '${token}'; // again\n`);
  await eventually(() => expect(stored()).toContain('again'));
  expect(questions()).toHaveLength(1);

  await feature.revokeConsent();
  expect(kept.get('publishingAllowedFiles')).toBeUndefined();
  await save(`const token = '${token}'; // once more\n`);
  await eventually(() => expect(failed()).toHaveLength(1));
  expect(stored()).toContain('again');
});

test('no file of a repository can allow a secret file', async () => {
  const allowed = { [`${site}/dist/a.js`]: ['name', 'token/GitHub', 'secret'], 'dist/a.js': ['token/GitHub'] };
  const settings = { 'ossCdn.publishingAllowedFiles': allowed, publishingAllowedFiles: allowed, allowed };
  writeFileSync(join(site, '.vscode/settings.json'), JSON.stringify(settings));
  const more = { ...settings, allowed: ['token/GitHub'], named: true };
  writeFileSync(join(site, '.vscode/oss-cdn.json'), JSON.stringify({ mappings: [{ ...mapping }], ...more }));
  await save(`const token = '${token}';\n`);
  await eventually(() => expect(failed().length + Number(stored() !== '')).toBe(1));
  expect(stored()).toBe('');
});
