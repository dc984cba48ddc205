import type { FreeInstance, ValidationRecord } from '../../core/ports/freeCertificates.js';
import { toTime } from '../cdn/certificateModels.js';
import { definedOnly } from '../definedOnly.js';

/** The longest time of a free one, ms: they are valid for three months. */
const longestMs = 100 * 86_400_000;

/** An instance as the service writes it, in its list (without the validation) and in its detail. */
export interface Instance {
  readonly InstanceId?: string;
  readonly InstanceType?: string;
  readonly CertificateType?: string;
  readonly Spec?: string;
  readonly FullDomainCount?: number;
  readonly WildcardDomainCount?: number;
  readonly OrderStartTime?: number;
  readonly OrderEndTime?: number;
  readonly UpgradeStatus?: string;
  readonly Status?: string;
  readonly CertificateStatus?: string;
  readonly CertificateId?: number;
  readonly CertificateNotAfter?: number;
  readonly Domain?: string;
  readonly Csr?: string;
  readonly GenerateCsrMethod?: string;
  readonly ValidationMethod?: string;
  readonly AutoReissue?: string;
  readonly ContactIdList?: readonly number[];
  readonly DomainValidationList?: readonly Validation[];
}

interface Validation {
  readonly RootDomain?: string;
  readonly ValidationType?: string;
  readonly ValidationKey?: string;
  readonly ValidationValue?: string;
}

/** Whether an instance is certain to be a free one: one of another kind may cost money. */
export function isFree(row: Instance): boolean {
  const term = (toTime(row.OrderEndTime) ?? Number.NaN) - (toTime(row.OrderStartTime) ?? Number.NaN);
  const isTest = row.InstanceType === 'TEST' && row.CertificateType === 'DV' && row.Spec === 'ss.dv.t';
  const isForOneName = row.FullDomainCount === 1 && row.WildcardDomainCount === 0;
  const isUpgraded = row.UpgradeStatus === 'payed' || row.UpgradeStatus === 'issued';
  return !!row.InstanceId && isTest && isForOneName && term > 0 && term <= longestMs && !isUpgraded;
}

/** A free instance in the words of the port. */
export function toInstance(row: Instance): FreeInstance {
  const domain = row.Domain?.toLowerCase();
  const optional = definedOnly({
    domain,
    certificateId: row.CertificateId || undefined,
    expires: row.CertificateNotAfter ? toTime(row.CertificateNotAfter) : undefined,
  });
  return {
    id: row.InstanceId ?? '',
    state: stateOf(row),
    complete: !!domain && row.ValidationMethod === 'DNS' && row.AutoReissue !== 'enable' && !!row.ContactIdList?.length,
    validations: (row.DomainValidationList ?? []).flatMap(toValidation),
    ...optional,
  };
}

function stateOf(row: Instance): FreeInstance['state'] {
  const { Status, CertificateStatus, CertificateId, Domain, Csr, GenerateCsrMethod } = row;
  const isIssued = CertificateStatus === 'issued' || CertificateStatus === 'willExpire';
  if (CertificateId) return isIssued ? 'issued' : 'over';
  // One with a request for a key of their own was begun by another author.
  if (Status === 'inactive') return GenerateCsrMethod === 'upload' || (Csr && !Domain) ? 'over' : 'unused';
  return Status === 'pending' || Status === 'normal' ? 'pending' : 'over';
}

/** The host is relative to the root domain, in some answers complete. */
function toValidation({
  RootDomain = '',
  ValidationType,
  ValidationKey = '',
  ValidationValue = '',
}: Validation): readonly ValidationRecord[] {
  if ((ValidationType !== 'TXT' && ValidationType !== 'CNAME') || !ValidationKey || !ValidationValue) return [];
  const [root, key] = [RootDomain.toLowerCase(), ValidationKey.toLowerCase()];
  const isWhole = key === root || key.endsWith(`.${root}`);
  const name = key === '@' ? root : isWhole ? key : `${key}.${root}`;
  return [{ name, type: ValidationType, value: ValidationValue }];
}
