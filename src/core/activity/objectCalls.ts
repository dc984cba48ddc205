import type { ClockPort } from '../ports/local.js';
import type { ActivityEntry } from './activity.js';

/** The operations on a single object. Publishing a folder calls them thousands of times. */
const objectActions: ReadonlySet<string> = new Set([
  'PutObject',
  'CopyObject',
  'DeleteObject',
  'InitiateMultipartUpload',
  'UploadPart',
  'UploadPartCopy',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
  'UploadPartCopy',
  'PutObjectAcl',
  'RestoreObject',
]);
const contentActions: ReadonlySet<string> = new Set([
  ...objectActions,
  'DeleteMultipleObjects',
  'RefreshObjectCaches',
  'PushObjectCache',
]);

/** When a call starts a new entry instead of joining the last one: this long after the last call of that entry, or this long after its first call, in ms. */
const longestGapMs = 10_000;
const longestSpanMs = 5 * 60_000;
/** How long further calls of an entry are collected before they are shown and saved, in ms. */
const saveDelayMs = 1_000;

/** Returns whether a change concerns the content of a bucket or CDN, not settings. There are many such changes. */
export function isAboutContent({ action }: Pick<ActivityEntry, 'action'>): boolean {
  return contentActions.has(action);
}

interface Group {
  readonly account: string;
  entry: ActivityEntry;
  /** Whether calls have joined the entry since it was last saved. */
  isChanged: boolean;
}

/** Combines calls that follow each other closely into one entry, if they do the same to objects of the same bucket with the same result. */
export class ObjectCalls {
  private readonly groups = new Map<string, Group>();
  private readonly end = new AbortController();
  private isSaving = false;

  /** Calls `add` for an entry when its first call ends, and again after others have joined it. */
  constructor(
    private readonly clock: ClockPort,
    private readonly add: (entry: ActivityEntry, account: string) => void,
  ) {}

  /** Adds a call to the list, as a new entry or as part of the previous one. Returns false, and does nothing, if the call is not about a single object. */
  record(entry: ActivityEntry, account: string): boolean {
    if (!objectActions.has(entry.action)) return false;
    const name = [account, entry.action, entry.failed ?? '', bucketOf(entry.subject)].join(' ');
    const group = this.groups.get(name);
    if (!group || !follows(entry, group.entry)) {
      if (group) this.save(group);
      this.groups.set(name, { account, entry, isChanged: false });
      this.add(entry, account);
      return true;
    }
    group.entry = join(group.entry, entry);
    group.isChanged = true;
    if (!this.isSaving) void this.saveSoon();
    return true;
  }

  /** Shows and saves all entries that calls have joined since they were last saved. */
  saveAll(): void {
    for (const group of this.groups.values()) this.save(group);
  }

  dispose(): void {
    this.end.abort();
  }

  private async saveSoon(): Promise<void> {
    this.isSaving = true;
    try {
      await this.clock.sleep(saveDelayMs, this.end.signal);
      this.saveAll();
    } catch {
      // The window closes: `saveAll` was called before.
    } finally {
      this.isSaving = false;
    }
  }

  private save(group: Group): void {
    if (!group.isChanged) return;
    group.isChanged = false;
    this.add(group.entry, group.account);
  }
}

function follows({ startedAt }: ActivityEntry, group: ActivityEntry): boolean {
  return startedAt - endOf(group) <= longestGapMs && startedAt - group.startedAt <= longestSpanMs;
}

function join(group: ActivityEntry, { startedAt, durationMs, requestId, subject }: ActivityEntry): ActivityEntry {
  const first = Math.min(group.startedAt, startedAt);
  return {
    ...group,
    startedAt: first,
    durationMs: Math.max(endOf(group), startedAt + durationMs) - first,
    calls: (group.calls ?? 1) + 1,
    subject: sharedPath(group.subject, subject),
    ...(requestId !== undefined && { requestId }),
  };
}

function endOf({ startedAt, durationMs }: ActivityEntry): number {
  return startedAt + durationMs;
}

function bucketOf(subject: string): string {
  return subject.slice(0, subject.indexOf('/'));
}

/** Returns the innermost folder that contains both paths, ending in `/`, or the path itself if both are the same. */
function sharedPath(left: string, right: string): string {
  if (left === right) return left;
  let length = 0;
  while (length < left.length && left[length] === right[length]) length++;
  return left.slice(0, left.lastIndexOf('/', length - 1) + 1);
}
