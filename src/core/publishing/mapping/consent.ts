import type { Memory } from '../../ports/local.js';
import type { BucketRef } from '../../ports/oss.js';
import type { PublishStore, StorePort, StoreReader, StoreWriter } from '../publishStore.js';
import type { Mapping } from './mapping.js';

/** In the store: the consents given with it, so that they survive a crash at once, and those taken back. */
const listNote = 'consents';
/** By fingerprint. */
type Listed = Readonly<Record<string, 'given' | 'revoked'>>;

/** What a consent to publish is bound to; any change asks again. */
export interface ConsentSubject {
  /** URI text of the workspace folder. */
  readonly workspace: string;
  /** What `identifyRepository` says of it. */
  readonly repository: string;
  readonly accountId: string;
  /** As it is written: one that names no domain means every one that has the bucket as origin, now and later. */
  readonly mapping: Mapping;
  /** Objects are written or deleted and then refreshed, or nothing but their URLs is refreshed. */
  readonly act: 'upload' | 'refresh';
}

/** What saving a file of the mapping does; `undefined` when nothing. */
export function actOnSave({ onSave }: Mapping): ConsentSubject['act'] | undefined {
  if (onSave === 'off') return undefined;
  return onSave === 'refresh' ? 'refresh' : 'upload';
}

/** What is known of a consent: `declined` ends with the window, `never` holds for the folder until the user publishes from it. */
export type ConsentState = 'given' | 'declined' | 'never' | 'unknown';

/**
 * Who agreed to what, and which folders are never asked about. A consent is kept in two places: in `memory`, which outlives the
 * store, and in the store that it was given with. Where the store does not list it, that one is new, was moved or is an older copy: what
 * was published since is not known there, and is asked about.
 */
export class ConsentLedger {
  private readonly declined = new Set<string>();
  /** Consents to write to buckets that requests rely on, with the bucket, until the store is known to list them. */
  private readonly relied = new Map<string, BucketRef>();
  private readonly confirmed = new Set<string>();
  private isRestored = false;

  constructor(
    private readonly memory: Memory,
    private readonly key: string,
  ) {}

  get(subject: ConsentSubject): ConsentState {
    const text = fingerprint(subject);
    const kept = this.list();
    // A refusal of the folder outlives what was agreed to before it.
    if (kept.includes(folderName(subject))) return 'never';
    if (kept.includes(text)) return 'given';
    return this.declined.has(text) ? 'declined' : 'unknown';
  }

  /** Whether anything at all was agreed to in a workspace folder, while it was in this repository or, without one, in any. */
  knows({ workspace, repository }: Pick<ConsentSubject, 'workspace'> & Partial<ConsentSubject>): boolean {
    const start = repository === undefined ? prefixOf(workspace) : startOf({ workspace, repository });
    return this.list().some((text) => text.startsWith(start));
  }

  /**
   * Gives a consent, which a crash does not undo from now on. Its bucket is recorded since then: `serverTime` by the clock of OSS, ms since
   * the epoch; `undefined` where that could not be asked. A store that refuses makes the objects there count as unknown.
   */
  async give(subject: ConsentSubject, port: StorePort, now: number, serverTime: number | undefined): Promise<void> {
    const text = fingerprint(subject);
    this.declined.delete(text);
    try {
      const store = await port.open();
      const write = (tx: StoreWriter) => {
        if (subject.act === 'upload') tx.ledger.begin(subject.mapping.bucket, now, serverTime);
        setListed(tx, { ...readListed(tx), [text]: 'given' });
      };
      await store.write(write, { durable: true });
      this.confirmed.add(text);
    } catch {
      // The consent holds all the same; what is in the bucket is unknown to a store that does not list it.
    }
    const former = new Set([text, folderName(subject), revokedName(text)]);
    await this.memory.set(this.key, [...this.list().filter((each) => !former.has(each)), text]);
  }

  /** Notes that what is requested from now on relies on a consent that was given; answers whether the store is not known to list it. */
  rely(subject: ConsentSubject): boolean {
    const text = fingerprint(subject);
    if (subject.act !== 'upload' || this.confirmed.has(text)) return false;
    this.relied.set(text, subject.mapping.bucket);
    return true;
  }

  /** Brings this list and that of the store in line, before anything is requested: once for each window, then where consents are relied on that the store may not list. Rejects with `storeRefused`. */
  async reconcile(store: PublishStore, now: number): Promise<void> {
    if (!this.isRestored) await this.restore(store);
    if (this.relied.size === 0) return;
    const relied = [...this.relied];
    await store.write((tx) => {
      const listed = readListed(tx);
      // What was revoked is listed again only by who gives it.
      const unlisted = relied.filter(([text]) => listed[text] === undefined);
      for (const [, bucket] of unlisted) tx.ledger.doubt(bucket, now);
      const added = Object.fromEntries(unlisted.map(([text]) => [text, 'given' as const]));
      if (unlisted.length > 0) setListed(tx, { ...listed, ...added });
    });
    for (const [text] of relied) {
      this.relied.delete(text);
      this.confirmed.add(text);
    }
  }

  /** Takes over from the store what a crash kept from `memory`, and what other windows were told; creates no store. Rejects with `storeRefused`. */
  async recover(port: StorePort): Promise<void> {
    if (port.opened || (await port.hasData())) await this.restore(await port.open());
  }

  private async restore(store: PublishStore): Promise<void> {
    const listed = store.read(readListed);
    const kept = this.list();
    const isMissing = (text: string) => !kept.includes(text) && !kept.includes(revokedName(text));
    const missing = Object.keys(listed).filter((text) => listed[text] === 'given' && isMissing(text));
    const left = kept.filter((text) => listed[text] !== 'revoked');
    if (missing.length > 0 || left.length < kept.length) await this.memory.set(this.key, [...left, ...missing]);
    this.isRestored = true;
  }

  decline(subject: ConsentSubject): void {
    this.declined.add(fingerprint(subject));
  }

  /** Whatever its mapping says later, the folder is not asked about again. */
  async declineForever(subject: ConsentSubject): Promise<void> {
    await this.memory.set(this.key, [...this.list(), folderName(subject)]);
  }

  /**
   * Takes back every consent given in these workspace folders; answers how many there were. `memory` says so too, since another store, or
   * an older copy of this one, may still list them as given.
   */
  async revoke(workspaces: readonly string[], port: StorePort): Promise<number> {
    const isHere = (text: string) => workspaces.some((workspace) => text.startsWith(prefixOf(workspace)));
    const revoked = this.list().filter(isHere);
    const left = this.list().filter((text) => !isHere(text));
    if (revoked.length > 0) await this.memory.set(this.key, [...left, ...revoked.map(revokedName)]);
    for (const text of revoked) {
      this.confirmed.delete(text);
      this.relied.delete(text);
    }
    try {
      const inStore = port.opened || (await port.hasData()) ? await listRevoked(await port.open(), isHere) : [];
      return new Set([...revoked, ...inStore]).size;
    } catch {
      // A store that refuses sends nothing either.
      return revoked.length;
    }
  }

  private list(): readonly string[] {
    const value = this.memory.get<unknown>(this.key);
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  }
}

/** Has the store list all of these that it lists as given as revoked; answers them. */
function listRevoked(store: PublishStore, isMeant: (text: string) => boolean): Promise<readonly string[]> {
  return store.write(
    (tx) => {
      const listed = readListed(tx);
      const given = Object.keys(listed).filter((text) => listed[text] === 'given' && isMeant(text));
      const revoked = Object.fromEntries(given.map((text) => [text, 'revoked' as const]));
      if (given.length > 0) setListed(tx, { ...listed, ...revoked });
      return given;
    },
    { durable: true },
  );
}

/** One that cannot be read lists nothing. */
function readListed(tx: StoreReader): Listed {
  try {
    return JSON.parse(tx.note(listNote) ?? '{}');
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function setListed(tx: StoreWriter, listed: Listed): void {
  tx.setNote(listNote, JSON.stringify(listed));
}

/** Everything that the mapping says, in one order. */
function fingerprint(subject: ConsentSubject): string {
  const { accountId, mapping, act } = subject;
  const { folder, bucket, prefix, domains, onSave, ...rules } = mapping;
  const upload = bucket.uploadDomain === undefined ? [] : [bucket.uploadDomain];
  const rest = [accountId, act, folder, bucket.name, bucket.region, prefix, [...domains].sort(), onSave, ...upload];
  const further = Object.keys(rules).length > 0 ? [sortFields(rules)] : [];
  // One list in JSON with the repository in front.
  return startOf(subject) + JSON.stringify([...rest, ...further]).slice(1);
}

/** What every fingerprint of a workspace folder in one repository starts with. */
function startOf({ workspace, repository }: Pick<ConsentSubject, 'workspace' | 'repository'>): string {
  return `${prefixOf(workspace)}[${JSON.stringify(repository)},`;
}

/** The mark of a revoked consent in `memory`. */
function revokedName(text: string): string {
  return `revoked ${text}`;
}

/** Not among what `revoke` takes back. */
function folderName({ workspace, mapping }: ConsentSubject): string {
  return `never ${prefixOf(workspace)}${mapping.folder}`;
}

function sortFields(rules: object): unknown {
  return Object.entries(rules).sort(([left], [right]) => (left < right ? -1 : 1));
}

function prefixOf(workspace: string): string {
  return `${JSON.stringify(workspace)} `;
}
