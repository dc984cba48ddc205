import { l10n } from 'vscode';
import type { AppError, ErrorKind } from '../../core/errors.js';
import { withRemark } from '../../core/text/plainText.js';
import { denialText } from './denialText.js';
import { errorSentences, subjectSentences } from './errorSentences.js';

type Sentences = Readonly<Record<string, () => string>>;

/**
 * Messages of codes that need another remedy than their kind. `cloud/vendorCodes.ts` assigns a kind to each code, which
 * the lookup here requires. Source: the error-code pages of Alibaba Cloud CDN, Alibaba Cloud DNS, OSS and Certificate
 * Management Service.
 */
const codeSentences: Partial<Record<ErrorKind, Sentences>> = {
  badCredentials: {
    SignatureDoesNotMatch: () =>
      l10n.t('The AccessKey secret does not match the AccessKey ID: check both and sign in again'),
    'InvalidAccessKeyId.Inactive': () =>
      l10n.t('This AccessKey is disabled: enable it in the RAM console, or sign in with another AccessKey'),
  },
  certificateRefused: {
    'Certificate.MissMatch': () => l10n.t('The certificate is for other domains: choose one that covers this domain'),
    NameRepeat: certificateKept,
    ParamRepeat: certificateKept,
    'CertificatePrivateKey.Existed': certificateKept,
    DomainRepeat: requestBarred,
    InsufficientQuota: requestBarred,
    'OperationDenied.StatusNotSupport': requestBarred,
  },
  badFile: {
    UnsupportedMode: () =>
      l10n.t(
        'This profile mode is not supported: use a profile of mode AK or StsToken, or temporary keys in the environment variables',
      ),
    mappingConflict: () => l10n.t('Another mapping has this folder or its place in the bucket: choose another one'),
    mappingTooLarge: () => l10n.t('A mapping file has at most 256 KB: split the workspace or remove mappings'),
    notRegular: () => l10n.t('This is not a regular file and is not read: replace it with a regular file'),
    outside: () =>
      l10n.t(
        'A link leads this folder out of the workspace, so it is not read: replace it with a folder of the workspace',
      ),
    tooManyLinks: () =>
      l10n.t(
        'Links in this folder lead to the same folders again and again: remove links between folders and try again',
      ),
    untrusted: () =>
      l10n.t('This workspace is not trusted, so its mapping is not read or changed: trust the workspace first'),
  },
  domainNotFiled: {
    RecordCheckNotAvailable: () =>
      l10n.t(
        'CDN found no ICP filing, which this region requires: file the domain, or wait about 8 hours after filing',
      ),
  },
  domainBarred: {
    'Forbidden.RiskControl': () =>
      l10n.t('Alibaba Cloud risk control blocked this operation: check the notice in the console or submit a ticket'),
    IllegalOperationDomain: () =>
      l10n.t('This account cannot manage the domain on CDN: check that the domain belongs to this account'),
    IllegalOperationTopDomain: () =>
      l10n.t('This account cannot manage the root domain on CDN: check that the domain belongs to this account'),
    InnerAddDomainDenied: () =>
      l10n.t('This account cannot add the domain to CDN: choose another domain or submit a ticket'),
  },
  configConflict: {
    ConfigExceedLimit: () =>
      l10n.t('The domain has reached the CDN limit for settings of this type: delete one in the CDN console'),
  },
  operationBarred: {
    'InvalidFunction.NotSupported': () =>
      l10n.t(
        'CDN does not offer this setting for the domain or the account, for example with a Global Resource Plan: check it in the console',
      ),
    'Forbidden.Intl': () =>
      l10n.t('CDN cannot be activated this way for accounts of the international site: activate it in the console'),
    'Forbidden.BidUser': () =>
      l10n.t(
        'CDN cannot be activated this way for accounts of a reseller: activate it in the console or ask the reseller',
      ),
    OperationDenied: () =>
      l10n.t('CDN does not allow this operation for the account: check the domain in the console or submit a ticket'),
  },
  invalidInput: {
    'SourceIp.Exceed': () => l10n.t('CDN does not accept this many origin addresses: enter fewer'),
    MissingSources: () => l10n.t('CDN requires an origin for the domain: enter one and try again'),
    'InvalidRR.AValue': () =>
      l10n.t('Alibaba Cloud DNS does not accept an address record on this host: change the host and try again'),
    'InvalidParameter.MobileIllegal': () =>
      l10n.t("The contact's phone number is not accepted: correct it in the console"),
    MissingParameter: () => l10n.t('A required value is missing: enter it and try again'),
    uploadDomainNotBound: () =>
      l10n.t('The upload domain is not bound to the bucket or is disabled: bind it in OSS or correct the mapping'),
    uploadDomainIsCdn: () =>
      l10n.t('The upload domain is accelerated by CDN, which does not accept uploads: choose another domain'),
    headerValue: () => l10n.t('This header contains characters that cannot be sent: correct its value and try again'),
    InvalidArgument: () => l10n.t('OSS does not accept this value: correct it and try again'),
    'SubDomainInvalid.Value': () =>
      l10n.t('Alibaba Cloud DNS does not accept this record value: correct it and try again'),
    PathTooLong: () =>
      l10n.t(
        'CDN does not accept URLs with a path longer than 1,024 characters: shorten the path or refresh its directory',
      ),
    'InvalidRR.NoExist': () => l10n.t('Alibaba Cloud DNS has no such host: reload the records of the zone'),
  },
  zoneNotFound: {
    IncorrectDomainUser: zoneOfAnother,
    DomainAddedByOthers: zoneOfAnother,
    'OperationDomain.NoPermission': () =>
      l10n.t(
        'This account is not allowed to manage the zone in Alibaba Cloud DNS: sign in to the account that owns it',
      ),
    'InvalidDomainName.Suffix': () =>
      l10n.t('Alibaba Cloud DNS does not support the suffix of this domain: add the record at its DNS provider'),
    'InvalidDomainName.Format': () =>
      l10n.t('Alibaba Cloud DNS does not accept the format of this domain: check the name'),
    'InvalidDomainName.Unregistered': () => l10n.t('The domain is not registered: check the name or register it first'),
  },
  zoneBarred: {
    'Forbidden.DomainLocked': () => l10n.t('The zone is locked: unlock it in the DNS console and try again'),
    'Forbidden.DomainExpired': domainExpired,
    DomainExpiredDNSForbidden: domainExpired,
    'Forbidden.DomainType': () =>
      l10n.t('Alibaba Cloud DNS does not allow this for zones of this type: check the zone in the DNS console'),
    'Forbidden.ProtectedDomain': () =>
      l10n.t('The zone is protected against changes: turn off the protection in the DNS console'),
  },
  ttlTooShort: {
    'SubDomainInvalid.TTL': () =>
      l10n.t('Alibaba Cloud DNS does not accept this TTL: use a longer one or upgrade the zone'),
  },
  recordLimit: {
    'QuotaExceeded.SubDomain': () =>
      l10n.t('The zone has reached the host limit of its edition: delete a host or upgrade the zone'),
    'QuotaExceeded.FreeDnsRecord': () =>
      l10n.t('The zone has reached the record limit of the free edition: delete a record or upgrade the zone'),
    'QuotaExceeded.ARecord': () =>
      l10n.t(
        "The host has reached the address record limit of the zone's edition: delete an address record or upgrade the zone",
      ),
  },
  cnameTokenNeeded: {
    CnameTokenNotFound: () => l10n.t('The OSS ownership verification token has expired: check again to get a new one'),
  },
  throttled: {
    'Throttling.User': () =>
      l10n.t('This account is sending too many requests, possibly from other tools too: wait a minute and try again'),
    'Fobidden.TooOfen': () => l10n.t('The zone was changed too often: wait a minute and try again'),
    TooManyCnameToken: () => l10n.t('OSS has issued too many tokens for this domain: wait a few minutes and try again'),
    'InvalidStatus.UpdateProtection': () => l10n.t('The certificate is being processed: try again soon'),
    'OperationDenied.SystemUpgrading': beingUpgraded,
    LastOperationNotFinished: () =>
      l10n.t('The zone is still processing the last change: wait a few seconds and try again'),
    'QuotaPerMinuteExceeded.Refresh': () =>
      l10n.t('The per-minute URL refresh limit of the domain is reached: wait a minute and try again'),
  },
  unavailable: {
    ECONNRESET: connectionClosed,
    ECONNABORTED: connectionClosed,
    EPIPE: connectionClosed,
    DnsSystemBusyness: () => l10n.t('Alibaba Cloud DNS is busy: try again in a few minutes'),
    ServiceUnavailable: () => l10n.t('Alibaba Cloud is temporarily unavailable: try again in a few minutes'),
    SystemUpgrading: beingUpgraded,
  },
};

function certificateKept(): string {
  return l10n.t('The account has this certificate or its key already: choose it');
}

function requestBarred(): string {
  return l10n.t('This certificate cannot be requested: check the console or choose another');
}

function beingUpgraded(): string {
  return l10n.t('Alibaba Cloud is being upgraded and accepts no changes: try again after the upgrade');
}

function connectionClosed(): string {
  return l10n.t('The connection was closed before Alibaba Cloud answered: check the network and try again');
}

function zoneOfAnother(): string {
  return l10n.t('The zone is in Alibaba Cloud DNS of another account: sign in to that account or add the record there');
}

function domainExpired(): string {
  return l10n.t('The registration of the domain has expired: renew it with the registrar and try again');
}

/** Messages about the upload domain of a bucket instead of the account. The domain follows after a colon. */
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

/** Messages about one request instead of the account. */
const objectSentences: Partial<Record<ErrorKind, () => string>> = {
  badCredentials: () =>
    l10n.t(
      'OSS could not verify the signature of this request although the AccessKey is valid: a proxy may be modifying requests',
    ),
};

/** The message for a status of a proxy or a captive portal: RFC 9110, 15.5.8 and 15.6. A proxy that intercepts TLS has a code. */
function proxySentence({ httpStatus = 0, code }: AppError['details']): string {
  if (code !== undefined)
    return l10n.t(
      'This computer does not trust the certificate presented instead of the Alibaba Cloud certificate, possibly by a proxy: install its root certificate and try again',
    );
  if (httpStatus === 407)
    return l10n.t('The proxy requires a user name and password: enter them in the proxy settings');
  if (httpStatus >= 200 && httpStatus < 400)
    return l10n.t(
      'A proxy or a sign-in page responded in place of the requested server: sign in to the network or check the proxy settings',
    );
  if (httpStatus >= 500) return l10n.t('The proxy cannot reach the requested server: check the proxy and try again');
  return errorSentences.proxyRefused();
}

/** The message for an error without its subject: by its scope, code or status if these say more, else by its kind. */
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

/** The message that contains the subject of the error; `undefined` if the kind has none. */
export function subjectSentence(kind: ErrorKind, subject: string): string | undefined {
  return subjectSentences[kind]?.(subject);
}

/** Returns whether a text is the name of an error kind. */
export function isErrorKind(text: string): text is ErrorKind {
  return Object.hasOwn(errorSentences, text);
}

/** The message for a refusal of the vendor, with its code. */
export function vendorText(error: Pick<AppError, 'kind' | 'details'>): string {
  const { code } = error.details;
  return code === undefined ? sentenceOf(error) : withRemark(sentenceOf(error), code);
}
