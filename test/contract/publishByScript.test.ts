import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.js';
import { ConsentLedger } from '../../src/core/publishing/mapping/consent.js';
import { parseMappingFile } from '../../src/core/publishing/mapping/parseMapping.js';
import { systemClock } from '../../src/disk/clock.js';
import { FileStore } from '../../src/disk/store/fileStore.js';
import { createControl } from '../support/control.js';
import { createPatientCloud } from '../support/patientCloud.js';
import { publishByScript } from '../support/publishScript.js';
import { useProxy } from '../support/throughProxy.js';

const { signal } = new AbortController();
const target = { bucket: 'assets-singapore', region: 'ap-southeast-1', prefix: 'app/' };
const mapping = { folder: 'site', ...target, domains: ['static.shop-demo.com'], onSave: 'publish' };
const kept = new Map<string, unknown>();
const memory = {
  get: <T>(name: string) => kept.get(name) as T | undefined,
  set: async (name: string, value: unknown) => void kept.set(name, value),
};

let sandbox: Sandbox;
let undoProxy: () => void;
let temporary: string;
let workspace: string;
let store: FileStore;
let consents: ConsentLedger;

beforeAll(async () => {
  // Refresh tasks take a moment.
  sandbox = await startSandbox({ speed: 1_000 });
  undoProxy = useProxy(sandbox);
});
afterAll(async () => {
  undoProxy();
  await sandbox.stop();
});
beforeEach(async () => {
  kept.clear();
  temporary = await realpath(await mkdtemp(join(tmpdir(), 'oss-cdn-script-')));
  workspace = join(temporary, 'workspace');
  await mkdir(join(workspace, 'site'), { recursive: true });
  await mkdir(join(workspace, '.vscode'));
  await writeFile(join(workspace, '.vscode/oss-cdn.json'), JSON.stringify({ mappings: [mapping] }));
  store = new FileStore(join(temporary, 'store'));
  consents = new ConsentLedger(memory, 'consents');
});
afterEach(async () => {
  store.dispose();
  await rm(temporary, { recursive: true, force: true });
});

const publish = () => {
  const { id, secret } = sandbox.accessKey;
  const credentials = async () => ({ accessKeyId: id, accessKeySecret: secret });
  const cloud = createPatientCloud({ credentials, onCall: () => undefined, clock: systemClock });
  return publishByScript({ workspace, accountId: sandbox.state.ownerId, cloud, store, consents }, signal);
};
const allow = async () => {
  const [parsed] = parseMappingFile(JSON.stringify({ mappings: [mapping] })).mappings;
  const accountId = sandbox.state.ownerId;
  if (parsed) await consents.give({ workspace, repository: '', accountId, mapping: parsed, act: 'upload' }, store);
};
const stored = (key: string) => sandbox.state.buckets.get(target.bucket)?.objects.get(key)?.body.toString();

test('a script publishes a folder as it is allowed to, proves it at the edge, and leaves what another author wrote', async () => {
  await writeFile(join(workspace, 'site/index.html'), 'home');
  await writeFile(join(workspace, 'site/other.html'), 'ours');
  await createControl(sandbox).act('putObject', { bucket: target.bucket, key: 'app/other.html', text: 'theirs' });
  const plan = ['app/index.html', 'app/other.html'];
  expect([...(await publish())]).toEqual([
    [plan[0], 'notAllowed'],
    [plan[1], 'conflict'],
  ]);
  expect(stored('app/index.html')).toBeUndefined();
  await allow();
  expect([...(await publish())]).toEqual([
    [plan[0], 'fresh'],
    [plan[1], 'conflict'],
  ]);
  expect([stored('app/index.html'), stored('app/other.html')]).toEqual(['home', 'theirs']);
  await writeFile(join(workspace, 'site/index.html'), 'home again');
  expect((await publish()).get('app/index.html')).toBe('fresh');
  expect(stored('app/index.html')).toBe('home again');
});
