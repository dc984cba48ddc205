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
import { fingerprintOf, toTime } from './certificateModels.js';

async function listHttpsDomains(api: CdnApi, signal: AbortSignal): Promise<HttpsDomain[]> {
  const spec = { action: 'DescribeCdnHttpsDomainList', subject: '', signal };
  return readPages(spec.action, async (page) => {
    const fields = { PageNumber: page, PageSize: 100 };
    const { body } = await api.read(spec, (client, sdk) => sdk.callWithForm(client, spec.action, fields));
    const { CertInfos, TotalCount = 0 } = (body ?? {}) as HttpsList;
    return { rows: (CertInfos?.CertInfo ?? []).map(toHttpsDomain), total: TotalCount };
  });
}

interface HttpsList {
  readonly CertInfos?: { readonly CertInfo?: readonly Readonly<Record<string, string>>[] };
  readonly TotalCount?: number;
}

function toHttpsDomain(row: Readonly<Record<string, string>>): HttpsDomain {
  return definedOnly<HttpsDomain>({
    domain: row.DomainName ?? '',
    commonName: row.CertCommonName ?? '',
    name: row.CertName,
    state: row.CertStatus === 'mismatch' ? 'mismatch' : 'ok',
    expires: toTime(row.CertExpireTime),
  });
}

async function readCertificate(api: CdnApi, name: string, signal: AbortSignal): Promise<DomainCertificate | undefined> {
  const spec = { action: 'DescribeDomainCertificateInfo', subject: name, signal };
  const { body } = await api.read(spec, (client, sdk) => sdk.callWithForm(client, spec.action, { DomainName: name }));
  const rows = (body as HttpsList | undefined)?.CertInfos?.CertInfo ?? [];
  const row = rows.find(({ ServerCertificateStatus }) => ServerCertificateStatus === 'on');
  if (!row) return undefined;
  return definedOnly<DomainCertificate>({
    id: Number(row.CertId) || undefined,
    name: row.CertName ?? '',
    region: row.CertRegion,
    fingerprint: fingerprintOf(row.ServerCertificate),
    expires: toTime(row.CertExpireTime),
  });
}

async function listCertificates(api: CdnApi, name: string, signal: AbortSignal): Promise<AccountCertificate[]> {
  const spec = { action: 'DescribeCdnSSLCertificateList', subject: name, signal };
  try {
    return await readPages(spec.action, async (page) => {
      const fields = { DomainName: name, PageNumber: page, PageSize: 1000 };
      const { body } = await api.read(spec, (client, sdk) => sdk.callWithForm(client, spec.action, fields));
      const { CertList, Count = 0 } = (body as CertificateList | undefined)?.CertificateListModel ?? {};
      return { rows: (CertList?.Cert ?? []).map(toCertificate), total: Count };
    });
  } catch (error) {
    // How CDN says that there is none.
    if (isAppError(error) && error.details.code === 'NotFoundCertList') return [];
    throw error;
  }
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

function toCertificate(row: ListedCertificate): AccountCertificate {
  return definedOnly<AccountCertificate>({
    id: Number(row.CertId),
    name: row.CertName ?? '',
    region: row.CertRegion,
    names: row.Common ? [row.Common] : [],
    expires: toTime(row.LastTime),
  });
}

async function setCertificate(api: CdnApi, name: string, choice: CertificateChoice, signal: AbortSignal) {
  const spec = { action: 'SetCdnDomainSSLCertificate', subject: name, signal };
  const certificate = { CertType: 'cas', CertId: choice.id, CertName: choice.name, CertRegion: choice.region };
  // No field of a pair may be sent, not even an empty one.
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
