import { l10n } from 'vscode';
import type { AppError, ErrorKind } from '../../core/errors.js';
import { denialText } from './denialText.js';
import { errorSentences } from './errorSentences.js';

type Sentences = Readonly<Record<string, () => string>>;

/**
 * Codes that say more than their kind does: the program handles them alike, but the user needs another remedy.
 * Source: the error-code pages of Alibaba Cloud CDN, Alibaba Cloud DNS and OSS.
 */
const codeSentences: Partial<Record<ErrorKind, Sentences>> = {
  badCredentials: {
    SignatureDoesNotMatch: () =>
      l10n.t('Alibaba Cloud does not accept this AccessKey: the secret does not fit the ID, so sign in again'),
    'InvalidAccessKeyId.Inactive': () =>
      l10n.t('This AccessKey is disabled: have it enabled in the RAM console, or sign in with another'),
  },
  certificateRefused: {
    'Certificate.MissMatch': () => l10n.t('The certificate is for other names: choose one that covers the domain'),
  },
  badFile: {
    UnsupportedMode: () =>
      l10n.t(
        'This profile mode is not supported: use a profile of mode AK or StsToken, or temporary keys in the environment variables',
      ),
    mappingTooLarge: () => l10n.t('A mapping file has at most 256 KB: split the workspace or remove mappings'),
    untrusted: () =>
      l10n.t('This workspace is not trusted, so its mapping is neither read nor changed: trust it first'),
  },
  domainNotFiled: {
    RecordCheckNotAvailable: () =>
      l10n.t('CDN finds no ICP filing for this region: file the domain, or wait about 8 hours after it was filed'),
  },
  domainBarred: {
    'Forbidden.RiskControl': () =>
      l10n.t('The risk control of Alibaba Cloud has blocked this: look for its notice in the console or open a ticket'),
    IllegalOperationDomain: () =>
      l10n.t('CDN does not let this account manage the domain: check that it belongs to this account'),
    IllegalOperationTopDomain: () =>
      l10n.t('CDN does not let this account manage the root domain: check that it belongs to this account'),
    InnerAddDomainDenied: () =>
      l10n.t('CDN does not let this account add the domain: choose another domain or open a ticket'),
  },
  configConflict: {
    ConfigurationConflicts: () =>
      l10n.t('A canary release of the domain settings is in progress: complete or cancel it in the CDN console'),
    ConfigExceedLimit: () =>
      l10n.t('The domain has as many settings of this kind as CDN allows: delete one in the CDN console'),
  },
  operationBarred: {
    'InvalidFunction.NotSupported': () =>
      l10n.t('CDN does not offer this setting for the domain or the account: look at it in the console'),
    'Forbidden.Intl': () =>
      l10n.t('CDN cannot be activated this way for accounts of the international site: activate it in the console'),
    'Forbidden.BidUser': () =>
      l10n.t(
        'CDN cannot be activated this way for accounts of a reseller: activate it in the console or ask the reseller',
      ),
    OperationDenied: () =>
      l10n.t('CDN denies this operation to the account: look at the domain in the console or open a ticket'),
  },
  invalidInput: {
    'SourceIp.Exceed': () => l10n.t('CDN does not accept this many origin addresses: enter fewer'),
    MissingSources: () => l10n.t('CDN needs an origin for the domain: enter one and try again'),
    'InvalidRR.AValue': () =>
      l10n.t('Alibaba Cloud DNS does not accept this host for an address: correct it and try again'),
    MissingParameter: () => l10n.t('A value is missing: fill it in and try again'),
    uploadDomainNotBound: () =>
      l10n.t('The upload domain is not bound to the bucket or is disabled: bind it in OSS or correct the mapping'),
    uploadDomainIsCdn: () =>
      l10n.t('The upload domain is accelerated by CDN, which does not accept uploads: choose another domain'),
    headerValue: () => l10n.t('This header contains characters that cannot be sent: correct its value and try again'),
    InvalidArgument: () => l10n.t('OSS does not accept this value: correct it and try again'),
    'SubDomainInvalid.Value': () =>
      l10n.t('Alibaba Cloud DNS does not accept this record value: correct it and try again'),
    PathTooLong: () =>
      l10n.t('CDN takes no URL with a path of more than 1,024 characters: shorten it, or refresh its folder'),
    'InvalidRR.NoExist': () => l10n.t('Alibaba Cloud DNS does not know this host: look at the zone again'),
  },
  zoneNotFound: {
    IncorrectDomainUser: zoneOfAnother,
    DomainAddedByOthers: zoneOfAnother,
    'OperationDomain.NoPermission': () =>
      l10n.t('This account may not manage the zone in Alibaba Cloud DNS: sign in to the account that has it'),
    'InvalidDomainName.Suffix': () =>
      l10n.t('Alibaba Cloud DNS does not support the suffix of this domain: add the record where its DNS is kept'),
    'InvalidDomainName.Format': () =>
      l10n.t('Alibaba Cloud DNS does not accept the form of this domain: check the name'),
    'InvalidDomainName.Unregistered': () => l10n.t('The domain is not registered: check the name or register it first'),
  },
  zoneBarred: {
    'Forbidden.DomainLocked': () => l10n.t('The zone is locked: unlock it in the DNS console and try again'),
    'Forbidden.DomainExpired': domainExpired,
    DomainExpiredDNSForbidden: domainExpired,
    'Forbidden.DomainType': () =>
      l10n.t('Alibaba Cloud DNS does not allow this for a zone of this type: look at it in the DNS console'),
    'Forbidden.ProtectedDomain': () =>
      l10n.t('Alibaba Cloud DNS protects the zone from changes: lift the protection in the DNS console'),
  },
  ttlTooShort: {
    'SubDomainInvalid.TTL': () =>
      l10n.t('Alibaba Cloud DNS does not accept this TTL: use a longer one or upgrade the zone'),
  },
  recordLimit: {
    'QuotaExceeded.SubDomain': () =>
      l10n.t('The zone has as many hosts as its edition allows: delete one or upgrade the zone'),
    'QuotaExceeded.FreeDnsRecord': () =>
      l10n.t('The zone has as many records as its free edition allows: delete one or upgrade the zone'),
    'QuotaExceeded.ARecord': () =>
      l10n.t('The host has as many addresses as the edition of its zone allows: delete one or upgrade the zone'),
  },
  cnameTokenNeeded: {
    CnameTokenNotFound: () =>
      l10n.t('The token that proves the domain to OSS has expired: check again to get a new one'),
  },
  throttled: {
    'Throttling.User': () =>
      l10n.t('This account sends too many requests, perhaps from other tools too: wait a minute and try again'),
    'Fobidden.TooOfen': () => l10n.t('The zone was changed too often: wait a minute and try again'),
    TooManyCnameToken: () =>
      l10n.t('OSS has given out too many tokens for this domain: wait a few minutes and try again'),
    LastOperationNotFinished: () =>
      l10n.t('The zone is still taking in the last change: wait a few seconds and try again'),
    'QuotaPerMinuteExceeded.Refresh': () =>
      l10n.t('The domain has refreshed as many URLs as it may in a minute: wait a minute and try again'),
  },
  unavailable: {
    DnsSystemBusyness: () => l10n.t('Alibaba Cloud DNS is busy: try again in a few minutes'),
    ServiceUnavailable: () => l10n.t('Alibaba Cloud is not available at the moment: try again in a few minutes'),
    SystemUpgrading: () =>
      l10n.t('Alibaba Cloud is being upgraded and takes no changes: try again when that has ended'),
  },
};

function zoneOfAnother(): string {
  return l10n.t('The zone is in Alibaba Cloud DNS of another account: sign in to that one, or add the record there');
}

function domainExpired(): string {
  return l10n.t('The registration of the domain has expired: renew it with the registrar and try again');
}

/** What is so of the upload domain of a bucket, and not of the account; the domain follows after a colon. */
const bucketSentences: Partial<Record<ErrorKind, () => string>> = {
  badCredentials: () =>
    l10n.t(
      'The upload domain rejects this AccessKey, which OSS accepts: check that its DNS record points to the bucket',
    ),
  offline: () => l10n.t('The upload domain cannot be reached: check its DNS record'),
  untrustedCertificate: () => l10n.t('The upload domain has no trusted certificate: add one in OSS and try again'),
  timeout: () => l10n.t('The upload domain did not respond in time: check its DNS record and the network'),
  unavailable: () =>
    l10n.t('The upload domain closed the connection or returned an error: check its DNS record or try again'),
  badAnswer: () =>
    l10n.t('The response of the upload domain is not from OSS: check that its DNS record points to the bucket'),
  proxyRefused: () =>
    l10n.t('The proxy cannot reach or does not allow the upload domain: check its DNS record and the proxy rules'),
};

/** What is so of one request, and not of the account. */
const objectSentences: Partial<Record<ErrorKind, () => string>> = {
  badCredentials: () =>
    l10n.t(
      'OSS could not verify the signature of this request although the AccessKey is valid: a proxy may be modifying requests',
    ),
};

/** By the status with which a proxy or a captive portal answers in its own name: RFC 9110, 15.5.8 and 15.6. One that intercepts TLS has a code. */
function proxySentence({ httpStatus = 0, code }: AppError['details']): string {
  if (code !== undefined)
    return l10n.t(
      'This computer does not trust the certificate presented in place of the one of Alibaba Cloud, perhaps by a proxy: install its root certificate and try again',
    );
  if (httpStatus === 407)
    return l10n.t('The proxy requires a user name and password: enter them in the proxy settings');
  if (httpStatus >= 200 && httpStatus < 400)
    return l10n.t(
      'A proxy or a sign-in page responded in place of Alibaba Cloud: sign in to the network or check the proxy settings',
    );
  if (httpStatus >= 500) return l10n.t('The proxy cannot reach Alibaba Cloud: check the proxy and try again');
  return errorSentences.proxyRefused();
}

/** The sentence for an error without what it is about: that of its reach, code or status where these say more, else of its kind. */
export function sentenceOf({ kind, details }: Pick<AppError, 'kind' | 'details'>): string {
  const { scope } = details;
  const ofScope = scope === 'bucket' ? bucketSentences[kind] : scope === 'object' ? objectSentences[kind] : undefined;
  if (ofScope) return ofScope();
  if (kind === 'proxyRefused') return proxySentence(details);
  if (details.denial) return denialText({ denial: details.denial });
  const own = codeSentences[kind];
  const { code } = details;
  const say = own && code !== undefined && Object.hasOwn(own, code) ? own[code] : undefined;
  return (say ?? errorSentences[kind])();
}
