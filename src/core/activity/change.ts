import { isOnDefaultLine } from '../dns/dnsLines.js';
import { fullName } from '../dns/hostNames.js';
import { showDomain } from '../domainName.js';
import { isRestorable } from '../https/certificateState.js';
import type { CdnSource, DomainStatus } from '../ports/cdn.js';
import type { DomainCertificate } from '../ports/certificates.js';
import type { NewRecord } from '../ports/dns.js';
import type { BucketRef, BucketSetting } from '../ports/oss.js';

/** The kinds of resources, and how each of them may stand. Data only, and no secret. */
interface States {
  readonly record: { readonly record: NewRecord; readonly enabled: boolean };
  readonly status: DomainStatus;
  readonly sources: readonly CdnSource[];
  readonly certificate: Pick<DomainCertificate, 'id' | 'name' | 'region' | 'expires'>;
  /** The arguments of a function. */
  readonly config: Readonly<Record<string, string>>;
  readonly binding: 'bound';
  readonly bucket: 'empty' | 'filled';
  /** Its XML. */
  readonly bucketSetting: string;
}

/** Where a resource of each kind is found. */
interface Places {
  /** The id of a new record is known from the answer to its creation only. */
  readonly record: { readonly zone: string; readonly rr: string; readonly id?: string };
  readonly status: { readonly domain: string };
  readonly sources: { readonly domain: string };
  /** Without a domain it is kept in the account. */
  readonly certificate: { readonly domain?: string };
  readonly config: {
    readonly domain: string;
    readonly functionName: string;
    /** Of the setting that got other values: a function may be set several times. */
    readonly id?: string;
    /** It has keys, which are not kept. */
    readonly hasSecrets?: true;
  };
  readonly binding: { readonly domain: string; readonly bucket: BucketRef };
  readonly bucket: { readonly bucket: BucketRef };
  readonly bucketSetting: { readonly bucket: BucketRef; readonly setting: BucketSetting };
}

export type ResourceKind = keyof States;
export type StateOf<K extends ResourceKind> = States[K];

/** A change of a resource of this kind; a side is `null` where the resource does not exist, left out where it was not read. */
export interface ChangeOf<K extends ResourceKind> {
  readonly kind: K;
  readonly at: Places[K];
  readonly before?: StateOf<K> | null | undefined;
  readonly after?: StateOf<K> | null | undefined;
}

/** What a call to the cloud changes: which resource, how it stood before and how it stands after. */
export type Change = { readonly [K in ResourceKind]: ChangeOf<K> }[ResourceKind];

/** The resource of a change as people write it; `named` is how its call names it. */
export function changeSubject({ kind, at }: Change, named: string): string {
  if (kind === 'record') return fullName(at);
  return 'domain' in at && kind !== 'binding' ? showDomain(at.domain) : named;
}

/** Whether a change resumes or pauses a record; otherwise it is about the values alone. */
export function switchesRecord({ before, after }: ChangeOf<'record'>): boolean {
  return !!before && !!after && before.enabled !== after.enabled;
}

/** Whether the state before a change can be written again as it was. */
export function isReversible(change: Change): boolean {
  const { before, after } = change;
  if (before === undefined || JSON.stringify(before) === JSON.stringify(after)) return false;
  switch (change.kind) {
    case 'record':
      return isRecordReversible(change);
    case 'sources':
      return before !== null && after !== null;
    case 'certificate':
      return change.at.domain !== undefined && (!change.before || isRestorable(change.before));
    case 'config':
      return !change.at.hasSecrets;
    case 'bucket':
      return before === null;
    default:
      return true;
  }
}

/** A record of another line, or a paused one, could not be recreated identically. */
function isRecordReversible({ at, before, after }: ChangeOf<'record'>): boolean {
  if (after !== null) return at.id !== undefined;
  return before?.enabled === true && isOnDefaultLine(before.record);
}
