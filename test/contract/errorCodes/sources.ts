/** Where a code that is not on a page of the vendor was seen, as far as it was anywhere. */
const clients: Readonly<Record<string, readonly string[]>> = {
  'a public client': [
    'DomainNotRegistration',
    'RecordCheckNotAvailable',
    'DomainOverLimit',
    'RetErrorSourceCircle',
    'SourceInBlacklist',
    'InvalidSource.Content.Malformed',
    'SourceIp.Exceed',
    'MissingSources',
    'Throttling',
    'Throttling.User',
    'DomainExpiredDNSForbidden',
    'SubDomainInvalid.TTL',
    'SubDomainInvalid.Value',
    'QuotaExceeded.SubDomain',
    'QuotaExceeded.FreeDnsRecord',
    'RecordFobidden.BlackHole',
    'OperationDomain.NoPermission',
    'InvalidRR.AValue',
    'InvalidSSLPri',
    'SSLPri.MissingParameter',
    'InvalidRR.Format',
    'InvalidSecurityToken.Malformed',
    'InvalidSecurityToken.MismatchWithAccessKey',
  ],
  "the vendor's Terraform provider": [
    'FunctionMutex',
    'ConfigNotFound',
    'FlowControlError',
    'Rejected.Throttling',
    'DnsSystemBusyness',
    'InvalidRR.NoExist',
    'LastOperationNotFinished',
    'NoSuchCname',
  ],
  "the vendor's client for Java": [
    'InvalidLocationConstraint',
    'RequestTimeout',
    'FileImmutable',
    'InvalidObjectState',
  ],
  "the tests of the vendor's client for Go": ['TooManyCnameToken'],
  "the vendor's client for uploads to VOD": ['InvalidSecurityToken.Expired', 'SecurityTokenExpired'],
  "the vendor's client for Python, which says it itself": ['InvalidAccessKeySecret'],
  "the vendor's clients for JavaScript, which say it themselves": ['CrcNotMatched', 'InvalidCredentials'],
  'not found': ['CdnService.NotOpened', 'FlowLimitException', 'UnknownError', 'UserDisable'],
};

/** Codes that the vendor documents, while who gets them, or for what, is inferred. */
const inferred: readonly string[] = [
  'EntityNotExist.Role',
  'InvalidDomainName.Suffix',
  'InvalidDomainName.Format',
  'InvalidDomainName.Unregistered',
];

/** Where a code is from: a page of the vendor unless it is known from a client alone. */
export function sourceOf(code: string): string {
  if (code === 'Forbidden.SomethingNew') return 'stands for a code that is not known';
  if (code === 'EPROTO' || /^(ERR|UNABLE|DEPTH|SELF|CERT)_/.test(code)) return 'Node.js';
  const client = Object.entries(clients).find(([, codes]) => codes.includes(code))?.[0];
  return client ?? (inferred.includes(code) ? 'vendor, its cause inferred' : 'vendor');
}

/** Every code that a source is given for here. */
export const sourcedCodes: readonly string[] = [...Object.values(clients).flat(), ...inferred];
