import { naturalAccountCodes } from './account.js';
import { naturalCdnCodes } from './cdn.js';
import { injectedCertificateCodes, naturalCertificateCodes } from './certificates.js';
import { naturalDnsCodes, naturalOssCodes } from './dnsAndOss.js';
import { connectionCodes, injectedCodes } from './injected.js';
import { type InjectedCode, type NaturalCode, name, signal } from './support.js';
import type { TableCode } from './table.js';

const overwritten = { name: 'assets-singapore', region: 'ap-southeast-1' };
/** The codes that come by their natural cause. */
export const natural: readonly NaturalCode[] = [
  ...naturalAccountCodes,
  ...naturalCdnCodes,
  ...naturalCertificateCodes,
  ...naturalDnsCodes,
  ...naturalOssCodes,
];
/** Those whose cause is not played. */
export const injected: readonly InjectedCode[] = [...injectedCodes, ...injectedCertificateCodes];
/** What else the code of a locked service means, by how the service stands. */
export const denied = [
  {
    code: 'OperationDenied',
    kind: 'operationBarred',
    service: 'open',
    reason: 'Which operations are denied is not documented.',
  },
  {
    code: 'OperationDenied',
    kind: 'serviceNotOpen',
    service: 'notOpen',
    reason: 'The sandbox says CdnServiceNotFound there; which of the two comes is not documented.',
  },
] as const;
/** What a refused signature means once OSS has accepted another one of the same keys. */
export const signedBefore = {
  code: 'SignatureDoesNotMatch, after others were accepted',
  kind: 'badCredentials',
  scope: 'object',
  reason: 'Something would have to change the request on its way.',
} as const;
/** What means something else where a rule of the bucket, another call or the gateway says it. */
export const special: readonly (NaturalCode & Pick<TableCode, 'reason'>)[] = [
  {
    code: 'AccessDenied, where a rule of the bucket forbids overwriting',
    kind: 'overwriteForbidden',
    prepare: ({ uncertain }) => {
      uncertain.overwriteRefused = 'AccessDenied';
    },
    run: ({ oss }) => oss.putObject(overwritten, 'index.html', { body: new Uint8Array(3), headers: {} }, signal),
  },
  {
    code: 'QuotaExceeded.Refresh, in the answer to PushObjectCache',
    kind: 'prefetchQuotaExceeded',
    reason: 'The sandbox says QuotaExceeded.Preload there.',
    prepare: ({ faults }) =>
      void faults.push({
        id: 'prefetch',
        action: 'PushObjectCache',
        kind: 'error',
        code: 'QuotaExceeded.Refresh',
        status: 400,
        count: 1,
      }),
    run: ({ cdn }) => cdn.prefetch([`https://${name}/a`], signal),
  },
];
/** The page of the gateway, which carries no code. */
const longQuery = { code: 'no code, HTTP 414', kind: 'tooMuchAtOnce', status: 414 } as const;
/** What `cloudProxy.test.ts` has a proxy do that presents certificates of its own. */
export const intercepted = { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', kind: 'proxyRefused' } as const;
/** Both. */
export const all: readonly TableCode[] = [...natural, ...injected];
/** Every row but those of codes that are taken as done. */
export const told: readonly TableCode[] = [
  ...all,
  ...connectionCodes,
  ...denied,
  ...special,
  longQuery,
  signedBefore,
  intercepted,
];
