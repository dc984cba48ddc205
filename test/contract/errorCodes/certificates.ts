import { createAuthority } from '../../../sandbox/proxy/ca.js';
import type { SandboxState } from '../../../sandbox/state/state.js';
import type { CertificatePair } from '../../../src/core/ports/certificates.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import { type InjectedCode, type NaturalCode, name, signal } from './support.js';

const authority = createAuthority();
authority.dispose();
const { certificate: chain, key } = authority.issue(['*.shop-demo.com'], 90);
const other = authority.issue(['other.com'], 90);
const give =
  (changes: Partial<CertificatePair>) =>
  ({ cdn }: CloudPorts) =>
    cdn.setCertificate(name, { name: 'new', chain, key, ...changes }, signal);
const settle = (state: SandboxState) => void Object.assign(state.cdnDomains.get(name)!, { httpsOn: false });

/** The codes about certificates that come by their natural cause. */
export const naturalCertificateCodes: readonly NaturalCode[] = [
  {
    code: 'Certificate.MissMatch',
    kind: 'certificateRefused',
    prepare: settle,
    run: give({ chain: other.certificate, key: other.key }),
  },
  { code: 'Certificate.FormatError', kind: 'certificateRefused', prepare: settle, run: give({ chain: 'text' }) },
  { code: 'Certificate.MissingParameter', kind: 'certificateRefused', prepare: settle, run: give({ chain: '' }) },
  { code: 'PrivateKeyError', kind: 'keyRefused', prepare: settle, run: give({ key: other.key }) },
  { code: 'SSLPri.MissingParameter', kind: 'keyRefused', prepare: settle, run: give({ key: '' }) },
  {
    code: 'InvalidSSLPri',
    kind: 'keyRefused',
    prepare: settle,
    run: give({ key: '-----BEGIN ENCRYPTED PRIVATE KEY-----' }),
  },
  {
    code: 'Certificate.NotFind',
    kind: 'certificateGone',
    prepare: settle,
    run: ({ cdn }) => cdn.setCertificate(name, { id: 1, name: 'gone', region: 'cn-hangzhou' }, signal),
  },
];

const set = { status: 400, action: 'SetCdnDomainSSLCertificate', run: give({}) };
const unread = 'The sandbox reads any certificate that Node reads.';

/** Those whose causes are not played. */
export const injectedCertificateCodes: readonly InjectedCode[] = [
  { code: 'Certificate.EncodeError', kind: 'certificateRefused', reason: unread, ...set },
  { code: 'Certificate.DecodeError', kind: 'certificateRefused', reason: unread, ...set },
  {
    code: 'Certificate.NoPrivateKey',
    kind: 'keyRefused',
    reason: 'Every certificate of the sandbox has its key.',
    ...set,
  },
  {
    code: 'Internal.ForbidError',
    kind: 'stagingActive',
    reason: 'A staging configuration is made in the console only.',
    ...set,
    status: 500,
  },
  {
    code: 'Internal.ConfigError',
    kind: 'unavailable',
    reason: 'It is a matter of the vendor, not of a request.',
    ...set,
    status: 500,
  },
];
