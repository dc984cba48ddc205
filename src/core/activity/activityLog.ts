import type { Session } from '../account.js';
import { type AppError, type ErrorKind, toAppError } from '../errors.js';
import { lookUp } from '../lookUp.js';
import type { CloudCall } from '../ports/cloud.js';
import type { ClockPort, DocumentStore } from '../ports/local.js';
import { type Disposable, Signal } from '../signal.js';
import { type Activity, type ActivityEntry, canUndo, type Gathering, type TrackedCall } from './activity.js';
import { type Change, type ChangeOf, changeSubject, type ResourceKind, type StateOf } from './change.js';
import { isAboutContent, ObjectCalls } from './objectCalls.js';

/** How many changes are kept; older ones are only in the log. Changes of settings have a limit of their own, so that publishing does not push them out. */
const kept = { settings: 200, content: 100 };

/** The dependencies of the list of changes. `windowId` must differ between windows, so that two windows never write the same document. */
interface ActivityDeps {
  readonly store: DocumentStore;
  readonly session: Pick<Session, 'account' | 'onDidChange'>;
  readonly clock: ClockPort;
  readonly windowId: string;
  /** Called if the list cannot be saved. The change itself was made all the same. */
  readonly onError: (error: unknown) => void;
}

type ReadBack = () => Promise<Change | undefined>;

interface Pending {
  readonly tracked: TrackedCall;
  /** The account that was signed in when the change began. Another one may sign in before it ends. */
  readonly account: string | undefined;
  call?: CloudCall;
}

/** Keeps the list of changes. Each entry is a document of its own, so that windows do not overwrite each other's entries. */
export class ActivityLog implements Activity, Disposable {
  private readonly changed = new Signal<void>();
  private readonly pending: Pending[] = [];
  private readonly subscription: Disposable;
  private list: readonly ActivityEntry[] = [];
  private writing: Promise<void> = Promise.resolve();
  private reading: Promise<void> = Promise.resolve();
  private readonly objectCalls: ObjectCalls;
  private count = 0;
  readonly onDidChange = this.changed.event;

  constructor(private readonly deps: ActivityDeps) {
    this.objectCalls = new ObjectCalls(deps.clock, (entry, account) => this.add(entry, account));
    this.subscription = deps.session.onDidChange(() => {
      this.list = [];
      this.changed.fire();
    });
  }

  get entries(): readonly ActivityEntry[] {
    return this.list;
  }

  findUndoable({ action, subject }: Pick<ActivityEntry, 'action' | 'subject'>): ActivityEntry | undefined {
    return this.list.find((entry) => entry.action === action && entry.subject === subject && canUndo(entry));
  }

  /** Resolves when all changes recorded so far are on disk, including the check of those whose answer was lost. */
  get saved(): Promise<void> {
    return this.reading.then(() => this.flush());
  }

  /** Saves all changes recorded so far. Resolves when they are on disk. */
  flush(): Promise<void> {
    this.objectCalls.saveAll();
    return this.writing;
  }

  async load(): Promise<void> {
    const before = new Set(this.list);
    await this.flush();
    const { store, session } = this.deps;
    const account = session.account?.id;
    if (account === undefined) return;
    const ids = [...(await store.list(`${account}/`))].sort().reverse();
    const texts = await Promise.all(ids.map(async (id) => ({ id, text: await store.read(id) })));
    // Another window may have removed one meanwhile.
    const documents = texts.flatMap(({ id, text }) => (text === undefined ? [] : [{ id, entry: parseEntry(text) }]));
    const newest = new Set(keepNewest(documents, ({ entry }) => entry !== undefined && isAboutContent(entry)));
    await Promise.all(documents.map((each) => (newest.has(each) ? undefined : store.remove(each.id))));
    if (this.deps.session.account?.id !== account) return;
    const read = [...newest].flatMap(({ entry }) => entry ?? []);
    // Additions made meanwhile are newer.
    const added = new Map(this.list.filter((entry) => !before.has(entry)).map((entry) => [entry.id, entry]));
    const known = new Set(read.map(({ id }) => id));
    this.show([...read.map((entry) => added.get(entry.id) ?? entry), ...this.list.filter(({ id }) => !known.has(id))]);
  }

  async track<T>(
    tracked: TrackedCall,
    work: () => Promise<T>,
    complete?: (result: T) => Change | undefined,
    readBack?: ReadBack,
  ): Promise<T> {
    const pending: Pending = { tracked, account: this.deps.session.account?.id };
    const startedAt = this.deps.clock.now();
    this.pending.push(pending);
    try {
      const result = await work();
      this.add(this.toEntry(pending, startedAt, {}, complete?.(result)), pending.account);
      return result;
    } catch (caught) {
      this.noteFailure(pending, startedAt, toAppError(caught), readBack);
      throw caught;
    } finally {
      this.pending.splice(this.pending.indexOf(pending), 1);
    }
  }

  /** Records a call that has ended. If the call carries out a tracked change, it becomes part of that entry; otherwise it gets an entry of its own. */
  recordCall(call: CloudCall): void {
    if (!call.mutating) return;
    const open = this.pending.filter(({ tracked, call: ended }) => !ended && isSameCall(tracked, call));
    const carried = open.slice(0, functionsOf(call).length || 1);
    for (const pending of carried) pending.call = call;
    if (carried.length > 0) return;
    const account = this.deps.session.account?.id;
    if (account === undefined) return;
    const entry = { id: this.nextId(call.startedAt), ...ofCall(call) };
    if (!this.objectCalls.record(entry, account)) this.add(entry, account);
  }

  gather<T>(gathering: Gathering, work: () => Promise<T>): Promise<T> {
    return this.objectCalls.gather(gathering, work);
  }

  async markUndone(id: string): Promise<void> {
    const entry = this.list.find((each) => each.id === id);
    if (!entry) return;
    this.add({ ...entry, undoneAt: this.deps.clock.now() });
    await this.writing;
  }

  dispose(): void {
    this.objectCalls.dispose();
    this.subscription.dispose();
  }

  private noteFailure(pending: Pending, startedAt: number, error: AppError, readBack?: ReadBack): void {
    const word = error.details.code ?? error.kind;
    const wasSent = pending.call !== undefined || error.kind !== 'cancelled';
    if (!wasSent || !isAnswerLost(error)) {
      // Without a call nothing was sent, so nothing can have changed.
      if (pending.call) this.add(this.toEntry(pending, startedAt, { failed: word }), pending.account);
      return;
    }
    const entry = this.toEntry(pending, startedAt, { unknown: word });
    this.add(entry, pending.account);
    if (!readBack) return;
    const looking = this.lookAgain(entry, readBack, pending.account);
    this.reading = Promise.all([this.reading, looking]).then(() => undefined);
  }

  /** A change seen in effect was made. Otherwise it may still take effect, so it stays unknown. */
  private async lookAgain(entry: ActivityEntry, readBack: ReadBack, account: string | undefined): Promise<void> {
    try {
      const change = await readBack();
      const { unknown: _known, ...rest } = entry;
      if (change) this.add({ ...rest, change }, account);
    } catch {
      // If the cloud cannot be read either, nothing more is known.
    }
  }

  private toEntry(
    { tracked, call }: Pending,
    startedAt: number,
    outcome: Pick<ActivityEntry, 'failed' | 'unknown'>,
    change = tracked.change,
  ): ActivityEntry {
    const { action, subject } = tracked;
    const own = { action, startedAt, durationMs: this.deps.clock.now() - startedAt };
    return {
      id: this.nextId(startedAt),
      ...own,
      ...(call && ofCall(outcome.unknown === undefined ? call : withoutOutcome(call))),
      subject: change ? changeSubject(change, subject) : subject,
      ...(change && { change }),
      ...outcome,
    };
  }

  private add(entry: ActivityEntry, account = this.deps.session.account?.id): void {
    const { session, store, onError } = this.deps;
    if (account === undefined) return;
    if (account === session.account?.id) this.show([entry, ...this.list.filter(({ id }) => id !== entry.id)]);
    this.writing = this.writing.then(() => store.write(`${account}/${entry.id}`, serializeEntry(entry))).catch(onError);
  }

  private show(entries: readonly ActivityEntry[]): void {
    const newestFirst = [...entries].sort((left, right) => (left.id < right.id ? 1 : -1));
    this.list = keepNewest(newestFirst, isAboutContent);
    this.changed.fire();
  }

  /** Returns a new id. Ids sort by time. */
  private nextId(startedAt: number): string {
    this.count += 1;
    return [pad(startedAt, 15), this.deps.windowId, pad(this.count, 6)].join('-');
  }
}

/** Returns the entries to keep. `items` must be sorted newest first. */
function keepNewest<Item>(items: readonly Item[], isContent: (item: Item) => boolean): readonly Item[] {
  const left = { ...kept };
  return items.filter((item) => left[isContent(item) ? 'content' : 'settings']-- > 0);
}

const lost: ReadonlySet<ErrorKind> = new Set(['timeout', 'cancelled', 'badAnswer', 'unavailable']);

/** Returns whether the cloud may have made the change although the call failed. An answer that refuses the change leaves no such doubt. */
function isAnswerLost({ kind, details }: AppError): boolean {
  const { httpStatus = 500 } = details;
  return lost.has(kind) && (kind !== 'unavailable' || httpStatus >= 500);
}

function isSameCall(left: TrackedCall, right: CloudCall): boolean {
  const isOf = (name: string | undefined) => name === undefined || functionsOf(right).includes(name);
  return left.action === right.action && left.subject === right.subject && isOf(left.functionName);
}

/** The functions of CDN that a call sets. */
function functionsOf({ functionName }: Pick<CloudCall, 'functionName'>): readonly string[] {
  return functionName?.split(',') ?? [];
}

function withoutOutcome({ failed: _lost, ...call }: CloudCall): CloudCall {
  return call;
}

function pad(value: number, length: number): string {
  return String(Math.round(value)).padStart(length, '0');
}

function ofCall(call: CloudCall): Omit<ActivityEntry, 'id'> {
  const { action, subject, startedAt, durationMs, requestId, taskIds, failed } = call;
  return {
    action,
    subject,
    startedAt,
    durationMs,
    ...(requestId !== undefined && { requestId }),
    ...(taskIds !== undefined && { taskIds }),
    ...(failed !== undefined && { failed }),
  };
}

const version = 2;

/** Converts an entry to the text that is stored. */
export function serializeEntry(entry: ActivityEntry): string {
  return JSON.stringify({ version, ...entry });
}

/** Parses a stored entry. `undefined` if the text has another version or not the expected fields. */
export function parseEntry(text: string): ActivityEntry | undefined {
  try {
    const { version: found, ...entry }: ActivityEntry & { readonly version?: number } = JSON.parse(text);
    return found === version && isEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** An entry and, for each kind of change, a place and a state with all fields that are read without a further look. */
const exampleEntry = { id: '', action: '', subject: '', startedAt: 0, durationMs: 0, calls: 0, taskIds: [''] };
const bucket = { name: '', region: '' };
const examples: { readonly [K in ResourceKind]: { readonly at: ChangeOf<K>['at']; readonly state: StateOf<K> } } = {
  record: {
    at: { zone: '', rr: '' },
    state: { record: { zone: '', rr: '', type: '', value: '', ttl: 0 }, enabled: true },
  },
  status: { at: { domain: '' }, state: 'online' },
  sources: { at: { domain: '' }, state: [{ type: 'oss', content: '', port: 0, priority: '', weight: '' }] },
  certificate: { at: {}, state: { name: '' } },
  config: { at: { domain: '', functionName: '' }, state: {} },
  binding: { at: { domain: '', bucket }, state: 'bound' },
  bucket: { at: { bucket }, state: 'empty' },
  bucketSetting: { at: { bucket, setting: 'website' }, state: '' },
  objectAcl: { at: { bucket, key: '' }, state: 'default' },
  deletion: { at: { bucket, key: '' }, state: 'deleted' },
  objectHeaders: { at: { bucket, key: '' }, state: {} },
};

function isEntry(entry: ActivityEntry): boolean {
  const { calls = 0, taskIds = [], change } = entry;
  return isLike({ ...entry, calls, taskIds }, exampleEntry) && (change === undefined || isChange(change));
}

function isChange({ kind, at, before, after }: Change): boolean {
  const example = lookUp(examples, kind);
  const states = [before, after].filter((state) => state !== undefined && state !== null);
  return example !== undefined && isLike(at, example.at) && states.every((state) => isLike(state, example.state));
}

/** Whether a value has what an example has, of the same types: a list more items like its first one, an empty object texts. */
function isLike(value: unknown, example: unknown): boolean {
  if (!isObject(example)) return typeof value === typeof example;
  if (!isObject(value)) return false;
  if (Array.isArray(example)) return Array.isArray(value) && value.every((item) => isLike(item, example[0]));
  const parts = Object.entries(example);
  if (parts.length === 0) return Object.values(value).every((part) => typeof part === 'string');
  return parts.every(([name, part]) => isLike(value[name], part));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
