import type { Gathering } from '../../../../src/core/activity/activity.js';
import type { CdnDomain } from '../../../../src/core/ports/cdn.js';
import type { DownloadPort } from '../../../../src/core/ports/local.js';
import type { ObjectRef } from '../../../../src/core/ports/oss.js';
import type { Publication } from '../../../../src/core/publishing/publication.js';
import type { ObjectDeps } from '../../../../src/features/objects/objectDeps.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import { createMemoryFiles } from '../../../support/memoryFiles.js';
import { createMemoryState } from '../../../support/memoryState.js';
import { createSharedStore } from '../../../support/memoryStore.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';

/** The bucket of the objects. */
export const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const { signal } = new AbortController();

/** A window on an account with these objects, each with its name as its bytes. */
export async function openWindow(
  keys: readonly string[],
  downloads?: DownloadPort,
  lines: readonly Line[] = [],
  store: ObjectDeps['store'] = createSharedStore().window('objects'),
) {
  const cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  for (const key of keys)
    await cloud.oss.putObject(bucket, key, { body: new TextEncoder().encode(key), headers: {} }, signal);
  const sent: { readonly request: string; readonly urls: readonly string[] }[] = [];
  const queued: Publication[] = [];
  const mapped = new Set<string>();
  const mapping = { domains: [] as string[], variants: [] as string[] };
  const gathered: Gathering[] = [];
  const selected: ObjectRef[] = [];
  const sources = new Map<string, string>();
  const filters = new Map<string, string>();
  const answers = scriptedUi(lines);
  const files = createMemoryFiles({ now: () => 0 });
  const failures: string[] = [];
  const logged: string[] = [];
  const kept = new Map<string, unknown>();
  const tracked: unknown[] = [];
  const state = createMemoryState();
  const deps: ObjectDeps = {
    context: { subscriptions: [], workspaceState: { get: state.get, update: state.set } } as never,
    session: {
      account: { id: '1', source: { kind: 'secret' } },
      cloud: async () => cloud,
      onDidChange: () => ({ dispose: () => undefined }),
    },
    log: {
      failure: (what: string) => void failures.push(what),
      debug: () => undefined,
      warn: (text: string) => void logged.push(text),
      redact: (text: string) => text,
    } as never,
    clock: { now: () => Date.UTC(2026, 0, 1, 12), sleep: () => new Promise(() => undefined) },
    board: { runs: [] } as never,
    memory: { get: (key) => kept.get(key) as never, set: async (key, value) => void kept.set(key, value) },
    ui: answers,
    files,
    mappedObjects: {
      listFolders: async () => [],
      findPublished: async (_bucket: unknown, all: readonly string[]) => ({
        count: all.filter((key) => mapped.has(key)).length,
        ...mapping,
      }),
      findSource: async ({ key }: ObjectRef) => sources.get(key),
    } as never,
    settings: { get: () => 'international' } as never,
    filterOf: (rowId) => filters.get(rowId),
    activity: {
      gather: (gathering: Gathering, work: () => Promise<unknown>) => {
        gathered.push(gathering);
        return work();
      },
      track: async (call: object, work: () => Promise<unknown>, complete?: (result: unknown) => unknown) => {
        const at = tracked.push(call) - 1;
        const result = await work();
        const change = complete?.(result);
        if (change !== undefined) tracked[at] = { ...call, change };
        return result;
      },
    } as never,
    selection: () => selected,
    keyTargets: async () => selected,
    store,
    loadDownloads: async () => downloads ?? Promise.reject(new Error('No downloads')),
    sendUrls: async (request, urls) => void sent.push({ request, urls }),
    publishing: { enqueue: async (publications) => void queued.push(...publications), objectOf: () => undefined },
  };
  return {
    queued,
    cloud,
    deps,
    files,
    sent,
    mapped,
    mapping,
    gathered,
    sources,
    selected,
    filters,
    failures,
    logged,
    tracked,
    asked: answers.asked,
  };
}

/** Has a domain serve the bucket. */
export function serve(
  cloud: ReturnType<typeof createMemoryCloud>,
  name: string,
  status: CdnDomain['status'] = 'online',
): void {
  cloud.addDomain(name, bucket.name, status);
}
