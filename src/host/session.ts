import type { Account, AccountSource, Credentials, Session, Site, StoredKeys, StoredSource } from '../core/account.js';
import { AppError, toAppError } from '../core/errors.js';
import type { AcmeKeyStore } from '../core/ports/acme.js';
import type { CloudCall, CloudPorts } from '../core/ports/cloud.js';
import type { ClockPort, Memory } from '../core/ports/local.js';
import { Signal } from '../core/signal.js';
import type { Log } from './log/logLines.js';
import type { KeySafe } from './secrets.js';
import type { StateKey } from './stateKeys.js';

/** The part of the cloud that a session uses. Its bundle is loaded at the first call. */
export interface CloudModule {
  createCloud(options: {
    readonly credentials: () => Promise<Credentials>;
    readonly onCall: (call: CloudCall) => void;
    readonly clock: ClockPort;
    readonly acmeKeys: AcmeKeyStore;
    readonly site: () => Site;
  }): CloudPorts;
  readCredentials(source: StoredSource): Promise<Credentials>;
  listProfiles(): Promise<readonly StoredKeys[]>;
}

/** The dependencies of a session. */
interface SessionDeps {
  readonly memory: Memory;
  readonly safe: KeySafe;
  readonly log: Pick<Log, 'hide' | 'failure'>;
  readonly clock: ClockPort;
  readonly calls: Signal<CloudCall>;
  readonly loadCloud: () => Promise<CloudModule>;
  /** The user's setting for the site of the account. */
  readonly site: () => Site;
}

const accountKey: StateKey = 'account';
/** How long read keys are reused, ms. Otherwise each upload of a folder would read them from a file or through VS Code. */
const keysMaxAgeMs = 1_000;

/** The account with the id of its verified key. Another key must be verified again. */
interface ProvenAccount extends Account {
  readonly accessKeyId: string;
}

/** The session of this window, with the right to sign in or out and to test keys first. Its creation reads only the remembered account. */
export class OwnSession implements Session {
  private readonly changed = new Signal<void>();
  private current: ProvenAccount | undefined;
  private opened: Promise<CloudPorts> | undefined;
  private recent:
    | { readonly at: number; readonly source: AccountSource; readonly keys: Promise<Credentials> }
    | undefined;
  /** Whether a key belongs to the account of this window, by AccessKey ID. */
  private readonly proofs = new Map<string, Promise<boolean>>();

  constructor(private readonly deps: SessionDeps) {
    this.show(readAccount(deps.memory));
  }

  readonly onDidChange = this.changed.event;

  get account(): Account | undefined {
    return this.current;
  }

  async cloud(): Promise<CloudPorts> {
    if (!this.current) throw new AppError('notSignedIn');
    const account = this.current;
    this.opened ??= this.open(() => this.readOwnKeys(account));
    return this.opened;
  }

  /** A cloud with these keys, to verify them. */
  async tryCloud(source: AccountSource, typed?: Credentials): Promise<CloudPorts> {
    return this.open(async () => (typed ? this.hide(typed) : this.readKeys(source)));
  }

  /** The keys on this computer: of the environment and of each CLI profile. An unreadable profile file does not prevent the user from entering a key. */
  async listStored(): Promise<readonly StoredKeys[]> {
    const cloud = await this.deps.loadCloud();
    const environment = await cloud.readCredentials({ kind: 'environment' }).then(
      ({ accessKeyId }) => [{ source: { kind: 'environment' } as const, keyEnd: accessKeyId.slice(-4) }],
      () => [],
    );
    const profiles = await cloud.listProfiles().catch((error: unknown) => {
      this.deps.log.failure('list the profiles of the CLI', toAppError(error));
      return [];
    });
    return [...environment, ...profiles];
  }

  /** Saves a verified account, and its keys if the user entered them. */
  async signIn(account: Account, typed?: Credentials): Promise<void> {
    if (typed) await this.deps.safe.write(typed);
    const { accessKeyId } = typed ?? (await this.readKeys(account.source));
    await this.change({ ...account, accessKeyId });
  }

  async signOut(): Promise<void> {
    await this.deps.safe.clear();
    await this.change(undefined);
  }

  private async change(account: ProvenAccount | undefined): Promise<void> {
    this.show(account);
    await this.deps.memory.set(accountKey, account);
    this.changed.fire();
  }

  private show(account: ProvenAccount | undefined): void {
    this.current = account;
    this.opened = undefined;
    this.recent = undefined;
    this.proofs.clear();
    if (account) this.proofs.set(account.accessKeyId, Promise.resolve(true));
  }

  private async open(credentials: () => Promise<Credentials>): Promise<CloudPorts> {
    const { loadCloud, calls, clock, site } = this.deps;
    const { createCloud } = await loadCloud();
    return createCloud({ credentials, onCall: (call) => calls.fire(call), clock, acmeKeys: this.acmeKeys(), site });
  }

  /** Another sign-in or an edited profile may bring keys of another account, which must not be used for this one. */
  private async readOwnKeys(account: ProvenAccount): Promise<Credentials> {
    const isCurrent = () => this.current?.id === account.id;
    if (!isCurrent()) throw new AppError('notSignedIn');
    const keys = await this.readRecent(account.source, isCurrent);
    if (!isCurrent()) throw new AppError('notSignedIn');
    const { accessKeyId } = keys;
    const proof = this.proofs.get(accessKeyId) ?? this.prove(account, keys);
    this.proofs.set(accessKeyId, proof);
    const isOwn = await proof.catch((error: unknown) => {
      this.proofs.delete(accessKeyId);
      throw error;
    });
    if (isOwn && isCurrent()) return keys;
    // Only in this window: the stored account is that of another window by now.
    if (this.current === account) {
      this.show(undefined);
      this.changed.fire();
    }
    throw new AppError('notSignedIn');
  }

  private async prove({ id }: ProvenAccount, keys: Credentials): Promise<boolean> {
    const cloud = await this.open(async () => keys);
    return (await cloud.sts.readCaller(new AbortController().signal)).accountId === id;
  }

  private readRecent(source: AccountSource, isCurrent: () => boolean): Promise<Credentials> {
    const now = this.deps.clock.now();
    const known = this.recent;
    if (known?.source === source && now >= known.at && now - known.at < keysMaxAgeMs) return known.keys;
    const keys = this.readKeys(source, isCurrent);
    const recent = { at: now, source, keys };
    this.recent = recent;
    keys.catch(() => {
      if (this.recent === recent) this.recent = undefined;
    });
    return keys;
  }

  private async readKeys(source: AccountSource, isCurrent = () => true): Promise<Credentials> {
    if (source.kind !== 'secret') return this.hide(await (await this.deps.loadCloud()).readCredentials(source));
    const keys = await this.deps.safe.read();
    if (keys) return this.hide(keys);
    // The keyring was cleared: the account is signed out.
    if (isCurrent()) await this.change(undefined);
    throw new AppError('notSignedIn');
  }

  private acmeKeys(): AcmeKeyStore {
    const { safe, log } = this.deps;
    return {
      read: async () => {
        const key = await safe.acme.read();
        if (key !== undefined) log.hide(key);
        return key;
      },
      write: (key) => safe.acme.write(key),
    };
  }

  private hide(keys: Credentials): Credentials {
    this.deps.log.hide(keys.accessKeySecret);
    if (keys.securityToken) this.deps.log.hide(keys.securityToken);
    return keys;
  }
}

function readAccount(memory: Memory): ProvenAccount | undefined {
  const value = memory.get<ProvenAccount>(accountKey);
  const isWhole = [value?.id, value?.source?.kind, value?.accessKeyId].every((part) => typeof part === 'string');
  return isWhole ? value : undefined;
}
