import type { CdnSource, DomainStatus } from '../ports/cdn.js';
import type { CertificateRef } from '../ports/certificates.js';
import type { CloudCall } from '../ports/cloud.js';
import type { NewRecord } from '../ports/dns.js';
import type { BucketRef, BucketSetting } from '../ports/oss.js';
import type { Listen } from '../signal.js';

/** How something in the cloud stood before or stands after a change. */
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

/** What would put a change back. */
export type Undo =
  /** Adds a deleted record again; it gets a new RecordId. */
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
  /** `from` is the name of the certificate that the change has set; absent where it took one away. */
  | {
      readonly kind: 'setCertificate';
      readonly domain: string;
      readonly from?: string;
      readonly certificate: CertificateRef;
    }
  | { readonly kind: 'deleteCertificate'; readonly domain: string; readonly from: string }
  /** Without `xml` the setting goes; `from` is what the change has written, absent where it took it away. */
  | {
      readonly kind: 'setBucketSetting';
      readonly bucket: BucketRef;
      readonly setting: BucketSetting;
      readonly xml?: string;
      readonly from?: string;
    }
  /** While it is empty. */
  | { readonly kind: 'deleteBucket'; readonly bucket: BucketRef }
  | { readonly kind: 'startDomain'; readonly domain: string }
  | { readonly kind: 'stopDomain'; readonly domain: string }
  | {
      readonly kind: 'setConfig' | 'deleteConfig';
      readonly domain: string;
      readonly functionName: string;
      readonly args: Readonly<Record<string, string>>;
      /** What the change has set, in place of which `args` come back; absent where it took the setting away. */
      readonly from?: Readonly<Record<string, string>>;
      /** The setting that gets its old values again, of a function that may be set several times. */
      readonly configId?: string;
    };

/** Where a change can be seen, and finished by hand, in the console. */
export type ChangePlace =
  | { readonly kind: 'zone'; readonly zone: string }
  | { readonly kind: 'domain'; readonly domain: string; readonly page: 'basic' | 'backSrc' | 'https' | 'cache' }
  | { readonly kind: 'bucketDomains' | 'bucket'; readonly bucket: BucketRef };

/** Looks in the cloud whether a change is in effect, and what would then put it back; `undefined` when it is not seen. */
export type ReadBack = () => Promise<{ readonly undo?: Undo } | undefined>;

/** A change about to be made. `call` is how the vendor's call will name itself, so that the two are shown as one. */
export interface CloudChange {
  readonly call: Pick<CloudCall, 'action' | 'subject' | 'functionName'>;
  /** What the change is about, as people write it. */
  readonly subject: string;
  readonly before?: Snapshot;
  readonly after?: Snapshot;
  readonly place?: ChangePlace;
}

/** One change to the cloud as it is kept: data only, and no secret. */
export interface ActivityEntry {
  readonly id: string;
  /** The vendor's action, such as `AddDomainRecord`. */
  readonly action: string;
  readonly subject: string;
  /** In ms since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** How many calls share the entry, where there are several: `subject` is then the folder of all, `requestId` that of the last one. */
  readonly calls?: number;
  readonly requestId?: string;
  /** The tasks that a refresh or prefetch started at CDN. */
  readonly taskIds?: readonly string[];
  /** The error code of a failed call. */
  readonly failed?: string;
  /** The error code when the answer was lost: whether it took effect is not known. */
  readonly unknown?: string;
  readonly before?: Snapshot;
  readonly after?: Snapshot;
  readonly undo?: Undo;
  /** When it was undone, in ms since the epoch. */
  readonly undoneAt?: number;
  readonly place?: ChangePlace;
}

/** What was changed in the signed-in account, from every window, the newest first. */
export interface Activity {
  readonly entries: readonly ActivityEntry[];
  readonly onDidChange: Listen<void>;
  /** Reads what other windows and earlier sessions did. */
  load(): Promise<void>;
  /**
   * Makes a change and notes how it ended; `undoOf` says from its result what would put it back. When the answer is
   * lost, `readBack` looks whether the change is in effect all the same.
   */
  track<T>(
    change: CloudChange,
    work: () => Promise<T>,
    undoOf?: (result: T) => Undo | undefined,
    readBack?: ReadBack,
  ): Promise<T>;
  /** Notes that an entry has been undone. */
  markUndone(id: string): Promise<void>;
}
