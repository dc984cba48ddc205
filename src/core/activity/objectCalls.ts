import type { ClockPort } from '../ports/local.js';
import type { ActivityEntry } from './activity.js';

/** Calls about one object. Publishing a folder makes thousands of them. */
const objectActions: ReadonlySet<string> = new Set([
  'PutObject',
  'CopyObject',
  'DeleteObject',
  'InitiateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
]);
const contentActions: ReadonlySet<string> = new Set([
  ...objectActions,
  'DeleteMultipleObjects',
  'RefreshObjectCaches',
  'PushObjectCache',
]);

/** A call this long after the last or the first one of an entry starts a new entry, ms. */
const longestGapMs = 10_000;
const longestSpanMs = 5 * 60_000;
/** Delay of showing and saving further calls of an entry, ms. */
const saveDelayMs = 1_000;

/** Returns whether a call concerns content, not settings. There are many of those, and none can be undone. */
export function isAboutContent({ action }: Pick<ActivityEntry, 'action'>): boolean {
  return contentActions.has(action);
}

interface Group {
  readonly account: string;
  entry: ActivityEntry;
  /** Whether calls have joined since the last save. */
  isChanged: boolean;
}

/** Combines consecutive calls about objects of one bucket, with the same action and result, in one entry. */
export class ObjectCalls {
  private readonly groups = new Map<string, Group>();
  private readonly end = new AbortController();
  private isSaving = false;

  /** Calls `add` for an entry when its first call ends, and again after others have joined it. */
  constructor(
    private readonly clock: ClockPort,
    private readonly add: (entry: ActivityEntry, account: string) => void,
  ) {}

  /** Adds a call's entry or joins it to the previous calls' entry; false for a call that is not about one object. */
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

  /** Shows and saves everything pending. */
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

/** The innermost common folder with its `/`; the path itself if they are equal. */
function sharedPath(left: string, right: string): string {
  if (left === right) return left;
  let length = 0;
  while (length < left.length && left[length] === right[length]) length++;
  return left.slice(0, left.lastIndexOf('/', length - 1) + 1);
}
