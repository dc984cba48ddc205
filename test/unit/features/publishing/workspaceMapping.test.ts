import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import type { FolderComparison, FolderRequest } from '../../../../src/core/onboarding/run/mappingPort.js';
import type { ConsentSubject } from '../../../../src/core/publishing/mapping/consent.js';
import type { Mapping } from '../../../../src/core/publishing/mapping/mapping.js';
import { foldersOnDisk, mappingUri, readText } from '../../../../src/features/publishing/mapping/mappingFile.js';
import { eventually } from '../../../support/eventually.js';
import { editor, modalTexts, resetEditor } from '../../../support/fakeVscode.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';
import { createOnboardingFolder, type OnboardingWindow } from '../../../support/onboardingFolder.js';

const domain = 'img.example.com';
let site: ReturnType<typeof createOnboardingFolder>;
let cloud: MemoryCloud;
let window: OnboardingWindow;

beforeEach(() => {
  resetEditor();
  site = createOnboardingFolder({ bucket: 'site', domain });
  cloud = createMemoryCloud();
  cloud.addBucket('site');
  cloud.addDomain(domain, 'site');
  site.save('dist/index.html', '<h1>ours</h1>');
  site.save('dist/css/a.css', 'a{}');
  site.save('dist/.env', 'KEY=1');
  site.map();
  window = site.openWindow('one', cloud);
});
afterEach(() => site.remove());

const { signal } = new AbortController();
const consent = () => window.port.readConsent(site.mapped);
const read = (from = window) => from.port.readPublishing(site.mapped, signal);
const publish = (replaces?: string, from = window) => {
  const decide = async ({ versions }: FolderComparison) =>
    replaces === undefined ? 'added' : replaces === versions.replaced ? 'all' : 'nothing';
  return from.port.publish(site.mapped, decide, signal);
};
const objects = () => cloud.state.buckets.get('site')?.objects ?? new Map<string, { body: Uint8Array }>();
const textOf = (key: string) => Buffer.from(objects().get(key)?.body ?? '').toString();
const put = (key: string, text: string) =>
  cloud.oss.putObject(site.bucket, key, { body: Buffer.from(text), headers: {} }, signal);

/** The comparison once nothing is on its way. */
const settled = () =>
  eventually(async () => {
    const now = await read();
    return now.kind === 'compared' ? now : expect.unreachable('sending');
  });

/** Publishes to the end. */
async function publishAll(replaces?: string) {
  await window.port.giveConsent(site.mapped);
  await publish(replaces);
  return settled();
}

function subjectOf(changes: Partial<Mapping> = {}): ConsentSubject {
  const mapping = { folder: 'dist', bucket: site.bucket, prefix: '', domains: [domain], onSave: 'publish' } as const;
  return {
    workspace: site.workspace,
    repository: '',
    accountId: '1',
    mapping: { ...mapping, ...changes },
    act: 'upload',
  };
}

it('a site with a base path is mapped to that folder of the bucket', async () => {
  site.save('.vscode/oss-cdn.json', JSON.stringify({ mappings: [] }));
  const { plan, folder } = site.mapped;
  await window.port.addMapping({ folder, plan: { ...plan, site: { type: 'docs', routes: { base: 'docs/' } } } });
  expect(await window.port.listMapped(plan, undefined)).toEqual([folder]);
  const [owner] = foldersOnDisk();
  const written = JSON.parse((owner && (await readText(mappingUri(owner)))) ?? '{}');
  expect(written.mappings).toEqual([expect.objectContaining({ folder: 'dist', bucket: 'site', prefix: 'docs/' })]);
});

describe('the consent of a folder that a run publishes', () => {
  it('is undecided before the user is asked, and where they choose Not Now', async () => {
    expect(await consent()).toBe('open');
    window.feature.publishing.consents.decline(subjectOf());
    expect(await consent()).toBe('open');
  });

  it('is stored like that of the prompt: for saves too, and in other windows', async () => {
    await window.port.giveConsent(site.mapped);
    expect(await consent()).toBe('given');
    expect(window.feature.publishing.consents.get(subjectOf())).toBe('given');
    expect(await site.openWindow('two', cloud).port.readConsent(site.mapped)).toBe('given');
  });

  it('is refused permanently where the user chose that', async () => {
    await window.feature.publishing.consents.declineForever(subjectOf());
    expect(await consent()).toBe('never');
  });

  it.each([
    ['Publish', 'given'],
    ['Never for This Folder', 'never'],
    ['Not Now', 'unseen'],
  ])('is the answer of the user in the prompt of a save: %s', async (button, after) => {
    site.map({ prefix: 'a/' });
    editor.press = (each) => each === button;
    await window.feature.allowPublishing(site.mapped.folder);
    expect(modalTexts()).toHaveLength(1);
    expect(modalTexts()[0]).toContain('Prefix: “a/”');
    expect(await consent()).toBe(after);
  });

  it.each<[string, object]>([
    ['another prefix', { prefix: 'a/' }],
    ['headers', { headers: [{ files: ['*'], cacheControl: 'no-cache' }] }],
    ['further files on disk', { watch: ['**'] }],
    ['an upload domain', { uploadDomain: 'upload.example.com' }],
  ])('is not given without a question to a mapping that names %s', async (_what, changes) => {
    site.map(changes);
    expect(await consent()).toBe('unseen');
    await window.port.giveConsent(site.mapped);
    expect(await consent()).toBe('unseen');
  });

  it('may be given without another question where a domain was added to a mapping that the user has seen', async () => {
    const headers = [{ files: ['*'], headers: { 'cache-control': 'no-cache' } }];
    const { consentPrompt } = window.feature.publishing;
    await consentPrompt.give(subjectOf({ headers, domains: ['a.example.com'] }));
    site.map({ headers: [{ files: ['*'], cacheControl: 'no-cache' }], domains: ['a.example.com', domain] });
    expect(await consent()).toBe('open');
  });

  it.each<[string, object]>([
    ['uploads nothing on save', { onSave: 'off' }],
    ['only refreshes', { onSave: 'refresh' }],
    ['is of another folder', { folder: 'docs' }],
    ['is of another bucket', { bucket: 'other-site' }],
  ])('is not needed where the mapping %s', async (_what, changes) => {
    site.map(changes);
    expect(await consent()).toBe('byHand');
  });
});

describe('the folder of a run against the bucket', () => {
  it('has its files to add, without those that are never published, and none once it is published', async () => {
    expect(await read()).toMatchObject({ kind: 'compared', files: 2, added: 2, replaced: [], unsent: [] });
    expect(await publishAll()).toMatchObject({ files: 2, added: 0, replaced: [], unsent: [] });
    expect([...objects().keys()].sort()).toEqual(['css/a.css', 'index.html']);
  });

  it('publishes nothing without consent and gives the reason', async () => {
    expect(await publish()).toBe('nothing');
    expect(await read()).toMatchObject({ kind: 'compared', added: 2 });
  });

  it('names the objects to replace and replaces them only as approved', async () => {
    await put('index.html', 'theirs');
    const seen = await read();
    const { replaced: version } = seen.kind === 'compared' ? seen.versions : expect.unreachable();
    expect(seen).toMatchObject({ added: 1, replaced: ['index.html'] });
    await put('index.html', 'theirs, changed');
    expect(await publishAll(version)).toMatchObject({ added: 1, replaced: ['index.html'] });
    expect([textOf('index.html'), textOf('css/a.css')]).toEqual(['theirs, changed', '']);
    const again = (await settled()).versions.replaced;
    expect(again).not.toBe(version);
    expect(await publishAll(again)).toMatchObject({ added: 0, replaced: [], unsent: [] });
    expect(textOf('index.html')).toBe('<h1>ours</h1>');
  });

  it('asks about an object that a colleague puts there while it is published, and never overwrites it', async () => {
    window.close();
    let isFirst = true;
    const putObject: MemoryCloud['oss']['putObject'] = async (bucket, key, ...given) => {
      if (key === 'index.html' && isFirst) {
        isFirst = false;
        await put(key, 'theirs');
      }
      return cloud.oss.putObject(bucket, key, ...given);
    };
    window = site.openWindow('two', { ...cloud, oss: Object.assign(Object.create(cloud.oss), { putObject }) });
    expect(await publishAll()).toMatchObject({ added: 0, replaced: ['index.html'], unsent: [] });
    expect(textOf('index.html')).toBe('theirs');
  });

  it('lists refused files by name once and publishes the rest', async () => {
    site.save('dist/key.txt', `-----BEGIN ${'RSA PRIVATE'} KEY-----\n${'MIIEpAIBAAKC'.repeat(5)}\n`);
    expect(await publishAll()).toMatchObject({ files: 2, added: 0, unsent: ['key.txt'] });
    const enqueue = vi.spyOn(window.feature.publishing.publisher, 'enqueue');
    await publish();
    expect(enqueue.mock.calls.flatMap(([publications]) => publications)).toEqual([]);
    expect([...objects().keys()]).not.toContain('key.txt');
  });

  it('returns the requests: nothing while a save is in progress, or without files', async () => {
    await window.port.giveConsent(site.mapped);
    const twice: readonly FolderRequest[] = await Promise.all([publish(), publish()]);
    expect(twice).toEqual(['added', 'nothing']);
    await settled();
    expect(await publish()).toBe('nothing');
  });

  it('is another one for an approval once a file was added or has another size, where nothing else differs', async () => {
    const versionsOf = async () => (await settled()).versions;
    const first = await versionsOf();
    expect(await versionsOf()).toEqual(first);
    site.save('dist/css/a.css', 'a{} b{}');
    const second = await versionsOf();
    site.save('dist/new.html', 'new');
    const third = await versionsOf();
    expect(new Set([first, second, third].map(({ added }) => added)).size).toBe(3);
    expect(new Set([first, second, third].map(({ replaced }) => replaced)).size).toBe(1);
  });

  it('distinguishes failed files, with their reason, from refused ones, and sends them again on request', async () => {
    window.close();
    let isBroken = true;
    const putObject: MemoryCloud['oss']['putObject'] = async (bucket, key, ...given) => {
      if (isBroken && key === 'index.html') throw new AppError('invalidInput', { code: 'InvalidTargetType' });
      return cloud.oss.putObject(bucket, key, ...given);
    };
    window = site.openWindow('two', { ...cloud, oss: Object.assign(Object.create(cloud.oss), { putObject }) });
    site.save('dist/key.txt', `-----BEGIN ${'RSA PRIVATE'} KEY-----\n${'MIIEpAIBAAKC'.repeat(5)}\n`);
    const failedFor = { kind: 'invalidInput', details: { code: 'InvalidTargetType' } };
    expect(await publishAll()).toMatchObject({ files: 1, unsent: ['key.txt'], failed: ['index.html'], failedFor });
    isBroken = false;
    expect(await window.port.publish(site.mapped, async () => 'retry', signal)).toBe('retry');
    const end = await settled();
    expect(end).toMatchObject({ files: 2, added: 0, unsent: ['key.txt'], failed: [] });
    expect(end).not.toHaveProperty('failedFor');
    expect(textOf('index.html')).toBe('<h1>ours</h1>');
  });

  it('leaves held files to a decision of the user', async () => {
    const { publisher, mappingStore } = window.feature.publishing;
    await read();
    const [place] = mappingStore.folders;
    const { toPublication } = await import('../../../../src/core/publishing/mapping/toPublication.js');
    const root = place?.uri.fsPath ?? '';
    const mapping = place?.mapping ?? expect.unreachable();
    const workspaceRoot = place?.folder.uri.fsPath ?? '';
    const held = toPublication({ accountId: '1', workspaceRoot, root, mapping }, 'index.html');
    await publisher.enqueue(held ? [held] : [], true);
    expect(await publishAll()).toMatchObject({ files: 1, added: 0, unsent: ['index.html'] });
    expect([...objects().keys()]).toEqual(['css/a.css']);
  });
});
