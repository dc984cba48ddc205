import { isAppError } from '../../core/errors.js';
import type {
  AccountCertificate,
  CertificateChoice,
  DomainCertificate,
  HttpsDomain,
} from '../../core/ports/certificates.js';
import { definedOnly } from '../definedOnly.js';
import { readPages } from '../pages.js';
import type { CdnApi } from './api.js';
import { fingerprintOf, toId, toTime } from './certificateModels.js';

async function listHttpsDomains(api: CdnApi, signal: AbortSignal): Promise<HttpsDomain[]> {
  const spec = { action: 'DescribeCdnHttpsDomainList', subject: '', signal };
  return orNone('NoHttpsDomain', () =>
    readPages(spec.action, async (page) => {
      const fields = { PageNumber: page, PageSize: 100 };
      const { body } = await api.read(spec, (client, sdk) => sdk.callWithForm(client, spec.action, fields));
      const { CertInfos, TotalCount = 0 } = (body ?? {}) as HttpsList;
      return { rows: (CertInfos?.CertInfo ?? []).map(toHttpsDomain), total: TotalCount };
    }),
  );
}

/** A list that CDN refuses with this code where it is empty. */
async function orNone<Row>(code: string, list: () => Promise<Row[]>): Promise<Row[]> {
  try {
    return await list();
  } catch (error) {
    if (isAppError(error) && error.details.code === code) return [];
    throw error;
  }
}

interface HttpsList {
  readonly CertInfos?: { readonly CertInfo?: readonly Readonly<Record<string, string>>[] };
  readonly TotalCount?: number;
}

function toHttpsDomain(row: Readonly<Record<string, string>>): HttpsDomain {
  return {
    domain: row.DomainName ?? '',
    commonName: row.CertCommonName ?? '',
    state: row.CertStatus === 'mismatch' ? 'mismatch' : 'ok',
    ...definedOnly({ name: row.CertName, expires: toTime(row.CertExpireTime) }),
  };
}

async function readCertificate(api: CdnApi, name: string, signal: AbortSignal): Promise<DomainCertificate | undefined> {
  const spec = { action: 'DescribeDomainCertificateInfo', subject: name, signal };
  const { body } = await api.read(spec, (client, sdk) => sdk.callWithForm(client, spec.action, { DomainName: name }));
  const rows = (body as HttpsList | undefined)?.CertInfos?.CertInfo ?? [];
  const row = rows.find(({ ServerCertificateStatus }) => ServerCertificateStatus === 'on');
  if (!row) return undefined;
  const optional = definedOnly({
    id: toId(row.CertId),
    region: row.CertRegion,
    fingerprint: fingerprintOf(row.ServerCertificate),
    expires: toTime(row.CertExpireTime),
  });
  return { name: row.CertName ?? '', ...optional };
}

async function listCertificates(api: CdnApi, name: string, signal: AbortSignal): Promise<AccountCertificate[]> {
  const spec = { action: 'DescribeCdnSSLCertificateList', subject: name, signal };
  const rows = await orNone('NotFoundCertList', () =>
    readPages(spec.action, async (page) => {
      const fields = { DomainName: name, PageNumber: page, PageSize: 1000 };
      const { body } = await api.read(spec, (client, sdk) => sdk.callWithForm(client, spec.action, fields));
      const { CertList, Count = 0 } = (body as CertificateList | undefined)?.CertificateListModel ?? {};
      return { rows: CertList?.Cert ?? [], total: Count };
    }),
  );
  return rows.flatMap(toCertificate);
}

interface ListedCertificate {
  readonly CertId?: number;
  readonly CertName?: string;
  readonly CertRegion?: string;
  readonly Common?: string;
  readonly LastTime?: number | string;
}

interface CertificateList {
  readonly CertificateListModel?: {
    readonly CertList?: { readonly Cert?: readonly ListedCertificate[] };
    readonly Count?: number;
  };
}

/** One without an id cannot be set. */
function toCertificate(row: ListedCertificate): readonly AccountCertificate[] {
  const id = toId(row.CertId);
  if (id === undefined) return [];
  const optional = definedOnly({ region: row.CertRegion, expires: toTime(row.LastTime) });
  return [{ id, name: row.CertName ?? '', names: row.Common ? [row.Common] : [], ...optional }];
}

async function setCertificate(api: CdnApi, name: string, choice: CertificateChoice, signal: AbortSignal) {
  const spec = { action: 'SetCdnDomainSSLCertificate', subject: name, signal };
  const certificate = { CertType: 'cas', CertId: choice.id, CertName: choice.name, CertRegion: choice.region };
  // With `CertType=cas` CDN refuses SSLPub and SSLPri, even empty ones.
  const fields = { DomainName: name, SSLProtocol: 'on', ...certificate };
  await api.write(spec, (client, sdk) => sdk.callWithForm(client, spec.action, fields));
}

async function deleteCertificate(api: CdnApi, name: string, signal: AbortSignal): Promise<void> {
  const spec = { action: 'SetCdnDomainSSLCertificate', subject: name, signal };
  const fields = { DomainName: name, SSLProtocol: 'off' };
  await api.write(spec, (client, sdk) => sdk.callWithForm(client, spec.action, fields));
}

/** What CDN knows of certificates. Its calls that may tell a private key are not among them. */
export const certificateCalls = {
  listHttpsDomains,
  readCertificate,
  listCertificates,
  setCertificate,
  deleteCertificate,
};
