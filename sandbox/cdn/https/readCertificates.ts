import { formatTime, paginate } from '../../rpc.js';
import { RpcError } from '../../rpcError.js';
import { coversDomain, describePem, givenTo } from '../../state/certificates.js';
import type { SandboxState, StoredCdnDomain } from '../../state/state.js';
import type { StoredCertificate } from '../../state/storedCertificate.js';
import { findDomain, readDomainName } from '../domainNames.js';
import { reading } from '../serviceState.js';

const month = 30 * 86_400_000;

/** DescribeDomainCertificateInfo: the certificate of a domain; without HTTPS only that. */
export const describeDomainCertificateInfo = reading((params, state) => {
  const domain = findDomain(state, readDomainName(params));
  const held = heldBy(state, domain);
  const info = held ? toInfo(domain, held) : { DomainName: domain.name, ServerCertificateStatus: 'off' };
  return { CertInfos: { CertInfo: [info] } };
});

/** DescribeCdnSSLCertificateList: the account's certificates that cover a domain, or all; an error if there are none. */
export const describeCdnSslCertificateList = reading((params, state) => {
  const name = params.DomainName ? readDomainName(params) : undefined;
  const found = [...state.certificates.values()].filter(({ certificate, name: own }) => {
    const isGood = name === undefined || coversDomain(describePem(certificate).names, name);
    return isGood && own.includes(params.SearchKeyword ?? '');
  });
  if (found.length === 0) throw new RpcError('NotFoundCertList', 400, 'The certificate list is empty.');
  const { page, fields } = paginate(found, params, 1000);
  const rows = page.map(({ id, name: own, region, certificate, keptAt }) => {
    const { common, issuer, fingerprint, until } = describePem(certificate);
    return {
      CertId: id,
      CertName: own,
      CertRegion: region,
      Common: common,
      Fingerprint: fingerprint,
      Issuer: issuer,
      LastTime: Math.floor((state.uncertain.lastTime === 'end' ? until.getTime() : keptAt) / 1000),
    };
  });
  return { CertificateListModel: { ...fields, Count: found.length, CertList: { Cert: rows } } };
});

/** DescribeCdnHttpsDomainList: the domains with HTTPS, and the state of their certificates. */
export const describeCdnHttpsDomainList = reading((params, state) => {
  const found = [...state.cdnDomains.values()].flatMap((domain) => {
    const held = domain.name.includes(params.Keyword ?? '') ? heldBy(state, domain) : undefined;
    return held ? [toStatus(domain, held.stored)] : [];
  });
  const { page, fields } = paginate(found, params, 100);
  return { ...fields, CertInfos: { CertInfo: page } };
});

function heldBy(state: SandboxState, domain: StoredCdnDomain) {
  const given = givenTo(state, domain);
  const stored = given && state.certificates.get(given.id);
  return given && stored ? { given, stored } : undefined;
}

function toInfo({ name, cname }: StoredCdnDomain, { given, stored }: NonNullable<ReturnType<typeof heldBy>>): object {
  const { common, issuer, from, until } = describePem(stored.certificate);
  return {
    DomainName: name,
    CertDomainName: common,
    CertName: stored.name,
    CertId: String(stored.id),
    CertRegion: stored.region,
    CertType: given.type,
    CertOrg: issuer,
    CertStartTime: formatTime(from),
    CertExpireTime: formatTime(until),
    CertUpdateTime: formatTime(given.setAt),
    ServerCertificate: stored.certificate,
    ServerCertificateStatus: 'on',
    Status: 'success',
    DomainCnameStatus: cname === '' ? 'cname_error' : 'ok',
  };
}

function toStatus({ name }: StoredCdnDomain, { name: certName, certificate, uploaded }: StoredCertificate): object {
  const { common, names, from, until } = describePem(certificate);
  return {
    DomainName: name,
    CertName: certName,
    CertCommonName: common,
    CertType: uploaded ? 'upload' : 'cas',
    CertStatus: statusOf(coversDomain(names, name), until.getTime() - Date.now()),
    CertStartTime: chinaTime(from),
    CertExpireTime: chinaTime(until),
    CertUpdateTime: chinaTime(from),
  };
}

function statusOf(isCovered: boolean, leftMs: number): string {
  if (!isCovered) return 'mismatch';
  if (leftMs <= 0) return 'expired';
  return leftMs < month ? 'expire_soon' : 'ok';
}

/** Times without a zone are China's. */
function chinaTime(time: Date): string {
  return formatTime(time.getTime() + 8 * 3_600_000)
    .replace('T', ' ')
    .replace('Z', '');
}
