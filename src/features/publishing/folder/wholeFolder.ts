import { deniedKinds, type ErrorKind } from '../../../core/errors.js';
import type { FolderComparison, FolderPublishing, FolderRequest } from '../../../core/onboarding/run/mappingPort.js';
import type { StepFailure } from '../../../core/onboarding/run/stepReasons.js';
import type { PlanItem } from '../../../core/publishing/folder/comparePlan.js';
import type { FolderScope } from '../../../core/publishing/folder/preparePlan.js';
import { toPublications } from '../../../core/publishing/folder/runPlan.js';
import { isSourceMap } from '../../../core/publishing/mapping/sourceMaps.js';
import type { PublishStore } from '../../../core/publishing/publishStore.js';
import { inPages } from '../../../core/publishing/queue/entryChanges.js';
import { causeOf, isUnsent } from '../../../core/publishing/queueEntry.js';
import type { MappedFolder } from '../mapping/mappingStore.js';
import type { Publishing } from '../services.js';
import { type FolderPlan, readFolderPlan, toScope } from './folderPlan.js';
import { addUp } from './planGroups.js';

/** A mapped folder that is published as a whole, without a selection. All requests for it share `batch`, whichever window they are from. */
export interface WholeFolder extends MappedFolder {
  readonly accountId: string;
  readonly batch: string;
}

type Services = Pick<Publishing, 'deps' | 'mappingStore' | 'placeHeads' | 'publisher' | 'sourceMaps'>;

/**
 * Reads how far the folder is published, by any window. While files are being sent, counts them; only when there are none does it compare the folder with
 * the bucket.
 */
export async function readWhole(
  publishing: Services,
  folder: WholeFolder,
  signal: AbortSignal,
): Promise<FolderPublishing> {
  const scope = scopeOf(publishing, folder);
  const left = await countSending(await publishing.deps.store.open(), scope);
  return left > 0 ? { kind: 'sending', left } : (await compare(publishing, folder, signal)).comparison;
}

/**
 * Requests the part of a folder that `decide` returns for its current state. Replacements require the ETag that was seen. Resolves to that part once the
 * requests are on disk, or to `nothing` while files of the folder are being sent.
 */
export async function publishWhole(
  publishing: Services,
  folder: WholeFolder,
  decide: (now: FolderComparison) => Promise<FolderRequest>,
  signal: AbortSignal,
): Promise<FolderRequest> {
  const { publisher, deps } = publishing;
  if ((await countSending(await deps.store.open(), scopeOf(publishing, folder))) > 0) return 'nothing';
  // Each upload reads what cannot be read now.
  publisher.prepareBucket(folder.mapping.bucket).catch(() => undefined);
  const { plan, added, replaced, comparison } = await compare(publishing, folder, signal);
  const request = await decide(comparison);
  if (request === 'retry') await publisher.execute({ kind: 'retry', batch: folder.batch }, folder.accountId);
  if (request === 'retry' || request === 'nothing') return request;
  const items = request === 'all' ? [...added, ...replaced] : added;
  const { refresh } = addUp(items, plan.refreshPlaces, plan.quotaLeft);
  await publisher.enqueue(toPublications(plan.place, items, { batch: folder.batch, deletes: false, refresh }));
  publishing.placeHeads.note(plan.place);
  return items.length > 0 ? request : 'nothing';
}

function scopeOf({ mappingStore }: Services, { folder, mapping, accountId }: WholeFolder): FolderScope {
  return toScope(mappingStore, { folder, part: { mapping, below: '' } }, accountId);
}

/** Counts the files of a folder that are being sent to the bucket. Deletes are not counted, since a delete may wait for the user. */
async function countSending(store: PublishStore, { place }: FolderScope): Promise<number> {
  const tally = await store.write(({ entries }) => entries.tally(place.accountId));
  const rows = tally.filter(({ root, stage, act }) => root === place.root && stage === 'send' && act === 'upload');
  return rows.reduce((sum, { count }) => sum + count, 0);
}

interface Compared {
  readonly plan: FolderPlan;
  /** The files that the bucket lacks, and those whose objects only get other headers. */
  readonly added: readonly PlanItem[];
  readonly replaced: readonly PlanItem[];
  readonly comparison: FolderComparison;
}

async function compare(publishing: Services, folder: WholeFolder, signal: AbortSignal): Promise<Compared> {
  const { deps, sourceMaps } = publishing;
  const scope = scopeOf(publishing, folder);
  const plan = await readFolderPlan(publishing, scope, () => undefined, signal);
  const { kept, failed, failedFor, failure } = await listStuck(await deps.store.open(), scope, folder.batch);
  const isWanted = sourceMaps.get(folder.uri.toString()) === 'published';
  // A source map in the bucket was published by the user.
  const isMap = ({ key, kind }: PlanItem) => !isWanted && kind !== 'skip' && isSourceMap(key);
  const [maps, files] = partition(
    plan.items.filter(({ file }) => file),
    isMap,
  );
  const open = files.filter(({ kind }) => kind !== 'skip');
  // An object that another author deleted is restored only after the user decides in a list.
  const isKept = ({ key, kind, conflict }: PlanItem) => kept.has(key) || (kind === 'add' && conflict !== undefined);
  const [stuck, others] = partition(open, isKept);
  const [failing, free] = partition(others, ({ key }) => failed.has(key));
  const [replaced, added] = partition(free, ({ kind }) => kind === 'change');
  const created = added.filter(({ kind }) => kind === 'add');
  const keysOf = (items: readonly PlanItem[]) => items.map(({ key }) => key);
  const comparison: FolderComparison = {
    kind: 'compared',
    files: files.length - (open.length - free.length),
    added: created.length,
    ...(added.length > created.length && { headers: added.length - created.length }),
    ...(maps.length > 0 && { sourceMaps: maps.length }),
    replaced: keysOf(replaced),
    unsent: [...keysOf(stuck), ...plan.leftOut].sort(),
    failed: keysOf(failing),
    ...(failedFor && failing.length > 0 && { failedFor }),
    versions: {
      replaced: await hash(replaced.map(({ key, etag }) => [key, etag])),
      added: await hash(created.map(({ key, size }) => [key, size])),
      failed: await hash(keysOf(failing)),
    },
    ...(failure && { failure }),
  };
  return { plan, added, replaced, comparison };
}

/** The files of a folder that do not progress: those that wait for the user, those that failed, and the reason why the bucket refuses the others. */
interface Stuck {
  readonly kept: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
  readonly failedFor?: StepFailure;
  readonly failure?: StepFailure;
}

/** Kinds of refusals that concern the whole bucket, not one file. */
const ofBucket: readonly ErrorKind[] = [...deniedKinds, 'publicEndpointForbidden', 'noSuchBucket', 'wrongRegion'];

/**
 * Finds the keys of the files that the queue holds for the user, or that were refused or failed in this batch. Files that the bucket refused, or that failed
 * earlier, are not included, since they are requested again.
 */
async function listStuck(
  store: PublishStore,
  { place: { accountId, workspaceRoot, root } }: FolderScope,
  batch: string,
): Promise<Stuck> {
  const [kept, failed] = [new Set<string>(), new Set<string>()];
  let failure: StepFailure | undefined;
  let failedFor: StepFailure | undefined;
  const query = { accountId, stages: ['held', 'failed'], workspaceRoots: [workspaceRoot] } as const;
  const seqs = await store.write(({ entries }) => entries.find(query));
  await inPages(seqs, async (page) => {
    for (const entry of await store.write(({ entries }) => entries.read(page))) {
      const { publication, stage } = entry;
      const cause = causeOf(entry);
      const isOwn = stage === 'held' || publication.batch === batch;
      if (publication.root !== root || !isOwn || !isUnsent(entry)) continue;
      const error = cause?.kind === 'error' ? cause.error : undefined;
      // A file that changed while it was read may be fine later.
      const isRefused = error?.kind === 'badFile' && error.details.code !== 'changed';
      if (stage === 'held' || isRefused) kept.add(publication.key);
      else if (error && ofBucket.includes(error.kind)) failure ??= toFailure(error);
      else {
        failed.add(publication.key);
        if (error) failedFor ??= toFailure(error);
      }
    }
  });
  return { kept, failed, ...(failedFor && { failedFor }), ...(failure && { failure }) };
}

function toFailure({ kind, details }: StepFailure): StepFailure {
  return { kind, details };
}

function partition<T>(items: readonly T[], isMeant: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(isMeant), items.filter((item) => !isMeant(item))];
}

/** Computes the SHA-256 of a JSON value, in hex. */
async function hash(value: unknown): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify(value));
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
