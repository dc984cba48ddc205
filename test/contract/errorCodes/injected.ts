import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import { add, addRecord, bind, type InjectedCode, mainland, name, signal } from './support.js';

const stop = { action: 'StopCdnDomain', run: ({ cdn }: CloudPorts) => cdn.stopDomain(name, signal) };
const create = { action: 'AddCdnDomain', run: add() };
const write = { action: 'AddDomainRecord', run: addRecord() };
const put = { action: 'PutCname', run: bind('img.shop-demo.com') };
const token = {
  action: 'CreateCnameToken',
  run: ({ oss }: CloudPorts) => oss.createCnameToken(mainland, 'img.shop-demo.com', signal),
};

const notSent = 'The parameter is never sent.';
const vendorsOwn = 'It is a matter of the vendor, not of a request.';
const tooFast = 'The sandbox has no limits of its own for calls; a fault plays them.';

/** The codes whose causes are not played, each with the reason. */
export const injectedCodes: readonly InjectedCode[] = [
  { code: 'InvalidResourceGroupId.Malformed', kind: 'invalidInput', status: 400, reason: notSent, ...create },
  { code: 'EntityNotExists.ResourceGroup', kind: 'invalidInput', status: 400, reason: notSent, ...create },
  { code: 'InvalidStatus.ResourceGroup', kind: 'invalidInput', status: 400, reason: notSent, ...create },
  { code: 'InvalidTopLevelDomain.Malformed', kind: 'invalidInput', status: 400, reason: notSent, ...create },
  { code: 'TopLevelDomain.NotFound', kind: 'invalidInput', status: 400, reason: notSent, ...create },
  {
    code: 'CdnTypeNotSupportExtensiveDomain',
    kind: 'typeWithoutWildcard',
    status: 400,
    reason: 'Every type that can be chosen takes wildcards.',
    ...create,
  },
  { code: 'RegionNoResource', kind: 'regionFull', status: 400, reason: vendorsOwn, ...create },
  { code: 'DomainInProtectedMode', kind: 'domainProtected', status: 403, reason: vendorsOwn, ...stop },
  {
    code: 'InvalidDomain.BelongToConfigGroup',
    kind: 'domainInGroup',
    status: 400,
    reason: 'Groups of domains are made in the console only.',
    ...stop,
  },
  { code: 'SystemUpgrading', kind: 'unavailable', status: 403, reason: vendorsOwn, ...stop },
  { code: 'InternalError', kind: 'unavailable', status: 500, reason: vendorsOwn, ...stop },
  { code: 'ServiceUnavailable', kind: 'unavailable', status: 503, reason: vendorsOwn, ...stop },
  { code: 'Throttling', kind: 'throttled', status: 400, reason: tooFast, ...stop },
  { code: 'Throttling.User', kind: 'throttled', status: 400, reason: tooFast, ...write },
  { code: 'TooManyRequests', kind: 'throttled', status: 429, reason: tooFast, ...stop },
  {
    code: 'PreloadQueueFull',
    kind: 'prefetchQueueFull',
    status: 400,
    reason: 'The length of the queue is not documented.',
    action: 'PushObjectCache',
    run: ({ cdn }) => cdn.prefetch([`https://${name}/a`], signal),
  },
  {
    code: 'InvalidRR.NoExist',
    kind: 'invalidInput',
    status: 400,
    reason: 'It was seen of calls that name a host to delete, which are not used.',
    ...write,
  },
  {
    code: 'RequestTimeout',
    kind: 'timeout',
    status: 400,
    reason: 'How long an upload may stand still is not documented.',
    action: 'PutObject',
    run: ({ oss }) => oss.putObject(mainland, 'slow.bin', new Uint8Array(3), { headers: {} }, signal),
  },
  {
    code: 'CnameIsForbidden',
    kind: 'cnameForbidden',
    status: 403,
    reason: 'Only names of the vendor are reserved; nobody else proves to own one.',
    ...put,
  },
  {
    code: 'CnameIsRisk',
    kind: 'cnameRisky',
    status: 403,
    reason: 'What makes a domain a risk is not documented.',
    ...put,
  },
  {
    code: 'CnameTokenNotFound',
    kind: 'cnameTokenNeeded',
    status: 404,
    reason: 'GetCnameToken says so, which is not used: CreateCnameToken gives the same token.',
    ...token,
  },
];
