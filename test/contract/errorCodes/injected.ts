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

/** The codes whose causes are not played, each with the reason. */
export const injectedCodes: readonly InjectedCode[] = [
  // Parameters that are never sent.
  { code: 'InvalidResourceGroupId.Malformed', kind: 'invalidInput', status: 400, ...create },
  { code: 'EntityNotExists.ResourceGroup', kind: 'invalidInput', status: 400, ...create },
  { code: 'InvalidStatus.ResourceGroup', kind: 'invalidInput', status: 400, ...create },
  { code: 'InvalidTopLevelDomain.Malformed', kind: 'invalidInput', status: 400, ...create },
  { code: 'TopLevelDomain.NotFound', kind: 'invalidInput', status: 400, ...create },
  // Every type of a domain takes wildcards.
  { code: 'CdnTypeNotSupportExtensiveDomain', kind: 'typeWithoutWildcard', status: 400, ...create },
  // The vendor's own affairs.
  { code: 'RegionNoResource', kind: 'regionFull', status: 400, ...create },
  { code: 'DomainInProtectedMode', kind: 'domainProtected', status: 403, ...stop },
  { code: 'InvalidDomain.BelongToConfigGroup', kind: 'domainInGroup', status: 400, ...stop },
  { code: 'SystemUpgrading', kind: 'unavailable', status: 403, ...stop },
  { code: 'InternalError', kind: 'unavailable', status: 500, ...stop },
  { code: 'ServiceUnavailable', kind: 'unavailable', status: 503, ...stop },
  { code: 'Throttling', kind: 'throttled', status: 400, ...stop },
  { code: 'Throttling.User', kind: 'throttled', status: 400, ...write },
  { code: 'TooManyRequests', kind: 'throttled', status: 429, ...stop },
  {
    code: 'PreloadQueueFull',
    kind: 'prefetchQueueFull',
    status: 400,
    action: 'PushObjectCache',
    run: ({ cdn }) => cdn.prefetch([`https://${name}/a`], signal),
  },
  { code: 'InvalidRR.NoExist', kind: 'invalidInput', status: 400, ...write },
  { code: 'CnameIsForbidden', kind: 'cnameForbidden', status: 403, ...put },
  { code: 'CnameIsRisk', kind: 'cnameRisky', status: 403, ...put },
  { code: 'CnameTokenNotFound', kind: 'cnameTokenNeeded', status: 404, ...token },
];
