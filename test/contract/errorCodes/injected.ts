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

const set = {
  action: 'BatchSetCdnDomainConfig',
  run: ({ cdn }: CloudPorts) => cdn.setConfigs(name, [{ functionName: 'gzip', args: { enable: 'on' } }], signal),
};
const open = { action: 'OpenCdnService', run: ({ cdn }: CloudPorts) => cdn.openService(signal) };
const putObject = {
  action: 'PutObject',
  run: ({ oss }: CloudPorts) =>
    oss.putObject(mainland, 'slow.bin', { body: new Uint8Array(3), headers: {}, forbidOverwrite: true }, signal),
};

const restoreObject = {
  action: 'RestoreObject',
  run: ({ oss }: CloudPorts) => oss.restoreObject(mainland, 'slow.bin', { days: 1 }, signal),
};

const byConsole = 'Its cause is made in the console only.';
const ofMainName = 'GetMainDomainName says so, which counts as no zone of the account.';
const otherCode = 'The sandbox says another code of the same meaning there.';
const ofAccount = 'It is a matter of the account, which the sandbox has one of.';
const ofKeys = 'The keys of the sandbox are whole, active and without a token.';
const checked = 'Our own checks never send it.';
const onTheWay = 'Something would have to change the bytes on their way.';
const notSaid = 'Its cause is not documented.';
const notSent = 'The parameter is never sent.';
const vendorsOwn = 'It is a matter of the vendor, not of a request.';
const tooFast = 'The sandbox limits the calls of a few actions only, and not for this code; a fault plays it.';

/** The codes whose causes are not played, each with the reason. */
export const injectedCodes: readonly InjectedCode[] = [
  { code: 'InvalidResourceGroupId.Malformed', kind: 'invalidInput', status: 400, reason: notSent, ...create },
  { code: 'EntityNotExists.ResourceGroup', kind: 'invalidInput', status: 400, reason: notSent, ...create },
  { code: 'InvalidStatus.ResourceGroup', kind: 'invalidInput', status: 400, reason: notSent, ...create },
  { code: 'InvalidTopLevelDomain.Malformed', kind: 'invalidInput', status: 400, reason: notSent, ...create },
  { code: 'TopLevelDomain.NotFound', kind: 'invalidInput', status: 400, reason: notSent, ...create },
  {
    code: 'CdnTypeNotSupportExtensiveDomain',
    kind: 'otherRefusal',
    status: 400,
    reason: 'Every type that can be chosen takes wildcards.',
    ...create,
  },
  { code: 'RegionNoResource', kind: 'otherRefusal', status: 400, reason: vendorsOwn, ...create },
  { code: 'DomainInProtectedMode', kind: 'otherRefusal', status: 403, reason: vendorsOwn, ...stop },
  {
    code: 'InvalidDomain.BelongToConfigGroup',
    kind: 'otherRefusal',
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
    ...putObject,
  },
  {
    code: 'CnameIsForbidden',
    kind: 'cnameRefused',
    status: 403,
    reason: 'Only names of the vendor are reserved; no other account proves to own one.',
    ...put,
  },
  {
    code: 'CnameIsRisk',
    kind: 'cnameRefused',
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
  { code: 'ConfigExceedLimit', kind: 'operationBarred', status: 400, reason: notSaid, ...set },
  {
    code: 'NoPermission.SLR',
    kind: 'forbidden',
    denial: { permission: 'ram:CreateServiceLinkedRole' },
    status: 400,
    reason: notSaid,
    ...set,
  },
  { code: 'ServiceInvokeFailed', kind: 'unavailable', status: 400, reason: vendorsOwn, ...set },
  { code: 'FlowControlError', kind: 'throttled', status: 403, reason: tooFast, ...set },
  { code: 'Rejected.Throttling', kind: 'throttled', status: 503, reason: tooFast, ...set },
  { code: 'DnsSystemBusyness', kind: 'unavailable', status: 400, reason: vendorsOwn, ...write },
  { code: 'Fobidden.TooOfen', kind: 'throttled', status: 400, reason: tooFast, ...write },
  { code: 'TooManyCnameToken', kind: 'throttled', status: 400, reason: tooFast, ...token },
  { code: 'InvalidDomainName.Suffix', kind: 'zoneNotFound', status: 400, reason: ofMainName, ...write },
  { code: 'InvalidDomainName.Format', kind: 'zoneNotFound', status: 400, reason: ofMainName, ...write },
  { code: 'InvalidDomainName.Unregistered', kind: 'zoneNotFound', status: 400, reason: ofMainName, ...write },
  { code: 'Forbidden.DomainExpired', kind: 'otherRefusal', status: 403, reason: byConsole, ...write },
  { code: 'Forbidden.DomainLocked', kind: 'otherRefusal', status: 403, reason: byConsole, ...write },
  { code: 'Forbidden.DomainType', kind: 'otherRefusal', status: 403, reason: byConsole, ...write },
  { code: 'Forbidden.ProtectedDomain', kind: 'otherRefusal', status: 403, reason: byConsole, ...write },
  { code: 'Forbidden.RecordLocked', kind: 'recordLocked', status: 403, reason: byConsole, ...write },
  { code: 'DomainExpiredDNSForbidden', kind: 'otherRefusal', status: 400, reason: byConsole, ...write },
  { code: 'SubDomainInvalid.TTL', kind: 'otherRefusal', status: 400, reason: otherCode, ...write },
  { code: 'QuotaExceeded.SubDomain', kind: 'otherRefusal', status: 400, reason: notSaid, ...write },
  { code: 'QuotaExceeded.FreeDnsRecord', kind: 'otherRefusal', status: 400, reason: notSaid, ...write },
  { code: 'RecordFobidden.BlackHole', kind: 'otherRefusal', status: 400, reason: otherCode, ...write },
  { code: 'OperationDomain.NoPermission', kind: 'zoneNotFound', status: 403, reason: otherCode, ...write },
  { code: 'InvalidRR.AValue', kind: 'invalidInput', status: 400, reason: notSaid, ...write },
  { code: 'DomainAddedByOthers', kind: 'zoneNotFound', status: 400, reason: otherCode, ...write },
  { code: 'Forbidden.NotVerified', kind: 'otherRefusal', status: 403, reason: otherCode, ...create },
  { code: 'Forbidden.RiskControl', kind: 'domainBarred', status: 403, reason: vendorsOwn, ...create },
  { code: 'Forbidden.Intl', kind: 'operationBarred', status: 403, reason: ofAccount, ...open },
  { code: 'Forbidden.BidUser', kind: 'operationBarred', status: 403, reason: ofAccount, ...open },
  { code: 'Forbidden.SomethingNew', kind: 'refused', status: 403, reason: vendorsOwn, ...stop },
  { code: 'IllegalOperationTopDomain', kind: 'domainBarred', status: 400, reason: notSaid, ...create },
  { code: 'InnerAddDomainDenied', kind: 'domainBarred', status: 400, reason: notSaid, ...create },
  { code: 'SourceIp.Exceed', kind: 'invalidInput', status: 400, reason: notSaid, ...create },
  { code: 'MissingSources', kind: 'invalidInput', status: 400, reason: otherCode, ...create },
  {
    code: 'NotImplemented',
    kind: 'refused',
    status: 501,
    reason: 'Nothing that is sent asks for what OSS does not have.',
    ...putObject,
  },
  { code: 'FileImmutable', kind: 'objectLocked', status: 409, reason: byConsole, ...putObject },
  { code: 'InvalidObjectState', kind: 'objectArchived', status: 403, reason: byConsole, ...putObject },
  { code: 'RestoreAlreadyInProgress', kind: 'restoreInProgress', status: 409, reason: byConsole, ...restoreObject },
  { code: 'OperationNotSupported', kind: 'invalidInput', status: 400, reason: byConsole, ...restoreObject },
  { code: 'NoSuchVersion', kind: 'noSuchObject', status: 404, reason: byConsole, ...restoreObject },
  { code: 'SymlinkTargetNotExist', kind: 'otherRefusal', status: 404, reason: byConsole, ...restoreObject },
  { code: 'InvalidTargetType', kind: 'otherRefusal', status: 400, reason: byConsole, ...restoreObject },
  { code: 'InvalidTag', kind: 'invalidInput', status: 400, reason: byConsole, ...putObject },
  { code: 'KmsServiceNotEnabled', kind: 'otherRefusal', status: 400, reason: byConsole, ...putObject },
  {
    code: 'InvalidObjectPath.Size.Malformed',
    kind: 'tooMuchAtOnce',
    status: 400,
    reason: otherCode,
    action: 'RefreshObjectCaches',
    run: ({ cdn }) => cdn.refresh([`https://${name}/a`], 'File', signal),
  },
  { code: 'InvalidAccessKeyId.Inactive', kind: 'badCredentials', status: 403, reason: ofKeys, ...create },
  { code: 'InvalidAccessKeySecret', kind: 'badCredentials', status: 400, reason: ofKeys, ...create },
  { code: 'IncompleteSignature', kind: 'badCredentials', status: 400, reason: ofKeys, ...create },
  { code: 'InvalidCredentials', kind: 'badCredentials', status: 400, reason: ofKeys, ...create },
  { code: 'MissingSecurityToken', kind: 'badCredentials', status: 400, reason: ofKeys, ...create },
  { code: 'InvalidSecurityToken', kind: 'expiredCredentials', status: 400, reason: ofKeys, ...create },
  { code: 'InvalidSecurityToken.Expired', kind: 'expiredCredentials', status: 400, reason: ofKeys, ...create },
  { code: 'InvalidSecurityToken.Malformed', kind: 'badCredentials', status: 400, reason: ofKeys, ...create },
  {
    code: 'InvalidSecurityToken.MismatchWithAccessKey',
    kind: 'badCredentials',
    status: 400,
    reason: ofKeys,
    ...create,
  },
  { code: 'SecurityTokenExpired', kind: 'expiredCredentials', status: 403, reason: ofKeys, ...put },
  {
    code: 'Forbidden',
    kind: 'forbidden',
    denial: { permission: 'cdn:AddCdnDomain' },
    status: 403,
    reason: otherCode,
    ...create,
  },
  {
    code: 'NoPermission',
    kind: 'forbidden',
    denial: { permission: 'cdn:AddCdnDomain' },
    status: 403,
    reason: otherCode,
    ...create,
  },
  { code: 'UnknownError', kind: 'unavailable', status: 500, reason: vendorsOwn, ...stop },
  { code: 'FlowLimitException', kind: 'throttled', status: 400, reason: tooFast, ...stop },
  { code: 'InvalidParameter', kind: 'invalidInput', status: 400, reason: notSaid, ...create },
  { code: 'CdnService.NotOpened', kind: 'serviceNotOpen', status: 403, reason: otherCode, ...create },
  { code: 'DomainExist.OtherUser', kind: 'domainTaken', status: 400, reason: otherCode, ...create },
  { code: 'DomainExist.OtherProduct', kind: 'domainTaken', status: 400, reason: otherCode, ...create },
  { code: 'SecondLevelDomainForbidden', kind: 'unexpected', status: 403, reason: notSaid, ...put },
  { code: 'UserDisable', kind: 'overdue', status: 403, reason: ofAccount, ...put },
  { code: 'InvalidBucketName', kind: 'invalidInput', status: 400, reason: checked, ...put },
  { code: 'InvalidObjectName', kind: 'invalidInput', status: 400, reason: checked, ...putObject },
  { code: 'QpsLimitExceeded', kind: 'throttled', status: 429, reason: tooFast, ...put },
  { code: 'TotalQpsLimitExceeded', kind: 'throttled', status: 503, reason: tooFast, ...put },
  { code: 'MetaOperationQpsLimitExceeded', kind: 'throttled', status: 503, reason: tooFast, ...put },
  { code: 'ActiveRequestLimitExceeded', kind: 'throttled', status: 503, reason: tooFast, ...putObject },
  { code: 'CpuLimitExceeded', kind: 'throttled', status: 503, reason: tooFast, ...putObject },
  { code: 'DownloadTrafficRateLimitExceeded', kind: 'throttled', status: 503, reason: tooFast, ...put },
  { code: 'UploadTrafficRateLimitExceeded', kind: 'throttled', status: 503, reason: tooFast, ...put },
  { code: 'CrcNotMatched', kind: 'corruptUpload', status: 400, reason: onTheWay, ...putObject },
  { code: 'InvalidDigest', kind: 'corruptUpload', status: 400, reason: onTheWay, ...putObject },
  { code: 'InvalidRR.Format', kind: 'invalidInput', status: 400, reason: checked, ...write },
];

const reason = 'A connection fails so, before anything is answered.';
const failures = {
  untrustedCertificate: [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'CERT_SIGNATURE_FAILURE',
    'CERT_REVOKED',
    'CERT_UNTRUSTED',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'EPROTO',
  ],
  offline: ['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'ECONNREFUSED'],
  unavailable: ['ECONNRESET', 'ECONNABORTED', 'EPIPE'],
  timeout: ['ETIMEDOUT', 'ESOCKETTIMEDOUT'],
} as const;

/** The codes of Node for a connection that fails; a switch of the sandbox gives answers only. */
export const connectionCodes = (Object.keys(failures) as (keyof typeof failures)[]).flatMap((kind) =>
  failures[kind].map((code) => ({ code, kind, reason })),
);
