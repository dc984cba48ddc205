import { spawn } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { window } from 'vscode';
import { casService } from '../../sandbox/cas/service.js';
import { createCloud } from '../../src/cloud/createCloud.js';
import { ActivityLog } from '../../src/core/activity/activityLog.js';
import { trackChanges } from '../../src/core/activity/trackChanges.js';
import type { AppError } from '../../src/core/errors.js';
import { certificateApproval } from '../../src/core/onboarding/approvals.js';
import { newFacts } from '../../src/core/onboarding/run/facts.js';
import type { RunRecord } from '../../src/core/onboarding/run/run.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import { systemClock } from '../../src/disk/clock.js';
import { readPairFiles } from '../../src/disk/readPair.js';
import { FileStore } from '../../src/disk/store/fileStore.js';
import { addPair } from '../../src/features/questions/https/pair.js';
import type { AskContext } from '../../src/features/questions/runQuestion.js';
import { writeLog } from '../../src/host/log/logLines.js';
import { createRedactor } from '../../src/host/log/redact.js';
import { editor, resetEditor, shownTexts } from '../support/fakeVscode.js';
import type { PairWindowInput } from '../support/pairWindow.mjs';
import { long } from '../support/sample.js';
import { plan as onboarding, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { findSecrets, formsOf } from '../support/secretForms.js';
import { searchFolder } from '../ui/support/leakSearch.js';

const plan = { ...onboarding, task: 'https', domain: 'static.shop-demo.com' } as const;
let runs: SandboxRuns;
let folder: string;
/** The pair of the user, and the search for its key: every secret line, as the file has it and as it is sent. */
let files: { readonly certificate: string; readonly key: string };
let find: ReturnType<typeof findSecrets>;
let sentKey: string;
/** What every request shows on its way: its address and its headers. */
const sent: string[] = [];
let release: () => void;

const linesOf = (pem: string) => pem.split('\n').filter((line) => line.length > 40 && !line.startsWith('-----'));

beforeEach(async () => {
  resetEditor();
  editor.press = () => true;
  runs = await startSandboxRuns();
  release = tapRequests();
  runs.sandbox.state.cdnDomains.get(plan.domain)!.httpsOn = false;
  folder = mkdtempSync(join(tmpdir(), 'oss-cdn-pair-canary-'));
  const issued = runs.sandbox.state.issue!([plan.domain], 90);
  sentKey = issued.key;
  const inFile = createPrivateKey(sentKey).export({ type: 'pkcs8', format: 'pem' }).toString();
  const chosen = join(folder, 'chosen');
  mkdirSync(chosen);
  files = { certificate: join(chosen, 'site.pem'), key: join(chosen, 'site.key') };
  writeFileSync(files.certificate, issued.certificate);
  writeFileSync(files.key, inFile, { mode: 0o600 });
  find = findSecrets([...linesOf(sentKey), ...linesOf(inFile)].map((value) => ({ name: 'private key', value })));
  expect(find(readFileSync(files.key))).not.toEqual([]);
});
afterEach(async () => {
  vi.restoreAllMocks();
  release();
  await runs.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The sandbox hides keys in its own list of calls, so the requests themselves are looked at. */
function tapRequests(): () => void {
  sent.length = 0;
  const undo = [https, http].map((module) => {
    const { request } = module;
    module.request = ((...args: unknown[]) => {
      sent.push(
        JSON.stringify(
          args.filter((each) => typeof each === 'object' || typeof each === 'string'),
          replacer,
        ),
      );
      return Reflect.apply(request, module, args);
    }) as typeof module.request;
    return () => {
      module.request = request;
    };
  });
  syncBuiltinESMExports();
  return () => {
    for (const each of undo) each();
    syncBuiltinESMExports();
  };
}

/** Connections and authorities have no end. */
function replacer(name: string, value: unknown): unknown {
  return ['agent', 'ca', 'signal'].includes(name) ? undefined : value;
}

/** A window whose Activity and log are kept in the folder, and its cloud. */
function openWindow() {
  const told: unknown[] = [];
  const line = (message: string) => void told.push(message);
  const channel = { debug: line, info: line, warn: line, error: line, show: () => undefined, dispose: () => undefined };
  const log = writeLog(createRedactor(), channel, { version: '' });
  const store = new FileStore(join(folder, 'store'));
  const activity = new ActivityLog({
    store: store.documents('activity'),
    session: { account: { id: '1', source: { kind: 'secret' } }, onDidChange: () => ({ dispose() {} }) },
    clock: systemClock,
    windowId: 'pair',
    onError: (error) => told.push(String(error)),
  });
  const { id: accessKeyId, secret: accessKeySecret } = runs.sandbox.accessKey;
  const cloud = createCloud({
    credentials: async () => ({ accessKeyId, accessKeySecret }),
    onCall: (call) => {
      told.push(call);
      activity.recordCall(call);
      log.call(call);
    },
    clock: systemClock,
  });
  const saved = async () => {
    await activity.saved;
    told.push(activity.entries);
    await store.dispose();
  };
  return { cloud: trackChanges(cloud, activity), saved, told, log };
}

function contextOf(cloud: CloudPorts): AskContext {
  const dialogs = [files.certificate, files.key];
  Object.assign(window, { showOpenDialog: async () => [{ fsPath: dialogs.shift() }] });
  const context: Partial<AskContext> = {
    run: { plan } as RunRecord,
    clock: systemClock,
    cloud: async () => cloud,
    loadReadPair: async () => readPairFiles,
  };
  return context as AskContext;
}

/** The key is in the files that the user chose, and nowhere else below the folder, nor in any of these texts. */
function expectNowhere(texts: readonly unknown[]): void {
  const plain = texts.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  expect(plain.flatMap((text) => find(text))).toEqual([]);
  expect(sent.flatMap((text) => find(text))).toEqual([]);
  const { files: count, leaks } = searchFolder(folder, find);
  expect(count).toBeGreaterThan(2);
  expect([...new Set(leaks.map(({ file }) => file))]).toEqual([join('chosen', 'site.key')]);
}

test('the key of a pair from files is in no URL, header, log, record, Activity or file after it is set', async () => {
  const { cloud, saved, told } = openWindow();
  const added = await addPair(contextOf(cloud));
  if (!added || 'wrong' in added) throw new Error('not added');
  const certificate = { kind: 'own', ...added } as const;
  const approvals = { certificate: certificateApproval(certificate, undefined, newFacts) };
  const board = runs.openWindow(new Set(), cloud);
  const id = await board.start(plan);
  await runs.finish(board, id, (ask) => {
    if (ask.kind === 'offerRedirect') return { approvals: { redirect: ask.approval } };
    return { certificate, approvals };
  });
  const { certificates, calls } = runs.sandbox.state;
  expect(certificates.get(added.id)?.key.trim()).toBe(sentKey.trim());
  expect(sent.join()).toContain('cas.aliyuncs.com');
  await saved();
  expectNowhere([...told, board.runs, shownTexts(), calls]);
  expect(searchFolder(runs.folder, find)).toMatchObject({ leaks: [] });
  expect(searchFolder(runs.folder, find).files).toBeGreaterThan(0);
});

test('a window killed while sending the key leaves it in no file', long, async () => {
  const { state, accessKey, proxyPort, caPath } = runs.sandbox;
  state.faults.push({ id: 'f', action: 'UploadUserCertificate', kind: 'silence', count: 9 });
  const [own, temporary] = ['window', 'tmp'].map((name) => join(folder, name)) as [string, string];
  for (const each of [own, temporary]) mkdirSync(each);
  const input: PairWindowInput = {
    proxyPort,
    caPath,
    accountId: '1',
    certificateFile: files.certificate,
    keyFile: files.key,
    keys: { accessKeyId: accessKey.id, accessKeySecret: accessKey.secret },
    store: join(folder, 'store'),
    logFile: join(folder, 'window.log'),
  };
  const program = join(import.meta.dirname, '../support/pairWindow.mts');
  const tsx = join(import.meta.dirname, '../../node_modules/tsx/dist/esm/index.mjs');
  const env = { ...process.env, TMPDIR: temporary, HOME: own };
  const child = spawn(process.execPath, ['--import', tsx, program, JSON.stringify(input)], { cwd: own, env });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += String(chunk)));
  const exited = once(child, 'exit');
  // The request has arrived with the key in its body, and no answer comes.
  const isSent = () => state.calls.some(({ action }) => action === 'UploadUserCertificate');
  await Promise.race([exited, expect.poll(isSent).toBe(true)]);
  child.kill('SIGKILL');
  expect((await exited)[1]).toBe('SIGKILL');
  expect(readFileSync(input.logFile, 'utf8')).toContain('PushObjectCache');
  expectNowhere([printed, state.calls]);
});

test('an error that repeats the key in any form reveals it nowhere', async () => {
  const forms = [sentKey, linesOf(sentKey)[3]!].flatMap((value) => formsOf(value));
  const answer = vi.spyOn(casService, 'handle');
  const { cloud, saved, told, log } = openWindow();
  for (const [form, bytes] of forms) {
    const body = Buffer.concat([
      Buffer.from('{"Code":"CertificateFormatException","Message":"bad key '),
      inJson(bytes),
      Buffer.from('"}'),
    ]);
    answer.mockReturnValueOnce({ status: 400, headers: { 'content-type': 'application/json' }, body });
    const error = await addPair(contextOf(cloud)).catch((caught: AppError) => caught);
    expect({ form, code: (error as AppError).details.code }).toEqual({ form, code: 'CertificateFormatException' });
    log.failure('add certificate', error as AppError);
    told.push(error, (error as AppError).stack);
  }
  await saved();
  expectNowhere([...told, shownTexts()]);
});

/** Bytes inside a JSON string. */
function inJson(bytes: Buffer): Buffer {
  return Buffer.from(JSON.stringify(bytes.toString('latin1')).slice(1, -1), 'latin1');
}
