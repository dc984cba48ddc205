import type { Site } from '../../core/account.js';
import { AppError, type ErrorKind, isErrorOf, toAppError } from '../../core/errors.js';
import type {
  AccountCertificate,
  CertificatePair,
  CertificatePort,
  CertificateRef,
} from '../../core/ports/certificates.js';
import { type AnswerFields, badAnswer, readFields } from '../answerFields.js';
import type { Link } from '../callWithRetry.js';
import { toId, toTime } from '../cdn/certificateModels.js';
import { definedOnly } from '../definedOnly.js';
import { readPages } from '../pages.js';
import { bindCalls, createSdkApi } from '../sdkApi.js';
import type { CasApi } from './freeInstances.js';
import { freeCalls } from './freeInstances.js';

/**
 * The endpoint of the certificate service of each site. The sites do not share certificates. Source: the vendor's SDKs
 * (endpoints) and SetCdnDomainSSLCertificate (`CertRegion`).
 */
const places = {
  china: { endpoint: 'cas.aliyuncs.com', region: 'cn-hangzhou' },
  international: { endpoint: 'cas.ap-southeast-1.aliyuncs.com', region: 'ap-southeast-1' },
} as const satisfies Record<Site, object>;

/** The certificate service at each site. */
type Sites = Readonly<Record<Site, CasApi>>;

/** The account's certificate service. `site` is the site in the user's setting, `china` by default. */
export function createCas(link: Link, site: () => Site): CertificatePort {
  const sites: Sites = { china: openSite(link, 'china'), international: openSite(link, 'international') };
  /** The site of the account according to the last list. */
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

/** Adds the server to an error if it was not reached. A proxy that requires a password is named instead. */
function nameServer(error: unknown, endpoint: string): unknown {
  if (!isErrorOf(error, ...ofTheWay) || error.details.httpStatus === 407) return error;
  return new AppError(error.kind, { ...error.details, subject: endpoint });
}

function siteOf(region: string): Site {
  return region === places.international.region ? 'international' : 'china';
}

/**
 * Lists the certificates of both sites and determines the site of the account. That is the user's setting, unless this
 * site refuses the account, or is China's and empty while the other has certificates. Other failures of the second site
 * are ignored.
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

/** Returns whether the service answered, with any code, that it does not serve the account. */
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
