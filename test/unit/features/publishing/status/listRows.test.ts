import { beforeEach, expect, test } from 'vitest';
import { ConsentLedger } from '../../../../../src/core/publishing/mapping/consent.js';
import type { CompletionKind, PublishAct } from '../../../../../src/core/publishing/publication.js';
import type { Publishing } from '../../../../../src/features/publishing/services.js';
import { ConsentPrompt } from '../../../../../src/features/publishing/state/consentPrompt.js';
import { RecentWork } from '../../../../../src/features/publishing/state/recentWork.js';
import {
  type ListRow,
  listActions,
  listRecent,
  listTasks,
  listWayBack,
} from '../../../../../src/features/publishing/status/queueList.js';
import { bucket, entryOf } from '../../../../contract/conformance/storeFixture.js';
import { editor, resetEditor, shownTexts, Uri } from '../../../../support/fakeVscode.js';
import { createSharedStore } from '../../../../support/memoryStore.js';

const at = new Date(2026, 10, 26, 6, 59, 56).getTime();
let publishing: Publishing;
let isPaused: boolean;
let count: Record<string, number>;

const createConsentDeps = () => ({
  clock: { now: () => at, sleep: async () => undefined },
  store: createSharedStore().window('w'),
  listDomains: async () => [],
});

beforeEach(() => {
  resetEditor();
  [isPaused, count] = [false, {}];
  const kept = new Map<string, unknown>();
  const memory = {
    get: <T>(key: string) => kept.get(key) as T | undefined,
    set: async (key: string, value: unknown) => void kept.set(key, value),
  };
  const consents = new ConsentLedger(memory, 'consents');
  const mapping = { folder: 'css', bucket, prefix: '', domains: [], onSave: 'publish' } as const;
  const pause = {
    get isOn() {
      return isPaused;
    },
  };
  publishing = {
    consents,
    consentPrompt: new ConsentPrompt(consents, createConsentDeps()),
    mappingStore: {
      folders: [{ folder: { uri: Uri.file('/w') }, mapping }],
      repositoryOf: () => '',
      identify: async () => undefined,
    },
    recentWork: new RecentWork({ now: () => at }),
    publisher: { state: { kind: 'idle' }, count: () => count, list: () => [] },
    pause,
    deps: { session: { account: { id: '1' } }, clock: { now: () => at } },
  } as unknown as Publishing;
});

const labels = (rows: readonly ListRow[]) => rows.map(({ label }) => label.replace(/^\$\(.+?\) /, ''));

async function save(answer: string): Promise<void> {
  const [folder] = publishing.mappingStore.folders;
  if (!folder) throw new Error('no folder');
  const subject = { workspace: folder.folder.uri.toString(), repository: '', accountId: '1' };
  editor.press = (button) => button === answer;
  await publishing.consentPrompt.isGiven({ ...subject, mapping: folder.mapping, act: 'upload' }, false);
}

test.each(['Not Now', 'Never for This Folder'])('after %s the list has a row that asks again', async (answer) => {
  expect(listWayBack(publishing)).toEqual([]);
  await save(answer);
  const [row, ...others] = listWayBack(publishing);
  expect({ labels: labels(row ? [row] : []), others }).toEqual({ labels: ['Allow Publishing on Save…'], others: [] });
  editor.press = (button) => button === 'Publish';
  await row?.run?.();
  expect(shownTexts().slice(2)).toEqual([
    'Files are uploaded from now on when they are saved. Publish the others of “css” too?\n[Publish Folder…]',
  ]);
  expect(editor.ran).toEqual([]);
  expect(listWayBack(publishing)).toEqual([]);
});

test('once publishing on save is allowed after all, Publish Folder uploads what the folder holds already', async () => {
  await save('Not Now');
  editor.press = (button) => ['Publish', 'Publish Folder…'].includes(button);
  await listWayBack(publishing)[0]?.run?.();
  expect(editor.ran).toEqual([['ossCdn.publishFolder', undefined, ['file:///w/css']]]);
});

test('nothing is offered where the user declines again', async () => {
  await save('Not Now');
  editor.press = () => false;
  await listWayBack(publishing)[0]?.run?.();
  expect(editor.shown).toHaveLength(2);
});

function end(key: string, as: CompletionKind, act?: PublishAct): void {
  const { publication } = entryOf(key, {}, act && { act });
  publishing.recentWork.addCompletion({ publication, as, at });
}

test('completed entries are listed with their time, the newest first, and can be opened and copied', async () => {
  end('a.css', 'fresh');
  end('b.css', 'unproven');
  end('c.css', 'fresh', 'delete');
  end('d.css', 'unchanged');
  end('e.css', 'cancelled');
  const rows = listRecent(publishing);
  expect(rows.map((row) => `${labels([row])} ${row.description?.replace(/\s/g, ' ')}`)).toEqual([
    'dist/c.css deleted at 06:59:56 AM',
    'dist/b.css refreshed at 06:59:56 AM, not confirmed at the edge',
    'dist/a.css fresh since 06:59:56 AM',
  ]);
  const fresh = rows.at(-1);
  expect(fresh?.buttons?.map(({ tooltip }) => tooltip)).toEqual(['Open', 'Copy URL']);
  await fresh?.run?.();
  await fresh?.buttons?.[1]?.run();
  expect(editor.ran).toEqual([
    ['ossCdn.openAtCdn', { bucket, key: 'a.css' }],
    ['ossCdn.copyCdnUrl', { bucket, key: 'a.css' }],
  ]);
  expect(rows[0]?.buttons).toBeUndefined();
});

test('only the newest completed entries are kept, each once', () => {
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'a']) end(key, 'fresh');
  expect(labels(listRecent(publishing))).toEqual(['dist/a', 'dist/f', 'dist/e', 'dist/d', 'dist/c']);
});

test('waiting for a manual refresh in the list can be ended', async () => {
  const task = {
    kind: 'refresh',
    text: 'Refreshing: u',
    done: 'Refreshed: u',
    usual: 'usually 5 to 6 minutes',
  } as const;
  const following = publishing.recentWork.follow(task, async (report, signal) => {
    report(40);
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    signal.throwIfAborted();
  });
  const [row] = listTasks(publishing);
  expect({ labels: labels(row ? [row] : []), description: row?.description }).toEqual({
    labels: ['Refreshing: u'],
    description: '40 %',
  });
  expect(row?.buttons?.map(({ tooltip }) => tooltip)).toEqual(['Stop Waiting']);
  await row?.buttons?.[0]?.run();
  expect(await following).toBeUndefined();
  expect({ tasks: listTasks(publishing), recent: listRecent(publishing) }).toEqual({ tasks: [], recent: [] });
});

test('the next possible actions come first, and those that stop publishing last', () => {
  count = { held: 1, send: 1 };
  const actions = labels(listActions(publishing));
  expect(actions.slice(0, 4)).toEqual(['Publish Held Files', 'Discard Held Files', 'Publish File', 'Publish Folder…']);
  expect(actions.slice(-3)).toEqual(['Cancel All', 'Revoke Consent to Publish', 'Pause Publishing']);
  isPaused = true;
  expect(labels(listActions(publishing))[0]).toBe('Resume Publishing');
  expect(labels(listActions(publishing))).not.toContain('Pause Publishing');
});
