import { ConsentLedger, type ConsentSubject } from '../../../src/core/publishing/mapping/consent.js';
import type { PublishStore, StorePort } from '../../../src/core/publishing/publishStore.js';
import type { Place } from './faultyCloud.js';
import type { Mortal } from './mortal.js';

/** Delay until the editor writes its state to disk, ms. */
const keepMs = 1_000;
const key = 'consents';

/** One window's access to the consents. */
export interface WindowConsents {
  /** As `PublisherDeps.beforeRequests`. */
  beforeRequests(store: PublishStore): Promise<void>;
  /** Asks the user, unless the consent is known, before anything is requested. */
  agree(): Promise<void>;
}

/** A user's consents for every place, stored by the editor. */
export interface Consents {
  /** Violations, in words. */
  readonly odd: string[];
  open(owner: string, mortal: Mortal, port: StorePort): WindowConsents;
  /** The editor has saved its state. */
  keep(): void;
}

/** A sleep by the clock of OSS, and whether the store lists a consent for a bucket. */
interface ConsentWorld {
  readonly accountId: string;
  readonly places: readonly Place[];
  later(ms: number, work: () => void): void;
  isListed(bucket: string): boolean;
}

/** Creates consents, none given yet. */
export function createConsents({ accountId, places, later, isListed }: ConsentWorld): Consents {
  const kept = new Map<string, unknown>();
  let pending: (() => void)[] = [];
  const odd: string[] = [];
  const toSubject = ({ bucket, domain }: Place): ConsentSubject => ({
    workspace: 'file:///w',
    repository: '',
    accountId,
    act: 'upload',
    mapping: { folder: '', bucket, prefix: '', domains: [domain], onSave: 'publish' },
  });
  const open = (owner: string, mortal: Mortal, port: StorePort): WindowConsents => {
    const own = new Map(kept);
    const ledger = new ConsentLedger(
      {
        get: <T>(name: string) => own.get(name) as T | undefined,
        set: async (name, value) => {
          own.set(name, value);
          const keep = () => kept.set(name, value);
          pending.push(keep);
          later(keepMs, () => {
            if (mortal.isDead()) return;
            keep();
            pending = pending.filter((each) => each !== keep);
          });
        },
      },
      key,
    );
    const beforeRequests = (store: PublishStore) => ledger.reconcile(store);
    const agreeTo = async (place: Place) => {
      const subject = toSubject(place);
      let isKnown = isListed(place.bucket.name);
      if (ledger.get(subject) !== 'given')
        await ledger.recover(port).catch(() => {
          // Asks the user if the disk has no consent.
          isKnown = false;
        });
      if (ledger.get(subject) === 'given') return;
      if (isKnown) odd.push(`${owner} asked again for consent to ${place.bucket.name}`);
      await ledger.give(subject, port);
    };
    let agreeing: Promise<void> | undefined;
    const agreeToAll = async () => {
      for (const place of places) await agreeTo(place);
    };
    return {
      beforeRequests,
      agree: () => {
        agreeing ??= agreeToAll();
        return agreeing;
      },
    };
  };
  const keep = () => {
    for (const each of pending.splice(0)) each();
  };
  return { odd, open, keep };
}
