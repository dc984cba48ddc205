import { isOnDefaultLine } from '../dns/dnsLines.js';
import { fullName } from '../dns/hostNames.js';
import { showDomain } from '../domainName.js';
import { isRestorable } from '../https/certificateState.js';
import type { CdnSource, DomainStatus } from '../ports/cdn.js';
import type { DomainCertificate } from '../ports/certificates.js';
import type { NewRecord } from '../ports/dns.js';
import type { BucketRef, BucketSetting, ObjectAcl, ObjectHeaders, ObjectRef } from '../ports/oss.js';

/** The state of a resource of each kind, as recorded before and after a change. Contains only data, and no secret. */
interface States {
  readonly record: { readonly record: NewRecord; readonly enabled: boolean };
  readonly status: DomainStatus;
  readonly sources: readonly CdnSource[];
  readonly certificate: Pick<DomainCertificate, 'id' | 'name' | 'region' | 'expires'>;
  /** The arguments of a function. */
  readonly config: Readonly<Record<string, string>>;
  readonly binding: 'bound';
  readonly bucket: 'empty' | 'filled';
  /** The setting as XML. */
  readonly bucketSetting: string;
  readonly objectAcl: ObjectAcl;
  /** A delete marker hides the versions of the object. */
  readonly deletion: 'deleted';
  /** The standard headers and the metadata. */
  readonly objectHeaders: ObjectHeaders;
}

/** The properties that identify a resource of each kind. */
interface Places {
  /** `id` is absent for a record that is about to be created, since only the answer tells it. */
  readonly record: { readonly zone: string; readonly rr: string; readonly id?: string };
  readonly status: { readonly domain: string };
  readonly sources: { readonly domain: string };
  /** Without `domain`, the certificate is one that is stored in the account. */
  readonly certificate: { readonly domain?: string };
  readonly config: {
    readonly domain: string;
    readonly functionName: string;
    /** The id of the setting whose values were changed. Needed because some functions may be set several times for a domain. */
    readonly id?: string;
    /** Whether the setting contains keys. These are not recorded, so the change cannot be undone. */
    readonly hasSecrets?: true;
  };
  readonly binding: { readonly domain: string; readonly bucket: BucketRef };
  readonly bucket: { readonly bucket: BucketRef };
  readonly bucketSetting: { readonly bucket: BucketRef; readonly setting: BucketSetting };
  readonly objectAcl: ObjectRef;
  readonly deletion: ObjectRef;
  readonly objectHeaders: ObjectRef;
}

export type ResourceKind = keyof States;
export type StateOf<K extends ResourceKind> = States[K];

/** A change of a resource of this kind. `before` or `after` is `null` if the resource did not exist then, and absent if it was not read. */
export interface ChangeOf<K extends ResourceKind> {
  readonly kind: K;
  readonly at: Places[K];
  readonly before?: StateOf<K> | null | undefined;
  readonly after?: StateOf<K> | null | undefined;
}

/** A change that a call makes in the cloud: which resource it concerns, and the state before and after. */
export type Change = { readonly [K in ResourceKind]: ChangeOf<K> }[ResourceKind];

/** Returns the name of the changed resource as shown to the user. `named` is the name that the call uses, which is returned if there is no better one. */
export function changeSubject({ kind, at }: Change, named: string): string {
  if (kind === 'record') return fullName(at);
  return 'domain' in at && kind !== 'binding' ? showDomain(at.domain) : named;
}

/** Returns whether a change only pauses or resumes a DNS record. If not, it changes the values of the record. */
export function switchesRecord({ before, after }: ChangeOf<'record'>): boolean {
  return !!before && !!after && before.enabled !== after.enabled;
}

/** Returns whether the state before a change can be restored exactly. */
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

/** Returns whether the change of a DNS record can be undone. A deleted record that was paused or on another line could not be created again as it was. */
function isRecordReversible({ at, before, after }: ChangeOf<'record'>): boolean {
  if (after !== null) return at.id !== undefined;
  return before?.enabled === true && isOnDefaultLine(before.record);
}
