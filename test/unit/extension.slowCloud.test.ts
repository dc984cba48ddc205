import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ExtensionContext } from 'vscode';
import { root } from '../../scripts/ensure.mjs';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import { systemClock } from '../../src/disk/clock.js';
import { activate, deactivate } from '../../src/extension.js';
import { editor, packageJSON, resetEditor, Uri } from '../support/fakeVscode.js';
import { disk } from '../support/fakeWorkspace.js';
import { createMemoryCloud } from '../support/memoryCloud.js';
import type { VirtualClock } from '../support/virtualClock.js';

/** The whole extension in a window whose cloud takes 3 s for each call, on a virtual clock. */

const slow = vi.hoisted(() => ({ cloud: undefined as unknown }));

vi.mock('../../src/disk/clock.js', async () => {
  const { createVirtualClock } = await import('../support/virtualClock.js');
  return { systemClock: createVirtualClock(), machineName: () => 'computer' };
});
vi.mock('../../src/cloud/createCloud.js', () => ({
  createCloud: () => slow.cloud,
  listProfiles: async () => [],
  readCredentials: async () => ({ accessKeyId: 'LTAI1', accessKeySecret: 'secret' }),
}));

const callMs = 3_000;
/** What VS Code waits before it shows progress in the status bar, of the 300 ms within which something is seen. */
const ownMs = 150;
const clock = systemClock as VirtualClock;
const top = mkdtempSync(join(tmpdir(), 'oss-cdn-slow-'));

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const page = '/w/dist/index.html';
/** What a command is called with on each kind of row, and on files. */
const rowArguments: readonly (readonly [RegExp, unknown])[] = [
  [/domain/, 'www.example.com'],
  [/bucket/, bucket],
  [/object|folder/, { bucket, key: 'img/a.png' }],
];

interface MenuItem {
  readonly command?: string;
  readonly when?: string;
}

const { commands, menus }: { commands: readonly { command: string }[]; menus: Record<string, readonly MenuItem[]> } =
  packageJSON.contributes;
const itemsOf = (menu: string, id: string) => (menus[menu] ?? []).filter(({ command }) => command === id);
const isInPalette = (id: string) => itemsOf('commandPalette', id).every(({ when }) => when !== 'false');

/** The ways in which the manifest lets a command be called, each with what it is called with. */
function callsOf(id: string): readonly (readonly unknown[])[] {
  const rows = itemsOf('view/item/context', id).map(({ when = '' }) => when);
  const onRows = rowArguments.filter(([kind]) => rows.some((when) => kind.test(when))).map(([, given]) => [given]);
  const onFiles = itemsOf('ossCdn.files', id).length > 0 ? [[`file://${page}`]] : [];
  return [...(isInPalette(id) ? [[]] : []), ...onRows, ...onFiles];
}

/** Each call takes as long, and answers what the account has then. */
function delay<Port extends object>(port: Port): Port {
  return new Proxy(port, {
    get: (target, method) => {
      const call: unknown = Reflect.get(target, method);
      if (typeof call !== 'function') return call;
      return async (...given: readonly unknown[]) => {
        await clock.sleep(callMs, new AbortController().signal);
        return call(...given);
      };
    },
  });
}

function openCloud(): CloudPorts {
  const cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  cloud.addDomain('www.example.com', bucket.name);
  cloud.addZone('example.com');
  const { oss, cdn, dns, certificates, acme, sts, resolver, edge, limits, connections } = cloud;
  return {
    oss: delay(oss),
    cdn: delay(cdn),
    dns: delay(dns),
    certificates: delay(certificates),
    acme: delay(acme),
    sts: delay(sts),
    resolver: delay(resolver),
    edge: delay(edge),
    limits,
    connections,
  };
}

async function openWindow(): Promise<void> {
  resetEditor();
  slow.cloud = openCloud();
  disk.files.set(page, '<h1>Shop</h1>');
  const account = { id: '100', source: { kind: 'environment' }, accessKeyId: 'LTAI1' };
  const kept = new Map<string, unknown>([['account', account]]);
  const memento = {
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => void kept.set(key, value),
  };
  activate({
    globalState: memento,
    workspaceState: memento,
    secrets: { get: async () => undefined, store: async () => undefined, delete: async () => undefined },
    globalStorageUri: { fsPath: mkdtempSync(join(top, 'store-')) },
    extensionUri: Uri.file('/extension'),
    logUri: Uri.file('/logs'),
    extension: { packageJSON },
  } as unknown as ExtensionContext);
  await clock.settle();
}

/** Whether anything that a user notices has been there: a message, a question, a page, a document, a progress, or another command. */
function isSeen(): boolean {
  const { shown, picks, pages, panels, progress, opened, copied, documents, dialogs, choices, revealed, ran } = editor;
  const others = ran.filter(([id]) => id !== 'setContext');
  const all = [shown, picks, pages, panels, progress, opened, copied, documents, dialogs, choices, revealed, others];
  return all.some((each) => each.length > 0);
}

/** Only in menus of rows that are in sight, and what it does is seen there at once. */
const seenInRows = ['ossCdn.removeBucket'];

const calls = commands.flatMap(({ command }) => callsOf(command).map((given) => ({ command, given })));

beforeAll(async () => {
  // What is loaded late is there at once.
  const files = globSync('src/{core,disk,features,host}/**/*.ts', { cwd: root });
  await Promise.all(files.map((path) => import(join(root, path))));
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

describe('with 3 s for each call of the cloud', () => {
  beforeEach(openWindow);

  test.each(calls)('$command shows progress within 300 ms and does not end silently: $given', async (call) => {
    let isEnded = false;
    const ended = Promise.resolve(editor.commands.get(call.command)?.(...(call.given as never[])));
    void ended.then(() => (isEnded = true));
    await clock.advance(ownMs);
    expect({ isEnded, isSeen: isSeen() }).toMatchObject(seenInRows.includes(call.command) ? {} : { isSeen: true });
    await deactivate();
  });
});

test('the other commands are only on rows of tasks, changes and failures, which this account does not have', () => {
  const others = commands.map(({ command }) => command).filter((id) => callsOf(id).length === 0);
  const whens = others.flatMap((id) => itemsOf('view/item/context', id).map(({ when = '' }) => when));
  expect(whens.filter((when) => !/step;|change|task|failed|filter/.test(when))).toEqual([]);
  expect({ calls: calls.length > commands.length, others: others.length < 15 }).toEqual({ calls: true, others: true });
});
