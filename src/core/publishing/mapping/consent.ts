import type { Memory } from '../../ports/local.js';
import type { Mapping } from './mapping.js';

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

/** Who agreed to what, and which folders are never asked about. */
export class ConsentLedger {
  private readonly declined = new Set<string>();

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

  async give(subject: ConsentSubject): Promise<void> {
    const text = fingerprint(subject);
    this.declined.delete(text);
    const others = this.list().filter((each) => each !== text && each !== folderName(subject));
    await this.memory.set(this.key, [...others, text]);
  }

  decline(subject: ConsentSubject): void {
    this.declined.add(fingerprint(subject));
  }

  /** Whatever its mapping says later, the folder is not asked about again. */
  async declineForever(subject: ConsentSubject): Promise<void> {
    await this.memory.set(this.key, [...this.list(), folderName(subject)]);
  }

  /** Takes back every consent given in these workspace folders; answers how many there were. */
  async revoke(workspaces: readonly string[]): Promise<number> {
    const kept = this.list().filter((text) => !workspaces.some((workspace) => text.startsWith(prefixOf(workspace))));
    const count = this.list().length - kept.length;
    if (count > 0) await this.memory.set(this.key, kept);
    return count;
  }

  private list(): readonly string[] {
    const value = this.memory.get<unknown>(this.key);
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  }
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
