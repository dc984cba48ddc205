import { type Params, requireAllowed, required } from '../../rpc.js';
import { RpcError } from '../../rpcError.js';
import type { AccessKey } from '../../state/accessKey.js';
import {
  addCertificate,
  coversDomain,
  describePem,
  isCertificate,
  isKeyOf,
  isOfEc,
  shownFor,
} from '../../state/certificates.js';
import { beginChange, effectiveAt, requireConfigurable } from '../../state/domainChanges.js';
import type { SandboxState, StoredCdnDomain } from '../../state/state.js';
import type { StoredCertificate } from '../../state/storedCertificate.js';
import { isOn } from '../../state/uncertain.js';
import { requireUnstaged } from '../configs/staging.js';
import { findDomain, readDomainName } from '../domainNames.js';
import { writing } from '../serviceState.js';

/** SetCdnDomainSSLCertificate: a certificate of the account (`cas`), a PEM pair (`upload`, which is stored in the account), or none. */
export const setCdnDomainSslCertificate = writing((params, state, caller) => {
  const domain = findDomain(state, readDomainName(params));
  const protocol = required(params, 'SSLProtocol');
  if (protocol !== 'on' && protocol !== 'off') throw fault('InvalidSSLProtocol.ValueNotSupported', 'SSLProtocol');
  requireConfigurable(domain);
  requireUnstaged(domain);
  if (params.CertType === 'cas' && isOn(state.uncertain, 'certificateRights')) requireCertificateRights(caller, state);
  if (protocol === 'off') switchOff(domain);
  else {
    const { id } = choose(params, state, domain.name);
    give(state, domain, { id, type: params.CertType === 'cas' ? 'cas' : 'upload' });
  }
  beginChange(state, domain, 'configuring', { status: 'online' });
  return {};
});

interface GivenCertificate {
  readonly id: number;
  readonly type: 'cas' | 'upload';
  readonly readyAt?: number;
}

/** Sets a certificate for a domain. The edges show it once it is in effect. */
export function give(
  state: SandboxState,
  domain: StoredCdnDomain,
  { id, type, readyAt = effectiveAt(state) }: GivenCertificate,
): void {
  const former = domain.certificate && shownFor(state, domain, Date.now());
  domain.httpsOn = true;
  domain.certificate = {
    id,
    type,
    setAt: Date.now(),
    readyAt,
    ...(former && { formerId: former.id }),
  };
}

/** The permissions to bind a certificate of the account with PutCname. Source: PutCname, permissions. */
const certificateRights = ['DescribeSSLCertificatePrivateKey', 'DescribeSSLCertificatePublicKeyDetail'];

function requireCertificateRights(caller: AccessKey, state: SandboxState): void {
  for (const action of certificateRights) requireAllowed(caller, `yundun-cert:${action}`, {}, state);
}

function switchOff(domain: StoredCdnDomain): void {
  domain.httpsOn = false;
  delete domain.certificate;
}

function choose(params: Params, state: SandboxState, domain: string): StoredCertificate {
  const stored = params.CertType === 'cas' ? findStored(params, state) : keep(params, state, domain);
  requireCovered(stored.certificate, domain);
  if (isOfEc(stored.certificate) && !isOn(state.uncertain, 'ecKeys')) throw fault('InvalidSSLPri', 'SSLPri');
  return stored;
}

function findStored(params: Params, state: SandboxState): StoredCertificate {
  // Even an empty key makes the gateway expect a pair.
  if ('SSLPri' in params || 'SSLPub' in params) throw fault('SSLPri.MissingParameter', 'SSLPri');
  if (!params.CertName) throw new RpcError('Certificate.MissingParameter', 400, 'You must specify CertName.');
  const stored = state.certificates.get(Number(required(params, 'CertId')));
  const region = params.CertRegion || 'cn-hangzhou';
  if (stored?.name === params.CertName && stored.region === region) return stored;
  throw new RpcError('Certificate.NotFind', 400, 'The certificate does not exist.');
}

function keep(params: Params, state: SandboxState, domain: string): StoredCertificate {
  if (params.CertType !== 'upload') throw fault('InvalidCertType.ValueNotSupported', 'CertType');
  const { CertName: name = '', SSLPub: certificate = '', SSLPri: key = '' } = params;
  if (!certificate || !name) throw fault('Certificate.MissingParameter', 'SSLPub');
  if (!key) throw fault('SSLPri.MissingParameter', 'SSLPri');
  if (!isCertificate(certificate)) throw fault('Certificate.FormatError', 'SSLPub');
  // RSA keys must be PKCS#1 without a password.
  if (/BEGIN (ENCRYPTED )?PRIVATE KEY|ENCRYPTED/.test(key)) throw fault('InvalidSSLPri', 'SSLPri');
  if (!isKeyOf(key, certificate)) throw fault('PrivateKeyError', 'SSLPri');
  requireCovered(certificate, domain);
  if ([...state.certificates.values()].some((each) => each.name === name)) {
    // The code is not documented.
    throw new RpcError('Certificate.NameExist', 400, 'The certificate name already exists.');
  }
  return addCertificate(state, name, { certificate, key }, true);
}

function requireCovered(certificate: string, domain: string): void {
  if (coversDomain(describePem(certificate).names, domain)) return;
  throw new RpcError('Certificate.MissMatch', 400, 'The certificate does not match the domain.');
}

function fault(code: string, name: string): RpcError {
  return new RpcError(code, 400, `The specified ${name} is invalid.`);
}
