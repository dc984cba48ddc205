import { beforeEach, expect, it } from 'vitest';
import { ConsentLedger, type ConsentSubject } from '../../../../src/core/publishing/mapping/consent.js';
import {
  openWorkspaceMapping,
  type WorkspaceMappingDeps,
} from '../../../../src/features/publishing/workspaceMapping.js';
import { consentsKey } from '../../../../src/host/stateKeys.js';
import { resetEditor } from '../../../support/fakeVscode.js';
import { disk } from '../../../support/fakeWorkspace.js';
import { createSharedStore } from '../../../support/memoryStore.js';

const mapping = {
  folder: 'dist',
  bucket: { name: 'site', region: 'cn-hangzhou' },
  prefix: 'a/',
  domains: ['img.example.com'],
  onSave: 'publish',
} as const;
const plan = { domain: 'img.example.com', origin: { kind: 'bucket', bucket: mapping.bucket } } as never;
const subject: ConsentSubject = { workspace: 'file:///w', repository: '', accountId: '1', mapping, act: 'upload' };
const folder = 'file:///w/dist';
const store = createSharedStore().window('w');
let consents: ConsentLedger;
let deps: WorkspaceMappingDeps;

beforeEach(() => {
  resetEditor();
  const kept = new Map<string, unknown>();
  const memory = {
    get: <T>(key: string) => kept.get(key) as T | undefined,
    set: async (key: string, value: unknown) => void kept.set(key, value),
  };
  consents = new ConsentLedger(memory, consentsKey);
  const names = ['index.html', 'css/a.css', '.env'];
  const files = {
    list: async () => names.map((path) => ({ path, size: 1, mtimeMs: 1 })),
    readRange: async () => undefined,
    stat: async () => undefined,
    realPath: async () => undefined,
  };
  deps = { memory, files, session: { account: { id: '1' } }, log: {} } as unknown as WorkspaceMappingDeps;
  write({});
});

function write(changes: object): void {
  const text = { ...mapping, bucket: 'site', region: 'cn-hangzhou', ...changes };
  disk.files.set('/w/.vscode/oss-cdn.json', JSON.stringify({ mappings: [text] }));
}

const read = () => openWorkspaceMapping(deps).readPublishing(plan, folder);

it('a mapped folder is neither agreed to nor refused before the user is asked, and where they say Not Now', async () => {
  expect(await read()).toEqual({ consent: 'open', keys: [] });
  consents.decline(subject);
  expect(await read()).toEqual({ consent: 'open', keys: [] });
});

it('a mapped folder that the user agreed to publish has the keys of its files, without those that are never published', async () => {
  await consents.give(subject, store, 2_000, 1_000);
  expect(await read()).toEqual({ consent: 'given', keys: ['a/index.html', 'a/css/a.css'] });
});

it('consent to another mapping of a folder does not count for this one', async () => {
  await consents.give({ ...subject, mapping: { ...mapping, prefix: 'b/' } }, store, 2_000, 1_000);
  expect(await read()).toEqual({ consent: 'open', keys: [] });
});

it('a mapped folder that is never to be published says so', async () => {
  await consents.declineForever(subject);
  expect(await read()).toEqual({ consent: 'never', keys: [] });
});

it('a mapping that uploads nothing on save needs no consent for that', async () => {
  write({ onSave: 'off' });
  expect(await read()).toEqual({ consent: 'given', keys: [] });
});
