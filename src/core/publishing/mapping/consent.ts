import type { Memory } from '../../ports/local.js';
import { parseJson } from '../../text/parseJson.js';
import type { PublishStore, StorePort, StoreReader, StoreWriter } from '../publishStore.js';
import type { Mapping } from './mapping.js';

/** The name of the note in the store that lists the consents that were given or revoked with this store. A consent is on disk at once. */
const listNote = 'consents';
/** The state of each consent, by its fingerprint. */
type Listed = Readonly<Record<string, 'given' | 'revoked'>>;

/** The subject of the user's consent. If anything in it changes, the user is asked again. */
export interface ConsentSubject {
  /** URI text of the workspace folder. */
  readonly workspace: string;
  /** The identity of the git repository, from `identifyRepository`. */
  readonly repository: string;
  readonly accountId: string;
  /** The mapping exactly as written. A mapping without domains covers every domain that has the bucket as origin, now and later. */
  readonly mapping: Mapping;
  /** The act that the user consents to: `upload` writes or deletes objects and refreshes them, `refresh` only refreshes their URLs. */
  readonly act: 'upload' | 'refresh';
}

/** Returns what saving a file of the mapping does, or `undefined` if it does nothing. */
export function actOnSave({ onSave }: Mapping): ConsentSubject['act'] | undefined {
  if (onSave === 'off') return undefined;
  return onSave === 'refresh' ? 'refresh' : 'upload';
}

/** The user's answer. `declined` counts until the window closes, `never` until the user publishes from the folder by command. */
export type ConsentState = 'given' | 'declined' | 'never' | 'unknown';

/**
 * Remembers what the user agreed to publish, and which folders are never to be asked about. A consent is kept in `memory` and in the store, since VS Code
 * may end before it has saved `memory`.
 */
export class ConsentLedger {
  private readonly declined = new Set<string>();
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

  /** Returns whether the user has agreed to anything in a workspace folder. Limited to one repository if `repository` is set. */
  knows({ workspace, repository }: Pick<ConsentSubject, 'workspace'> & Partial<ConsentSubject>): boolean {
    const start = repository === undefined ? prefixOf(workspace) : startOf({ workspace, repository });
    return this.list().some((text) => text.startsWith(start));
  }

  /** Stores a consent. If the store refuses, the consent is valid all the same. */
  async give(subject: ConsentSubject, port: StorePort): Promise<void> {
    const text = fingerprint(subject);
    this.declined.delete(text);
    try {
      const store = await port.open();
      await store.write((tx) => setListed(tx, { ...readListed(tx), [text]: 'given' }), { durable: true });
    } catch {
      // The consent is valid anyway.
    }
    const former = new Set([text, folderName(subject), revokedName(text)]);
    await this.memory.set(this.key, [...this.list().filter((each) => !former.has(each)), text]);
  }

  /** Brings the consents of this window and of the store into agreement before anything is requested, once per window. Rejects with `storeRefused`. */
  async reconcile(store: PublishStore): Promise<void> {
    if (!this.isRestored) await this.restore(store);
  }

  /**
   * Reads from the store the consents that `memory` lost in a crash, and the answers given in other windows. Does nothing if there is no store yet. Rejects
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

  /** Records that the user is never to be asked about this folder again, even if its mapping changes. */
  async declineForever(subject: ConsentSubject): Promise<void> {
    await this.memory.set(this.key, [...this.list(), folderName(subject)]);
  }

  /**
   * Revokes all consents in these workspace folders and resolves to their number. Also records this in `memory`, since another store or an older copy of it
   * may still list the consents as given.
   */
  async revoke(workspaces: readonly string[], port: StorePort): Promise<number> {
    const isHere = (text: string) => workspaces.some((workspace) => text.startsWith(prefixOf(workspace)));
    const revoked = this.list().filter(isHere);
    const left = this.list().filter((text) => !isHere(text));
    if (revoked.length > 0) await this.memory.set(this.key, [...left, ...revoked.map(revokedName)]);
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

/** Marks the matching consents in the store as revoked if they are listed as given. Resolves to their fingerprints. */
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

/** Reads the consents listed in the store. An invalid note counts as an empty list. */
function readListed(tx: StoreReader): Listed {
  return (parseJson(tx.note(listNote) ?? '') ?? {}) as Listed;
}

function setListed(tx: StoreWriter, listed: Listed): void {
  tx.setNote(listNote, JSON.stringify(listed));
}

/** Converts the subject of a consent to a text that is equal only for equal subjects. The fields of the mapping are in a fixed order. */
function fingerprint(subject: ConsentSubject): string {
  const { accountId, mapping, act } = subject;
  const { folder, bucket, prefix, domains, onSave, ...rules } = mapping;
  const upload = bucket.uploadDomain === undefined ? [] : [bucket.uploadDomain];
  const rest = [accountId, act, folder, bucket.name, bucket.region, prefix, [...domains].sort(), onSave, ...upload];
  const further = Object.keys(rules).length > 0 ? [sortFields(rules)] : [];
  // One JSON list that begins with the repository.
  return startOf(subject) + JSON.stringify([...rest, ...further]).slice(1);
}

/** Returns the beginning that all fingerprints of a workspace folder in one repository share. */
function startOf({ workspace, repository }: Pick<ConsentSubject, 'workspace' | 'repository'>): string {
  return `${prefixOf(workspace)}[${JSON.stringify(repository)},`;
}

/** Returns the entry in `memory` that marks a consent as revoked. */
function revokedName(text: string): string {
  return `revoked ${text}`;
}

/** Returns the entry in `memory` for a folder that is never asked about. `revoke` leaves this entry alone. */
function folderName({ workspace, mapping }: ConsentSubject): string {
  return `never ${prefixOf(workspace)}${mapping.folder}`;
}

function sortFields(rules: object): unknown {
  return Object.entries(rules).sort(([left], [right]) => (left < right ? -1 : 1));
}

function prefixOf(workspace: string): string {
  return `${JSON.stringify(workspace)} `;
}
