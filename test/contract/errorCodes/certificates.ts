import { createAuthority } from '../../../sandbox/proxy/ca.js';
import { addCertificate } from '../../../sandbox/state/certificates.js';
import type { SandboxState } from '../../../sandbox/state/state.js';
import type { CertificatePair, CertificateRef } from '../../../src/core/ports/certificates.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import { type InjectedCode, type NaturalCode, name, signal } from './support.js';

const authority = createAuthority();
authority.dispose();
const other = authority.issue(['other.com'], 90);
const another = authority.issue(['another.com'], 90);
const over = authority.issue(['over.com'], -1);
const choice = { id: 1, name: 'gone', region: 'cn-hangzhou' };
const give =
  (changes: Partial<CertificateRef> = {}) =>
  ({ cdn }: CloudPorts) =>
    cdn.setCertificate(name, { ...choice, ...changes }, signal);
const settle = (state: SandboxState) => void Object.assign(state.cdnDomains.get(name)!, { httpsOn: false });
let kept = choice;

const upload =
  (changes: Partial<CertificatePair> = {}) =>
  ({ certificates }: CloudPorts) =>
    certificates.createCertificate({ name: 'new', chain: other.certificate, key: other.key, ...changes }, signal);
const permission = 'yundun-cert:UploadUserCertificate';
const deny = ({ accessKeys }: SandboxState) => {
  accessKeys[0] = { ...accessKeys[0]!, denied: [permission] };
};
/** A free certificate that was applied for. */
const applied = ({ instances }: SandboxState) =>
  void instances.set('cas_dv-cn-1', {
    id: 'cas_dv-cn-1',
    orderedAt: Date.now(),
    days: 90,
    domain: name,
    contacts: [7],
    appliedAt: Date.now(),
  });

/** The codes of CDN and of the certificate service that come by their natural cause. Source: both services, "Error codes". */
export const naturalCertificateCodes: readonly NaturalCode[] = [
  { code: 'PermissionDenied', kind: 'forbidden', denial: { permission }, prepare: deny, run: upload() },
  {
    code: 'AccessDenied.NoAuth',
    kind: 'forbidden',
    denial: { permission },
    prepare: (state) => {
      deny(state);
      state.uncertain.certificateDenial = 'AccessDenied.NoAuth';
    },
    run: upload(),
  },
  {
    code: 'NotFound',
    kind: 'certificateGone',
    run: ({ certificates }) => certificates.readCertificate({ id: 1, region: 'cn-hangzhou' }, signal),
  },
  {
    code: 'NameRepeat',
    kind: 'certificateRefused',
    prepare: (state) => void addCertificate(state, 'new', other, true),
    run: upload(),
  },
  { code: 'ParseCertificateFailed', kind: 'certificateRefused', run: upload({ chain: 'text' }) },
  { code: 'CertificateFormatException', kind: 'certificateRefused', run: upload({ key: another.key }) },
  { code: 'CertificateExpired', kind: 'certificateRefused', run: upload({ chain: over.certificate, key: over.key }) },
  {
    code: 'CertificateChainNotMatch',
    kind: 'certificateRefused',
    run: upload({ chain: `${other.certificate}\n${another.certificate}` }),
  },
  { code: 'DataTooLongException', kind: 'certificateRefused', run: upload({ name: 'n'.repeat(65) }) },
  {
    code: 'InvalidStatus.UpdateProtection',
    kind: 'throttled',
    prepare: applied,
    run: ({ certificates }) => certificates.updateInstance('cas_dv-cn-1', { domain: name, contact: 7 }, signal),
  },
  {
    code: 'OperationDenied.StatusNotSupport',
    kind: 'certificateRefused',
    prepare: applied,
    run: ({ certificates }) => certificates.applyCertificate('cas_dv-cn-1', signal),
  },
  {
    code: 'Certificate.MissMatch',
    kind: 'certificateRefused',
    prepare: (state) => {
      settle(state);
      kept = addCertificate(state, 'other', other, true);
    },
    run: (cloud) => give(kept)(cloud),
  },
  { code: 'Certificate.MissingParameter', kind: 'certificateRefused', prepare: settle, run: give({ name: '' }) },
  { code: 'Certificate.NotFind', kind: 'certificateGone', prepare: settle, run: give() },
];

const set = { status: 400, action: 'SetCdnDomainSSLCertificate', run: give() };
const unread = 'The sandbox reads any certificate that Node reads.';
const ofPair = 'It is about a pair, which is never given to CDN itself.';

const keep = { status: 400, action: 'UploadUserCertificate', run: upload() };
const apply = {
  status: 400,
  action: 'ApplyCertificate',
  run: ({ certificates }: CloudPorts) => certificates.applyCertificate('cas_dv-cn-1', signal),
};
const notSaid = 'Its cause is not documented.';
const vendorsOwn = 'It is a matter of the vendor, not of a request.';

/** Those whose causes are not played. */
export const injectedCertificateCodes: readonly InjectedCode[] = [
  { code: 'OperationDenied.SystemUpgrading', kind: 'throttled', reason: vendorsOwn, ...keep },
  { code: 'CertificatePrivateKey.Existed', kind: 'certificateRefused', reason: notSaid, ...keep },
  { code: 'ParamRepeat', kind: 'certificateRefused', reason: notSaid, ...keep },
  {
    code: 'InsufficientQuota',
    kind: 'certificateRefused',
    reason: 'A free certificate of the sandbox is there or not.',
    ...apply,
  },
  { code: 'DeductQuotaFailed', kind: 'unavailable', reason: vendorsOwn, ...apply },
  { code: 'CreateCsrFailed', kind: 'unavailable', reason: vendorsOwn, ...apply },
  { code: 'DomainRepeat', kind: 'certificateRefused', reason: notSaid, ...apply },
  {
    code: 'InvalidParameter.MobileIllegal',
    kind: 'invalidInput',
    reason: 'The contacts of the sandbox have no phone numbers.',
    ...apply,
  },
  { code: 'Certificate.EncodeError', kind: 'certificateRefused', reason: unread, ...set },
  { code: 'Certificate.DecodeError', kind: 'certificateRefused', reason: unread, ...set },
  { code: 'Certificate.FormatError', kind: 'certificateRefused', reason: ofPair, ...set },
  { code: 'PrivateKeyError', kind: 'certificateRefused', reason: ofPair, ...set },
  { code: 'SSLPri.MissingParameter', kind: 'certificateRefused', reason: ofPair, ...set },
  { code: 'InvalidSSLPri', kind: 'certificateRefused', reason: ofPair, ...set },
  {
    code: 'Certificate.NoPrivateKey',
    kind: 'certificateRefused',
    reason: 'Every certificate of the sandbox has its key.',
    ...set,
  },
  {
    code: 'Internal.ConfigError',
    kind: 'unavailable',
    reason: vendorsOwn,
    ...set,
    status: 500,
  },
];
