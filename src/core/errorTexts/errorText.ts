import { type ErrorText, errorKinds, type KindRow, type Remedy } from '../errorKinds.js';
import type { AppError, ErrorKind } from '../errors.js';
import { l10n } from '../l10n.js';
import { lookUp } from '../lookUp.js';
import { noticeText, withRemark } from '../text/plainText.js';
import { cdnCodes } from './cdnCodes.js';
import { certificateCodes } from './certificateCodes.js';
import type { CodeRow, CodeTable } from './codeRow.js';
import { denialText } from './denialText.js';
import { dnsCodes } from './dnsCodes.js';
import { gatewayCodes } from './gatewayCodes.js';
import { networkCodes } from './networkCodes.js';
import { ossCodes } from './ossCodes.js';
import { ownCodes } from './ownCodes.js';

/** The codes of answers and of failed connections. Source: where a table names no other, the error-code pages of the vendor. */
export const vendorCodes: CodeTable = {
  ...gatewayCodes,
  ...ossCodes,
  ...cdnCodes,
  ...certificateCodes,
  ...dnsCodes,
  ...networkCodes,
};

type Failure = Pick<AppError, 'kind' | 'details'>;

/** The kind of a code in the answer to an action such as `AddCdnDomain`, or `undefined` for one that is not known. */
export function kindOfCode(code: string, action = ''): ErrorKind | undefined {
  const row = findRow(code, action);
  if (row) return kindOfRow(row);
  if (code.startsWith('ERR_SSL_')) return 'untrustedCertificate';
  if (code.startsWith('Throttling')) return 'throttled';
  if (code.startsWith('Forbidden.')) return 'refused';
  if (/\.(Malformed|ValueNotSupported)$/.test(code) || code.startsWith('MissingParameter')) return 'invalidInput';
  return undefined;
}

/** The message for an error without its subject: by its scope, code or status if these say more, else by its kind. */
export function sentenceOf(error: Failure): string {
  const { kind, details } = error;
  const ofReach = findTextOfReach(error);
  if (ofReach) return ofReach.text();
  if (kind === 'proxyRefused') return proxySentence(details);
  if (details.denial) return denialText({ denial: details.denial });
  return textOf(error).text();
}

/** The whole message of an error: the problem and the remedy, then the variable part. */
export function errorText(error: Failure): string {
  const { kind, details } = error;
  if (details.denial) return denialText(details);
  const sentence = sentenceOf(error);
  // Refused keys concern the account, whatever the call was about.
  if (needsSignIn(error)) return sentence;
  const subject = details.subject ?? (kind === 'unexpected' ? details.message : undefined);
  if (!subject) return sentence;
  const about = [subject, details.functionName].filter(Boolean).join(' ');
  return rowOf(kind).textOf?.(noticeText(subject)) ?? l10n.t('{0}: {1}', sentence, noticeText(about));
}

/** Returns whether signing in again helps. */
export function needsSignIn({ kind, details: { scope } }: Failure): boolean {
  return (scope ?? 'account') === 'account' && ['notSignedIn', 'badCredentials', 'expiredCredentials'].includes(kind);
}

/** The message for a refusal of the vendor, with its code. */
export function vendorText(error: Failure): string {
  const { code } = error.details;
  return code === undefined ? sentenceOf(error) : withRemark(sentenceOf(error), code);
}

/** Where the user resolves an error, as its sentence says. */
export function remediesOf(error: Failure): readonly Remedy[] {
  return (findTextOfReach(error) ?? textOf(error)).remedies;
}

function findTextOfReach({ kind, details: { scope } }: Failure): ErrorText | undefined {
  const { ofBucket, ofRequest } = rowOf(kind);
  return scope === 'bucket' ? ofBucket : scope === 'object' ? ofRequest : undefined;
}

/** A code says more only of an error of its own kind: the same code may come with others, as where a service is asked how it stands. */
function textOf({ kind, details: { code = '', action } }: Failure): ErrorText {
  const ofKind = rowOf(kind);
  const row = lookUp(ownCodes, code) ?? findRow(code, action);
  return row && kindOfRow(row) === kind ? { ...ofKind, ...row } : ofKind;
}

/** A saved failure may have a kind that another version of this extension knows. */
function rowOf(kind: ErrorKind): KindRow {
  return lookUp<KindRow>(errorKinds, kind) ?? errorKinds.unexpected;
}

function findRow(code: string, action = ''): CodeRow | undefined {
  return lookUp(vendorCodes, `${action} ${code}`) ?? lookUp(vendorCodes, code);
}

function kindOfRow({ kind = 'otherRefusal' }: CodeRow): ErrorKind {
  return kind;
}

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
  return errorKinds.proxyRefused.text();
}
