import { AppError } from '../../core/errors.js';
import type { AccountCertificate, CertificatePair, CertificatePort } from '../../core/ports/certificates.js';
import type { Link } from '../callWithRetry.js';
import { toId, toTime } from '../cdn/certificateModels.js';
import { definedOnly } from '../definedOnly.js';
import { readPages } from '../pages.js';
import { bindCalls, createSdkApi } from '../sdkApi.js';
import { toSdkKeys } from '../sdkKeys.js';
import type { CasApi } from './freeInstances.js';
import { freeCalls } from './freeInstances.js';

/** The account's certificate service. */
export function createCas(link: Link): CertificatePort {
  const api: CasApi = createSdkApi(link, async () => {
    const sdk = await import('../cdn/sdk.js');
    return { sdk, client: sdk.openCertificateService(toSdkKeys(link.credentials), link.timeoutMs) };
  });
  return bindCalls(api, { ...accountCertificateCalls, ...freeCalls });
}

const pageSize = 50;

async function listCertificates(api: CasApi, signal: AbortSignal): Promise<AccountCertificate[]> {
  const spec = { action: 'ListUserCertificateOrder', subject: '', signal };
  const rows = await readPages(spec.action, async (page) => {
    // Without a type the service lists what was ordered, be it issued or not.
    const fields = { OrderType: 'CERT', CurrentPage: page, ShowSize: pageSize };
    const { body } = await api.read(spec, (client, sdk) => sdk.callAction(client, spec.action, fields));
    const { CertificateOrderList = [], TotalCount = 0 } = (body ?? {}) as OrderList;
    return { rows: CertificateOrderList, total: TotalCount };
  });
  return rows.flatMap(toCertificate);
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

function toCertificate(row: Order): readonly AccountCertificate[] {
  const id = toId(row.CertificateId);
  if (id === undefined) return [];
  const expires = toTime(row.CertEndTime || row.EndDate);
  return [{ id, name: row.Name ?? '', names: namesOf(row.CommonName, row.Sans), ...definedOnly({ expires }) }];
}

async function readCertificate(api: CasApi, id: number, signal: AbortSignal): Promise<AccountCertificate> {
  const spec = { action: 'GetUserCertificateDetail', subject: String(id), signal };
  // Without the filter the answer has the private key in it.
  const fields = { CertId: id, CertFilter: 'true' };
  const { body } = await api.read(spec, (client, sdk) => sdk.callAction(client, spec.action, fields));
  const detail = (body ?? {}) as Readonly<Record<string, string>>;
  const region = /^\d+-(.+)$/.exec(detail.CertIdentifier ?? '')?.[1];
  return {
    id,
    name: detail.Name ?? '',
    names: namesOf(detail.Common, detail.Sans),
    ...definedOnly({ region, expires: toTime(detail.EndDate) }),
  };
}

async function createCertificate(api: CasApi, { name, chain, key }: CertificatePair, signal: AbortSignal) {
  const spec = { action: 'UploadUserCertificate', subject: name, signal, secrets: [key] };
  const fields = { Name: name, Cert: chain, Key: key };
  const answer = await api.write(spec, (client, sdk) => sdk.callWithForm(client, spec.action, fields));
  const id = toId(answer?.body?.CertId);
  if (id === undefined) throw new AppError('badAnswer', { action: spec.action, subject: name });
  return { id };
}

function namesOf(common = '', sans = ''): readonly string[] {
  return [...new Set([common, ...sans.split(',')].map((name) => name.trim().toLowerCase()).filter(Boolean))];
}

/** The calls about the certificates that the account has, as functions of what sends them. */
export const accountCertificateCalls = { listCertificates, readCertificate, createCertificate };
