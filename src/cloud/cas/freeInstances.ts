import { AppError, isErrorOf } from '../../core/errors.js';
import type {
  CertificateContact,
  FreeCertificatePort,
  FreeInstance,
  ValidationRecord,
} from '../../core/ports/certificates.js';
import { type AnswerFields, readFields } from '../answerFields.js';
import { toId, toTime } from '../cdn/certificateModels.js';
import { definedOnly } from '../definedOnly.js';
import { readPages } from '../pages.js';
import type { SdkApi } from '../sdkApi.js';

const pageSize = 100;
/** Calls of the service's second API version, for free certificates. */
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
    const answer = readFields<InstanceList>(body, spec);
    return { rows: answer.list('InstanceList'), total: answer.number('TotalCount') ?? 0 };
  }).then((rows) => rows.filter(isFree).map(toInstance));
}

async function readFreeInstance(api: CasApi, id: string, signal: AbortSignal): Promise<FreeInstance> {
  const spec = { action: 'GetInstanceDetail', subject: id, signal };
  const { body } = await api.read(spec, (client, sdk) => sdk.callAction(client, spec.action, { InstanceId: id }));
  const detail = readFields<Instance>(body, spec);
  if (!isFree(detail)) throw new AppError('certificateGone', { action: spec.action, subject: id });
  return toInstance(detail);
}

async function listContacts(api: CasApi, signal: AbortSignal): Promise<CertificateContact[]> {
  const spec = { action: 'ListContact', subject: '', signal };
  const rows = await readPages(spec.action, async (page) => {
    const fields = { CurrentPage: page, ShowSize: pageSize };
    const { body } = await api.read(spec, (client, sdk) => sdk.callAction(client, spec.action, fields));
    const answer = readFields(body, spec);
    return { rows: answer.list('ContactList'), total: answer.number('TotalCount') ?? 0 };
  });
  return rows.flatMap((row) => {
    const id = toId(row.text('ContactId'));
    return id === undefined ? [] : [{ id, name: row.text('Name') ?? '', ...definedOnly({ email: row.text('Email') }) }];
  });
}

async function updateInstance(
  api: CasApi,
  id: string,
  { domain, contact }: { readonly domain: string; readonly contact: number },
  signal: AbortSignal,
): Promise<void> {
  const spec = { action: 'UpdateInstance', subject: id, signal };
  // `online`: the service creates and keeps the key.
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

/** Reads an application. Its task has the id of the instance. The answer without an application is not documented. */
async function readApplication(
  api: CasApi,
  id: string,
  signal: AbortSignal,
): ReturnType<FreeCertificatePort['readApplication']> {
  const spec = { action: 'GetTaskAttribute', subject: id, signal };
  const fields = { TaskId: id, TaskType: 'ApplyCertificate' };
  try {
    const { body } = await api.read(spec, (client, sdk) => sdk.callAction(client, spec.action, fields));
    const status = readFields(body, spec).text('TaskStatus');
    return Object.entries(applications).find(([name]) => name === status)?.[1] ?? 'none';
  } catch (error) {
    if (isErrorOf(error, 'certificateGone', 'invalidInput', 'unexpected')) return 'none';
    throw error;
  }
}

/** The longest validity of a free certificate, ms; they are valid for three months. */
const longestMs = 100 * 86_400_000;

interface InstanceList {
  readonly InstanceList?: readonly Instance[];
  readonly TotalCount?: number;
}

/** An instance in the list (without the validation) and in its detail. */
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

/** Returns whether an instance is certainly free. Other kinds may cost money. */
function isFree(row: AnswerFields<Instance>): boolean {
  const timeOf = (name: 'OrderStartTime' | 'OrderEndTime') => toTime(row.text(name)) ?? Number.NaN;
  const term = timeOf('OrderEndTime') - timeOf('OrderStartTime');
  const isTest =
    row.text('InstanceType') === 'TEST' && row.text('CertificateType') === 'DV' && row.text('Spec') === 'ss.dv.t';
  const isForOneName = row.number('FullDomainCount') === 1 && row.number('WildcardDomainCount') === 0;
  const isUpgraded = ['payed', 'issued'].includes(row.text('UpgradeStatus') ?? '');
  return row.text('InstanceId') !== undefined && isTest && isForOneName && term > 0 && term <= longestMs && !isUpgraded;
}

/** Converts a free instance for the port. */
function toInstance(row: AnswerFields<Instance>): FreeInstance {
  const domain = row.text('Domain')?.toLowerCase();
  const isByDns = row.text('ValidationMethod') === 'DNS' && row.text('AutoReissue') !== 'enable';
  const optional = definedOnly({
    domain,
    certificateId: row.number('CertificateId') || undefined,
    expires: toTime(row.text('CertificateNotAfter')) || undefined,
  });
  return {
    id: row.text('InstanceId') ?? '',
    state: stateOf(row),
    complete: domain !== undefined && isByDns && row.items('ContactIdList').length > 0,
    validations: row.list('DomainValidationList').flatMap(toValidation),
    ...optional,
  };
}

function stateOf(row: AnswerFields<Instance>): FreeInstance['state'] {
  const isIssued = ['issued', 'willExpire'].includes(row.text('CertificateStatus') ?? '');
  if (row.number('CertificateId')) return isIssued ? 'issued' : 'over';
  const isOfKey = row.text('Csr') !== undefined && row.text('Domain') === undefined;
  const status = row.text('Status');
  // An instance with a CSR of its own was started by another author.
  if (status === 'inactive') return row.text('GenerateCsrMethod') === 'upload' || isOfKey ? 'over' : 'unused';
  // A withdrawn instance settles on `normal`, without a certificate. Source: the vendor's Terraform provider, certificate_apply.
  return status === 'pending' ? 'pending' : 'over';
}

/** The host is relative to the root domain; in some answers it is complete. */
function toValidation(row: AnswerFields<Validation>): readonly ValidationRecord[] {
  const textOf = (name: keyof Validation) => row.text(name) ?? '';
  const [type, value] = [textOf('ValidationType'), textOf('ValidationValue')];
  const [root, key] = [textOf('RootDomain').toLowerCase(), textOf('ValidationKey').toLowerCase()];
  if ((type !== 'TXT' && type !== 'CNAME') || key === '' || value === '') return [];
  const isWhole = key === root || key.endsWith(`.${root}`);
  const host = key === '@' ? root : isWhole ? key : `${key}.${root}`;
  return [{ host, type, value }];
}

type Sdk = typeof import('../cdn/sdk.js');
/** Calls to the certificate service. */
export type CasApi = SdkApi<ReturnType<Sdk['openCertificateService']>, Sdk>;
