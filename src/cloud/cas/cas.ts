import type { Site } from '../../core/account.js';
import { AppError, type ErrorKind, isErrorOf, toAppError } from '../../core/errors.js';
import type {
  AccountCertificate,
  CertificateContact,
  CertificatePair,
  CertificatePort,
  CertificateRef,
  FreeCertificatePort,
  FreeInstance,
  ValidationRecord,
} from '../../core/ports/certificates.js';
import { type AnswerFields, badAnswer, readFields } from '../answerFields.js';
import type { Link } from '../callWithRetry.js';
import { toId, toTime } from '../cdn/certificateModels.js';
import { definedOnly } from '../definedOnly.js';
import { readPages } from '../pages.js';
import { bindCalls, createSdkApi, type SdkApi } from '../sdkApi.js';

/**
 * The region and endpoint of the certificate service at each site. The sites do not share certificates. Source: the vendor's SDKs (endpoints) and
 * SetCdnDomainSSLCertificate (`CertRegion`).
 */
const places = {
  china: { endpoint: 'cas.aliyuncs.com', region: 'cn-hangzhou' },
  international: { endpoint: 'cas.ap-southeast-1.aliyuncs.com', region: 'ap-southeast-1' },
} as const satisfies Record<Site, object>;

/** Calls to the certificate service at each site. */
type Sites = Readonly<Record<Site, CasApi>>;

/** Opens calls to the account's certificate service. `site` returns the site in the user's setting, which is `china` by default. */
export function createCas(link: Link, site: () => Site): CertificatePort {
  const sites: Sites = { china: openSite(link, 'china'), international: openSite(link, 'international') };
  /** The site of the account as determined when certificates were last listed. */
  let found: Site | undefined;
  return {
    listCertificates: async (signal) => {
      const listed = await listSites(sites, site(), signal);
      found = listed.site;
      return listed.certificates;
    },
    readCertificate: (of, signal) => readCertificate(sites[siteOf(of.region)], of, signal),
    createCertificate: async (pair, signal) => {
      const at = pair.region === undefined ? (found ?? site()) : siteOf(pair.region);
      return { ...(await createCertificate(sites[at], pair, signal)), region: places[at].region };
    },
    // Free certificates do not exist on the international site. Source: Certificate Management Service,
    // CreateCertificateRequest, ProductCode.
    ...bindCalls(sites.china, freeCalls),
  };
}

function openSite(link: Link, site: Site): CasApi {
  const { endpoint } = places[site];
  const api: CasApi = createSdkApi(
    link,
    () => import('../cdn/sdk.js'),
    (sdk, keys) => sdk.openCertificateService(endpoint, keys, link.timeoutMs),
  );
  const fail = (error: unknown) => Promise.reject(nameServer(error, endpoint));
  return {
    read: (spec, send) => api.read(spec, send).catch(fail),
    write: (spec, send) => api.write(spec, send).catch(fail),
  };
}

/** Failures between this computer and the service. */
const ofTheWay: ErrorKind[] = ['offline', 'proxyRefused', 'timeout', 'unavailable', 'untrustedCertificate'];

/** Makes an error name the server if the server was not reached. A proxy that requires a password is named instead. */
function nameServer(error: unknown, endpoint: string): unknown {
  if (!isErrorOf(error, ...ofTheWay) || error.details.httpStatus === 407) return error;
  return new AppError(error.kind, { ...error.details, subject: endpoint });
}

function siteOf(region: string): Site {
  return region === places.international.region ? 'international' : 'china';
}

/**
 * Lists the certificates of both sites and determines the site of the account. This is the site in the user's setting (`said`), unless that site refuses the
 * account, or `said` is `china`, has no certificates, and the other site has some. Any other failure of the second site is ignored.
 */
async function listSites(
  sites: Sites,
  said: Site,
  signal: AbortSignal,
): Promise<{ readonly certificates: readonly AccountCertificate[]; readonly site: Site }> {
  const other = said === 'china' ? 'international' : 'china';
  const [own, more] = await Promise.allSettled([
    listCertificates(sites[said], said, signal),
    listCertificates(sites[other], other, signal),
  ]);
  const theirs = more.status === 'fulfilled' ? more.value : undefined;
  if (own.status === 'rejected') {
    if (!theirs || !isRefusal(own.reason)) throw own.reason;
    return { certificates: theirs, site: other };
  }
  const isOther = said === 'china' && own.value.length === 0 && !!theirs?.length;
  return { certificates: [...own.value, ...(theirs ?? [])], site: isOther ? other : said };
}

/** Returns whether the service answered that it does not serve the account. Its code is not documented, so any code counts. */
function isRefusal(error: unknown): boolean {
  const { kind, details } = toAppError(error);
  const { httpStatus = 0 } = details;
  return httpStatus >= 400 && httpStatus < 500 && kind !== 'throttled' && kind !== 'proxyRefused';
}

const pageSize = 50;

async function listCertificates(api: CasApi, site: Site, signal: AbortSignal): Promise<AccountCertificate[]> {
  const spec = { action: 'ListUserCertificateOrder', subject: '', signal };
  const rows = await readPages(spec.action, async (page) => {
    // Without a type the service lists orders, issued or not.
    const fields = { OrderType: 'CERT', CurrentPage: page, ShowSize: pageSize };
    const { body } = await api.read(spec, (client, sdk) => sdk.callAction(client, spec.action, fields));
    const answer = readFields<OrderList>(body, spec);
    return { rows: answer.list('CertificateOrderList'), total: answer.number('TotalCount') ?? 0 };
  });
  return rows.flatMap((row) => toCertificate(row, places[site].region));
}

interface OrderList {
  readonly CertificateOrderList?: readonly Order[];
  readonly TotalCount?: number;
}

interface Order {
  readonly CertificateId?: number;
  readonly Name?: string;
  readonly CommonName?: string;
  readonly Sans?: string;
  readonly CertEndTime?: number;
  readonly EndDate?: string;
}

function toCertificate(row: AnswerFields<Order>, region: string): readonly AccountCertificate[] {
  const id = toId(row.text('CertificateId'));
  if (id === undefined) return [];
  const expires = toTime(row.text('CertEndTime')) || toTime(row.text('EndDate'));
  const names = namesOf(row.text('CommonName'), row.text('Sans'));
  return [{ id, name: row.text('Name') ?? '', region, names, ...definedOnly({ expires }) }];
}

async function readCertificate(
  api: CasApi,
  { id, region }: Pick<CertificateRef, 'id' | 'region'>,
  signal: AbortSignal,
): Promise<AccountCertificate> {
  const spec = { action: 'GetUserCertificateDetail', subject: String(id), signal };
  // Without the filter the answer contains the private key.
  const fields = { CertId: id, CertFilter: 'true' };
  const { body } = await api.read(spec, (client, sdk) => sdk.callAction(client, spec.action, fields));
  const detail = readFields(body, spec);
  const told = /^\d+-(.+)$/.exec(detail.text('CertIdentifier') ?? '')?.[1];
  return {
    id,
    name: detail.text('Name') ?? '',
    region: told ?? region,
    names: namesOf(detail.text('Common'), detail.text('Sans')),
    ...definedOnly({ expires: toTime(detail.text('EndDate')) }),
  };
}

async function createCertificate(api: CasApi, { name, chain, key }: CertificatePair, signal: AbortSignal) {
  const spec = { action: 'UploadUserCertificate', subject: name, signal, secrets: [key] };
  const fields = { Name: name, Cert: chain, Key: key };
  const answer = await api.write(spec, (client, sdk) => sdk.callWithForm(client, spec.action, fields));
  const id = toId(answer?.body?.CertId);
  if (id === undefined) throw badAnswer(spec, 'CertId should be the number of the certificate');
  return { id };
}

function namesOf(common = '', sans = ''): readonly string[] {
  return [...new Set([common, ...sans.split(',')].map((name) => name.trim().toLowerCase()).filter(Boolean))];
}

/** Calls about the certificates of the account. */
export const accountCertificateCalls = { listCertificates, readCertificate, createCertificate };

const instancePageSize = 100;
/** Calls to the second API version of the certificate service, which issues free certificates. */
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
    const fields = { InstanceType: 'TEST', CurrentPage: page, ShowSize: instancePageSize };
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
    const fields = { CurrentPage: page, ShowSize: instancePageSize };
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

/** Reads an application for a certificate. Its task has the id of the instance. What the service answers if there is no application is not documented. */
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

/** A certificate instance as in the list, without the validation, or as in its detail. */
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

/** Returns whether an instance is certain to be free of charge. Other kinds may cost money. */
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

/** Reads the records that validate the domain. The host is relative to the root domain, but complete in some answers. */
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
