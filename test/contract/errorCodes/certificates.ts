import { createAuthority } from '../../../sandbox/proxy/ca.js';
import { addCertificate } from '../../../sandbox/state/certificates.js';
import type { SandboxState } from '../../../sandbox/state/state.js';
import type { CertificateChoice } from '../../../src/core/ports/certificates.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import { type InjectedCode, type NaturalCode, name, signal } from './support.js';

const authority = createAuthority();
authority.dispose();
const other = authority.issue(['other.com'], 90);
const choice = { id: 1, name: 'gone', region: 'cn-hangzhou' };
const give =
  (changes: Partial<CertificateChoice> = {}) =>
  ({ cdn }: CloudPorts) =>
    cdn.setCertificate(name, { ...choice, ...changes }, signal);
const settle = (state: SandboxState) => void Object.assign(state.cdnDomains.get(name)!, { httpsOn: false });
let kept = choice;

/** The codes about certificates that come by their natural cause. */
export const naturalCertificateCodes: readonly NaturalCode[] = [
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

/** Those whose causes are not played. */
export const injectedCertificateCodes: readonly InjectedCode[] = [
  { code: 'Certificate.EncodeError', kind: 'certificateRefused', reason: unread, ...set },
  { code: 'Certificate.DecodeError', kind: 'certificateRefused', reason: unread, ...set },
  { code: 'Certificate.FormatError', kind: 'certificateRefused', reason: ofPair, ...set },
  { code: 'PrivateKeyError', kind: 'keyRefused', reason: ofPair, ...set },
  { code: 'SSLPri.MissingParameter', kind: 'keyRefused', reason: ofPair, ...set },
  { code: 'InvalidSSLPri', kind: 'keyRefused', reason: ofPair, ...set },
  {
    code: 'Certificate.NoPrivateKey',
    kind: 'keyRefused',
    reason: 'Every certificate of the sandbox has its key.',
    ...set,
  },
  {
    code: 'Internal.ConfigError',
    kind: 'unavailable',
    reason: 'It is a matter of the vendor, not of a request.',
    ...set,
    status: 500,
  },
];
