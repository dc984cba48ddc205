import type { AccessKey } from '../../../sandbox/state/accessKey.js';
import type { SandboxState } from '../../../sandbox/state/state.js';
import { add, bind, type NaturalCode } from './support.js';

const withKey = (changes: Partial<AccessKey>) => (state: SandboxState) => {
  state.accessKeys[0] = { ...state.accessKeys[0]!, ...changes };
};
const hours = (count: number) => (state: SandboxState) => {
  state.clockOffset = count * 3_600_000;
};
const bindName = bind('img.shop-demo.com');

/** The codes about keys, rights and clocks that come by their natural cause, of the RPC gateway and of OSS. */
export const naturalAccountCodes: readonly NaturalCode[] = [
  {
    code: 'Forbidden.RAM',
    kind: 'forbidden',
    denial: { permission: 'cdn:AddCdnDomain', reason: 'notAllowed' },
    prepare: withKey({ denied: ['AddCdnDomain'] }),
    run: add(),
  },
  {
    code: 'AccessDenied',
    kind: 'forbidden',
    denial: { permission: 'oss:PutCname', reason: 'notAllowed' },
    prepare: withKey({ denied: ['PutCname'] }),
    run: bindName,
  },
  { code: 'InvalidAccessKeyId.NotFound', kind: 'badCredentials', prepare: withKey({ id: 'another' }), run: add() },
  { code: 'InvalidAccessKeyId', kind: 'badCredentials', prepare: withKey({ id: 'another' }), run: bindName },
  { code: 'SignatureDoesNotMatch', kind: 'badCredentials', prepare: withKey({ secret: 'another' }), run: bindName },
  { code: 'InvalidTimeStamp.Expired', kind: 'clockSkewed', prepare: hours(2), run: add() },
  { code: 'RequestTimeTooSkewed', kind: 'clockSkewed', prepare: hours(2), run: bindName },
];
