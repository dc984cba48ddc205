import type { Memory } from '../../ports/local.js';
import type { BucketRef } from '../../ports/oss.js';
import type { PublishStore, StorePort, StoreReader, StoreWriter } from '../publishStore.js';
import type { Mapping } from './mapping.js';

/** The note in the store with the consents given with it, durable at once, and those revoked. */
const listNote = 'consents';
/** By fingerprint. */
type Listed = Readonly<Record<string, 'given' | 'revoked'>>;

/** The subject of a consent to publish. Any change asks again. */
export interface ConsentSubject {
  /** URI text of the workspace folder. */
  readonly workspace: string;
  /** The result of `identifyRepository`. */
  readonly repository: string;
  readonly accountId: string;
  /** As written: without domains it means every domain with the bucket as origin, now and later. */
  readonly mapping: Mapping;
  /** Objects are written or deleted and then refreshed, or only their URLs are refreshed. */
  readonly act: 'upload' | 'refresh';
}

/** The effect of saving a file of the mapping; `undefined` if none. */
export function actOnSave({ onSave }: Mapping): ConsentSubject['act'] | undefined {
  if (onSave === 'off') return undefined;
  return onSave === 'refresh' ? 'refresh' : 'upload';
}

/** The state of a consent: `declined` lasts for the window, `never` for the folder until the user publishes from it. */
export type ConsentState = 'given' | 'declined' | 'never' | 'unknown';

/**
 * Keeps who agreed to what, and which folders are never asked about. A consent is stored in `memory`, which outlives the
 * store, and in the store that it was given with. If the store does not list it, the store is new, was moved or is an
 * older copy: it does not know what was published since, so that is asked about.
 */
export class ConsentLedger {
  private readonly declined = new Set<string>();
  /** Consents that write requests rely on, with their buckets, until the store is known to list them. */
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
    // Declining a folder permanently overrides earlier consents.
    if (kept.includes(folderName(subject))) return 'never';
    if (kept.includes(text)) return 'given';
    return this.declined.has(text) ? 'declined' : 'unknown';
  }

  /** Returns whether anything was agreed to in a workspace folder, in this repository or, without one, in any. */
  knows({ workspace, repository }: Pick<ConsentSubject, 'workspace'> & Partial<ConsentSubject>): boolean {
    const start = repository === undefined ? prefixOf(workspace) : startOf({ workspace, repository });
    return this.list().some((text) => text.startsWith(start));
  }

  /**
   * Gives a durable consent. Its bucket is recorded from `serverTime` on, by the clock of OSS, ms since the epoch;
   * `undefined` if unknown. If the store refuses, objects there count as unknown.
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
      // The consent is valid anyway. A store that does not list it does not know the bucket's content.
    }
    const former = new Set([text, folderName(subject), revokedName(text)]);
    await this.memory.set(this.key, [...this.list().filter((each) => !former.has(each)), text]);
  }

  /** Records that later requests rely on a given consent; returns whether the store may not list it. */
  rely(subject: ConsentSubject): boolean {
    const text = fingerprint(subject);
    if (subject.act !== 'upload' || this.confirmed.has(text)) return false;
    this.relied.set(text, subject.mapping.bucket);
    return true;
  }

  /**
   * Synchronizes this list with the store's before anything is requested: once per window, and then for consents that
   * the store may not list. Rejects with `storeRefused`.
   */
  async reconcile(store: PublishStore, now: number): Promise<void> {
    if (!this.isRestored) await this.restore(store);
    if (this.relied.size === 0) return;
    const relied = [...this.relied];
    await store.write((tx) => {
      const listed = readListed(tx);
      // A revoked consent is listed again only when it is given again.
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

  /**
   * Imports from the store what a crash kept from `memory`, and what other windows were told. Creates no store. Rejects
   * with `storeRefused`.
   */
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

  /** The folder is never asked about again, whatever its mapping becomes. */
  async declineForever(subject: ConsentSubject): Promise<void> {
    await this.memory.set(this.key, [...this.list(), folderName(subject)]);
  }

  /**
   * Revokes every consent in these workspace folders; returns their number. Also recorded in `memory`, since another
   * store or an older copy may still list them as given.
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

/** Marks these consents as revoked in the store if it lists them as given; returns them. */
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

/** An unreadable note lists nothing. */
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

/** Serializes the whole mapping in a fixed order. */
function fingerprint(subject: ConsentSubject): string {
  const { accountId, mapping, act } = subject;
  const { folder, bucket, prefix, domains, onSave, ...rules } = mapping;
  const upload = bucket.uploadDomain === undefined ? [] : [bucket.uploadDomain];
  const rest = [accountId, act, folder, bucket.name, bucket.region, prefix, [...domains].sort(), onSave, ...upload];
  const further = Object.keys(rules).length > 0 ? [sortFields(rules)] : [];
  // One JSON list that begins with the repository.
  return startOf(subject) + JSON.stringify([...rest, ...further]).slice(1);
}

/** The common prefix of all fingerprints of a workspace folder in one repository. */
function startOf({ workspace, repository }: Pick<ConsentSubject, 'workspace' | 'repository'>): string {
  return `${prefixOf(workspace)}[${JSON.stringify(repository)},`;
}

/** The mark of a revoked consent in `memory`. */
function revokedName(text: string): string {
  return `revoked ${text}`;
}

/** Not revoked by `revoke`. */
function folderName({ workspace, mapping }: ConsentSubject): string {
  return `never ${prefixOf(workspace)}${mapping.folder}`;
}

function sortFields(rules: object): unknown {
  return Object.entries(rules).sort(([left], [right]) => (left < right ? -1 : 1));
}

function prefixOf(workspace: string): string {
  return `${JSON.stringify(workspace)} `;
}
