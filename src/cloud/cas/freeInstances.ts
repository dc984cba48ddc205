import { AppError, isErrorOf } from '../../core/errors.js';
import type {
  CertificateContact,
  FreeCertificatePort,
  FreeInstance,
  ValidationRecord,
} from '../../core/ports/freeCertificates.js';
import { toId, toTime } from '../cdn/certificateModels.js';
import { definedOnly } from '../definedOnly.js';
import { readPages } from '../pages.js';
import type { SdkApi } from '../sdkApi.js';

const pageSize = 100;
/** The calls of the second version of the service that free certificates need, as functions of what sends them. */
export const freeCalls = {
  listFreeInstances,
  readFreeInstance,
  listContacts,
  updateInstance,
  applyCertificate,
  readApplication,
} satisfies { readonly [Name in keyof FreeCertificatePort]: (api: CasApi, ...args: never[]) => unknown };

function listFreeInstances(api: CasApi, signal: AbortSignal): Promise<FreeInstance[]> {
  const spec = { action: 'ListInstances', subject: '', signal };
  return readPages(spec.action, async (page) => {
    const fields = { InstanceType: 'TEST', CurrentPage: page, ShowSize: pageSize };
    const { body } = await api.read(spec, (client, sdk) => sdk.callAction(client, spec.action, fields));
    const { InstanceList = [], TotalCount = 0 } = (body ?? {}) as {
      readonly InstanceList?: readonly Instance[];
      readonly TotalCount?: number;
    };
    return { rows: InstanceList, total: TotalCount };
  }).then((rows) => rows.filter(isFree).map(toInstance));
}

async function readFreeInstance(api: CasApi, id: string, signal: AbortSignal): Promise<FreeInstance> {
  const spec = { action: 'GetInstanceDetail', subject: id, signal };
  const { body } = await api.read(spec, (client, sdk) => sdk.callAction(client, spec.action, { InstanceId: id }));
  const detail = (body ?? {}) as Instance;
  if (!isFree(detail)) throw new AppError('certificateGone', { action: spec.action, subject: id });
  return toInstance(detail);
}

async function listContacts(api: CasApi, signal: AbortSignal): Promise<CertificateContact[]> {
  const spec = { action: 'ListContact', subject: '', signal };
  const rows = await readPages(spec.action, async (page) => {
    const fields = { CurrentPage: page, ShowSize: pageSize };
    const { body } = await api.read(spec, (client, sdk) => sdk.callAction(client, spec.action, fields));
    const { ContactList = [], TotalCount = 0 } = (body ?? {}) as {
      readonly ContactList?: readonly {
        readonly ContactId?: number;
        readonly Name?: string;
        readonly Email?: string;
      }[];
      readonly TotalCount?: number;
    };
    return { rows: ContactList, total: TotalCount };
  });
  return rows.flatMap(({ ContactId, Name = '', Email }) => {
    const id = toId(ContactId);
    return id === undefined ? [] : [{ id, name: Name, ...definedOnly({ email: Email }) }];
  });
}

async function updateInstance(
  api: CasApi,
  id: string,
  { domain, contact }: { readonly domain: string; readonly contact: number },
  signal: AbortSignal,
): Promise<void> {
  const spec = { action: 'UpdateInstance', subject: id, signal };
  // `online`: the service makes the key and keeps it.
  const fields = {
    InstanceId: id,
    Domain: domain,
    'ContactIdList.1': contact,
    GenerateCsrMethod: 'online',
    KeyAlgorithm: 'RSA_2048',
    ValidationMethod: 'DNS',
    AutoReissue: 'disable',
  };
  await api.write(spec, (client, sdk) => sdk.callAction(client, spec.action, fields));
}

async function applyCertificate(api: CasApi, id: string, signal: AbortSignal): Promise<void> {
  const spec = { action: 'ApplyCertificate', subject: id, signal };
  await api.write(spec, (client, sdk) => sdk.callAction(client, spec.action, { InstanceId: id }));
}

const applications = { processing: 'processing', success: 'taken', failed: 'failed' } as const;

/** The task of an application has the id of its instance. What the service says where there is none is not documented. */
async function readApplication(
  api: CasApi,
  id: string,
  signal: AbortSignal,
): ReturnType<FreeCertificatePort['readApplication']> {
  const spec = { action: 'GetTaskAttribute', subject: id, signal };
  const fields = { TaskId: id, TaskType: 'ApplyCertificate' };
  try {
    const { body } = await api.read(spec, (client, sdk) => sdk.callAction(client, spec.action, fields));
    const status = String(body?.TaskStatus);
    return Object.entries(applications).find(([name]) => name === status)?.[1] ?? 'none';
  } catch (error) {
    if (isErrorOf(error, 'certificateGone', 'invalidInput', 'unexpected')) return 'none';
    throw error;
  }
}

/** The longest time of a free one, ms: they are valid for three months. */
const longestMs = 100 * 86_400_000;

/** An instance as the service writes it, in its list (without the validation) and in its detail. */
interface Instance {
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
function isFree(row: Instance): boolean {
  const term = (toTime(row.OrderEndTime) ?? Number.NaN) - (toTime(row.OrderStartTime) ?? Number.NaN);
  const isTest = row.InstanceType === 'TEST' && row.CertificateType === 'DV' && row.Spec === 'ss.dv.t';
  const isForOneName = row.FullDomainCount === 1 && row.WildcardDomainCount === 0;
  const isUpgraded = row.UpgradeStatus === 'payed' || row.UpgradeStatus === 'issued';
  return !!row.InstanceId && isTest && isForOneName && term > 0 && term <= longestMs && !isUpgraded;
}

/** A free instance in the words of the port. */
function toInstance(row: Instance): FreeInstance {
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
  // One that was withdrawn settles on `normal`, without a certificate. Source: the vendor's Terraform provider, certificate_apply.
  return Status === 'pending' ? 'pending' : 'over';
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

type Sdk = typeof import('../cdn/sdk.js');
/** Calls to the certificate service. */
export type CasApi = SdkApi<ReturnType<Sdk['openCertificateService']>, Sdk>;
