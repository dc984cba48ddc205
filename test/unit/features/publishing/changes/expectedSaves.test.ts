import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Uri } from 'vscode';
import { ExpectedSaves } from '../../../../../src/features/publishing/changes/expectedSaves.js';
import type { Publishing } from '../../../../../src/features/publishing/services.js';
import { resetWorkspace, workspace, workspaceEvents } from '../../../../support/fakeWorkspace.js';

const second = 1_000;
const bucket = { name: 'my-site', region: 'cn-hangzhou' };

let now: number;
let mapping: { onSave: string; bucket: typeof bucket };
let account: { id: string } | undefined;
let consent: string;
let isPaused: boolean;
let opened: string[];
let expected: ExpectedSaves;

beforeEach(() => {
  resetWorkspace();
  [now, account, consent, isPaused, opened] = [60 * second, { id: '1' }, 'given', false, []];
  mapping = { onSave: 'publish', bucket };
  const cloud = {
    connections: {
      openToBucket: async ({ name }: typeof bucket) => void opened.push(name),
    },
  };
  const publishing = {
    mappingStore: {
      get: (file: Uri) =>
        file.path.startsWith('/w/site/')
          ? { uri: file, folder: { uri: Uri.file('/w') }, mapping, label: file.path.slice(3), inside: 'a.js' }
          : undefined,
      getLeftOut: () => undefined,
      repositoryOf: () => '',
      rulesOf: () => ({ includes: () => true }),
    },
    consents: { get: () => consent, knows: () => false },
    pause: {
      get isOn() {
        return isPaused;
      },
    },
    publisher: { prepare: async () => void opened.push('engine') },
    deps: {
      clock: { now: () => now },
      session: {
        get account() {
          return account;
        },
        cloud: async () => (account ? cloud : Promise.reject(new Error('signed out'))),
      },
    },
  } as unknown as Publishing;
  expected = new ExpectedSaves(publishing);
});
afterEach(() => expected.dispose());

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function type(path = '/w/site/a.js', isDirty = true): Promise<void> {
  workspaceEvents.onDidChangeTextDocument.fire({ document: { uri: Uri.file(path), isDirty, getText: () => 'text' } });
  await settle();
}

/** Types a character each half second. */
async function typeFor(seconds: number): Promise<void> {
  for (const until = now + seconds * second; now < until; now += second / 2) await type();
}

it('the first edit of a mapped file opens connections to its bucket and the engine', async () => {
  await type();
  expect(opened).toEqual(['my-site', 'engine']);
});

it('they are opened again only when they may have closed, and only while the user types', async () => {
  await typeFor(20);
  expect(opened).toEqual(['my-site', 'engine']);
  await typeFor(2);
  expect(opened).toEqual(['my-site', 'engine', 'my-site', 'engine']);
  now += 3_600 * second;
  await settle();
  expect(opened).toHaveLength(4);
});

it('a save counts as a use of the connections', async () => {
  await typeFor(10);
  workspaceEvents.onDidSaveTextDocument.fire({ uri: Uri.file('/w/site/a.js') });
  await typeFor(20);
  expect(opened).toEqual(['my-site', 'engine']);
  await typeFor(2);
  expect(opened).toEqual(['my-site', 'engine', 'my-site', 'engine']);
});

it('a clock that was set back does not prevent it', async () => {
  await type();
  now -= 3_600 * second;
  await type();
  expect(opened).toEqual(['my-site', 'engine', 'my-site', 'engine']);
});

describe('nothing is opened', () => {
  const cases: Readonly<Record<string, () => unknown>> = {
    'in an untrusted workspace': () => {
      workspace.isTrusted = false;
    },
    'while signed out': () => {
      account = undefined;
    },
    'without consent': () => {
      consent = 'unknown';
    },
    'after the user declined': () => {
      consent = 'declined';
    },
    'while publishing is paused': () => {
      isPaused = true;
    },
    'where saves are not published': () => {
      mapping = { ...mapping, onSave: 'off' };
    },
  };

  it.each(Object.keys(cases))('%s', async (name) => {
    cases[name]?.();
    await type();
    expect(opened).toEqual([]);
  });

  it('to a bucket where saves only refresh', async () => {
    mapping = { ...mapping, onSave: 'refresh' };
    await type();
    expect(opened).toEqual([]);
  });

  it('for a file without a mapping, nor for one that is only loaded again', async () => {
    await type('/w/other/a.js');
    now += 2 * second;
    await type('/w/site/a.js', false);
    expect(opened).toEqual([]);
  });
});
