import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Uri } from 'vscode';
import { isErrorOf } from '../../../../src/core/errors.js';
import type { FilePort } from '../../../../src/core/ports/local.js';
import { systemClock } from '../../../../src/disk/clock.js';
import { createFiles } from '../../../../src/disk/files.js';
import type { PublishingFeature } from '../../../../src/features/publishing/publishingFeature.js';
import { resetModule } from '../../../support/fakeVscode.js';
import { notifyWatchers, openFolders } from '../../../support/fakeWorkspace.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import { createSharedStore } from '../../../support/memoryStore.js';
import { openPublishingWindow } from '../../../support/publishingWindow.js';
import { useRealFiles } from '../../../support/realWorkspaceFs.js';

/** The mapping that the repository has. */
export const mapping = { folder: 'dist', bucket: 'my-site', region: 'cn-hangzhou', domains: ['img.example.com'] };

/** Writes a file, of an object as JSON, with the folders around it. */
export function put(path: string, content: string | object): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}

/** Makes a link in the place of what is there. */
export function link(target: string, path: string): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

/** What git writes and looks into, which may be in another folder; it is hashed and goes nowhere. */
const ofGit = /\/(\.git|gitdir|commondir|config)$/;
const reading = ['read', 'readSmall', 'readRange', 'digest', 'list', 'listFolders'];

/** The disk, of which each read is noted. */
function watchFiles(noteRead: (path: string) => void): FilePort {
  return new Proxy(createFiles(), {
    get: (target, name, receiver) => {
      const method = Reflect.get(target, name, receiver);
      if (!reading.includes(String(name))) return method;
      return (path: string, ...given: readonly unknown[]) => {
        noteRead(path);
        return method(path, ...given);
      };
    },
  });
}

/** Everything that happens to files in a window, with each file that a repository may have. */
async function use(uris: readonly Uri[], feature: PublishingFeature): Promise<void> {
  const { onSaved, onDeleted, onRenamed, publishFile, publishing } = feature;
  await publishing.mappingStore.load();
  for (const uri of uris) {
    for (const event of ['created', 'changed', 'deleted'] as const) notifyWatchers(event, uri.path);
    await onSaved(uri);
    // One that the repository does not have is refused in words.
    await publishFile([uri.toString()]).catch((error) => {
      if (!isErrorOf(error, 'badFile')) throw error;
    });
    await onRenamed([{ oldUri: uri, newUri: Uri.file(`${uri.path}.new`) }]);
    await onDeleted([uri]);
  }
  await publishing.publisher.settle();
}

const names = ['dist/a.html', 'dist/page.html', 'dist/sub/page.html', 'page.html', '.vscode/oss-cdn.json', '.env'];

/** A repository on the disk, another folder, and one that is none of the workspace; what a window has read of that, and what it has done. */
export function openHostileWorkspace() {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'hostile-repository-')));
  const [site, other, outside] = ['site', 'other', 'outside'].map((name) => join(top, name)) as [
    string,
    string,
    string,
  ];
  const strange: string[] = [];
  const noteRead = (path: string) => {
    let real = path;
    try {
      real = realpathSync(path);
    } catch {}
    const isInside = [site, other].some((folder) => real === folder || real.startsWith(`${folder}/`));
    if (!isInside && !ofGit.test(real)) strange.push(real);
  };
  useRealFiles(noteRead);
  const map = (...mappings: readonly object[]) => put(join(site, '.vscode/oss-cdn.json'), { mappings });
  map(mapping);
  for (const name of ['a.html', 'b.html']) put(join(site, 'dist', name), name);
  put(join(other, 'dist/c.html'), 'c');
  put(join(outside, 'page.html'), 'nothing of this may leave');
  put(join(outside, 'oss-cdn.json'), { mappings: [{ ...mapping, folder: '.' }] });
  execFileSync('git', ['init', '-q'], { cwd: site });
  const cloud = createMemoryCloud();
  for (const name of ['my-site', 'theirs']) cloud.addBucket(name);
  for (const name of mapping.domains) cloud.addDomain(name, 'my-site');
  const store = createSharedStore().window('a');
  let feature: PublishingFeature | undefined;
  const listBuckets = () => [...cloud.state.buckets.values()].flatMap(({ objects }) => [...objects.keys()]);
  return {
    top,
    site,
    other,
    outside,
    cloud,
    /** The files and folders outside of the workspace whose content was read. */
    strange,
    map,
    listBuckets,
    open(...folders: readonly string[]): PublishingFeature {
      feature = openPublishingWindow(site, {
        clock: systemClock,
        cloud,
        store,
        kept: new Map(),
        files: watchFiles(noteRead),
      });
      openFolders(site, ...folders);
      return feature;
    },
    use: (opened: PublishingFeature) =>
      use(
        [...names.map((name) => join(site, name)), join(other, 'dist/c.html')].map((path) => Uri.file(path)),
        opened,
      ),
    outcome({ publishing: { publisher, consents } }: PublishingFeature) {
      const waiting = publisher.list({ stages: ['send', 'held', 'conflict', 'failed'] });
      return {
        // The quota of the account is no matter of the repository.
        calls: cloud.calls.filter((call) => call !== 'cdn.readRefreshQuota'),
        buckets: listBuckets(),
        waiting: waiting.map(({ publication: { key } }) => key),
        allowed: [site, other].filter((folder) => consents.knows({ workspace: Uri.file(folder).toString() })),
        strange,
      };
    },
    close(): void {
      feature?.dispose();
      resetModule();
      rmSync(top, { recursive: true });
    },
  };
}

/** What `openHostileWorkspace` opens. */
export type HostileWorkspace = ReturnType<typeof openHostileWorkspace>;
