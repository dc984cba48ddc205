import type { CdnSource, DomainStatus } from '../ports/cdn.js';
import type { CertificateChoice } from '../ports/certificates.js';
import type { CloudCall } from '../ports/cloud.js';
import type { NewRecord } from '../ports/dns.js';
import type { BucketRef, BucketSetting } from '../ports/oss.js';
import type { Listen } from '../signal.js';

/** The state of a resource before or after a change. */
export type Snapshot =
  | { readonly kind: 'absent' }
  | { readonly kind: 'record'; readonly record: NewRecord; readonly enabled: boolean }
  | { readonly kind: 'status'; readonly status: DomainStatus }
  | { readonly kind: 'sources'; readonly sources: readonly CdnSource[] }
  | { readonly kind: 'binding' | 'bucket'; readonly bucket: BucketRef }
  /** `expires` in ms since the epoch. */
  | { readonly kind: 'certificate'; readonly name: string; readonly expires?: number }
  | { readonly kind: 'bucketSetting'; readonly setting: BucketSetting; readonly xml: string }
  | { readonly kind: 'config'; readonly functionName: string; readonly args: Readonly<Record<string, string>> };

/** The inverse of a change. */
export type Undo =
  /** Adds a deleted record again, with a new RecordId. */
  | { readonly kind: 'createRecord'; readonly record: NewRecord }
  | { readonly kind: 'deleteRecord'; readonly id: string; readonly record: NewRecord }
  | { readonly kind: 'updateRecord'; readonly id: string; readonly from: NewRecord; readonly record: NewRecord }
  | { readonly kind: 'setRecordState'; readonly id: string; readonly record: NewRecord; readonly enabled: boolean }
  | { readonly kind: 'createCname'; readonly bucket: BucketRef; readonly domain: string }
  | { readonly kind: 'deleteCname'; readonly bucket: BucketRef; readonly domain: string }
  | {
      readonly kind: 'updateSources';
      readonly domain: string;
      readonly from: readonly CdnSource[];
      readonly sources: readonly CdnSource[];
    }
  /** `from` is the name of the certificate that the change set; absent if it removed one. */
  | {
      readonly kind: 'setCertificate';
      readonly domain: string;
      readonly from?: string;
      readonly certificate: CertificateChoice;
    }
  | { readonly kind: 'deleteCertificate'; readonly domain: string; readonly from: string }
  /** Without `xml` the setting is removed; `from` is what the change wrote, absent if it removed the setting. */
  | {
      readonly kind: 'setBucketSetting';
      readonly bucket: BucketRef;
      readonly setting: BucketSetting;
      readonly xml?: string;
      readonly from?: string;
    }
  /** If it is still empty. */
  | { readonly kind: 'deleteBucket'; readonly bucket: BucketRef }
  | { readonly kind: 'startDomain'; readonly domain: string }
  | { readonly kind: 'stopDomain'; readonly domain: string }
  | {
      readonly kind: 'setConfig' | 'deleteConfig';
      readonly domain: string;
      readonly functionName: string;
      readonly args: Readonly<Record<string, string>>;
      /** The arguments that the change set, which `args` replace; absent if it removed the setting. */
      readonly from?: Readonly<Record<string, string>>;
      /** The setting to restore, for a function with several entries. */
      readonly configId?: string;
    };

/** The place in the console to see a change or finish it by hand. */
export type ChangePlace =
  | { readonly kind: 'zone'; readonly zone: string }
  | { readonly kind: 'domain'; readonly domain: string; readonly page: 'basic' | 'backSrc' | 'https' | 'cache' }
  | { readonly kind: 'bucketDomains' | 'bucket'; readonly bucket: BucketRef };

/** Checks in the cloud whether a change is in effect, and returns its undo; `undefined` if it is not. */
export type ReadBack = () => Promise<{ readonly undo?: Undo } | undefined>;

/** A change to be made. `call` is the expected vendor call, so that both are listed as one. */
export interface CloudChange {
  readonly call: Pick<CloudCall, 'action' | 'subject' | 'functionName'>;
  /** The subject of the change, as shown. */
  readonly subject: string;
  readonly before?: Snapshot;
  readonly after?: Snapshot;
  readonly place?: ChangePlace;
}

/** One stored change to the cloud: data only, no secret. */
export interface ActivityEntry {
  readonly id: string;
  /** The vendor's action, such as `AddDomainRecord`. */
  readonly action: string;
  readonly subject: string;
  /** In ms since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** The number of calls that share the entry, if several: then `subject` is their folder, and `requestId` that of the last one. */
  readonly calls?: number;
  readonly requestId?: string;
  /** The tasks that a refresh or prefetch started at CDN. */
  readonly taskIds?: readonly string[];
  /** The error code of a failed call. */
  readonly failed?: string;
  /** The error code if the answer was lost: whether the change took effect is unknown. */
  readonly unknown?: string;
  readonly before?: Snapshot;
  readonly after?: Snapshot;
  readonly undo?: Undo;
  /** When it was undone, in ms since the epoch. */
  readonly undoneAt?: number;
  readonly place?: ChangePlace;
}

/** The changes in the signed-in account from all windows, newest first. */
export interface Activity {
  readonly entries: readonly ActivityEntry[];
  readonly onDidChange: Listen<void>;
  /** Loads the changes of other windows and earlier sessions. */
  load(): Promise<void>;
  /**
   * Makes a change and records its outcome; `undoOf` derives the undo from its result. If the answer is lost, `readBack`
   * checks whether the change is in effect.
   */
  track<T>(
    change: CloudChange,
    work: () => Promise<T>,
    undoOf?: (result: T) => Undo | undefined,
    readBack?: ReadBack,
  ): Promise<T>;
  /** Records that an entry was undone. */
  markUndone(id: string): Promise<void>;
}
