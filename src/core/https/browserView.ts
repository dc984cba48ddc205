import { probeName } from '../dns/hostNames.js';
import type { EdgeAnswer } from '../ports/probe.js';
import { type CertificateState, readCertificateState } from './certificateState.js';

/** A request as a browser would send it. */
export interface Visit {
  readonly scheme: 'https' | 'http';
  readonly answer: EdgeAnswer;
}

/** A browser's reaction to an answer. */
export type BrowserView =
  | { readonly kind: 'shown' }
  /** `forced`: by OSS, which was requested under its own domain. Otherwise by the object's own header. */
  | { readonly kind: 'downloaded'; readonly forced: boolean }
  /** `secure`: to the same name over HTTPS. */
  | { readonly kind: 'redirected'; readonly to: string; readonly secure: boolean }
  /** An error page; `denied` if OSS would have to list the bucket. */
  | { readonly kind: 'refused'; readonly status: number; readonly denied: boolean }
  /** The browser stops before the request. */
  | { readonly kind: 'warned'; readonly certificate: Extract<CertificateState, { kind: 'bad' }> }
  /** No answer, which is no finding about browsers elsewhere. */
  | { readonly kind: 'unknown'; readonly outcome: EdgeAnswer['outcome'] };

/** Determines a browser's reaction to an answer of a domain (in the CDN API's spelling) at `at`, in ms since the epoch. */
export function viewInBrowser(domain: string, { scheme, answer }: Visit, at: number): BrowserView {
  const name = probeName(domain);
  const certificate = scheme === 'https' ? readCertificateState(answer, name, at) : undefined;
  if (certificate?.kind === 'bad') return { kind: 'warned', certificate };
  const { outcome, status, headers } = answer;
  if (outcome !== 'answered' || status === undefined) return { kind: 'unknown', outcome };
  const { location } = headers;
  if (status >= 300 && status < 400 && location !== undefined) {
    const to = URL.canParse(location) ? new URL(location) : undefined;
    const secure = scheme === 'http' && to?.protocol === 'https:' && to.hostname === name;
    return { kind: 'redirected', to: location, secure };
  }
  if (status >= 400) return { kind: 'refused', status, denied: isRootDenied(answer) };
  const isAttached = /^\s*attachment\b/i.test(headers['content-disposition'] ?? '');
  return isAttached ? { kind: 'downloaded', forced: headers['x-oss-force-download'] === 'true' } : { kind: 'shown' };
}

/** Returns whether OSS refuses `/`, because it would have to list the bucket. Source: Alibaba Cloud OSS, "Accelerate OSS with CDN". */
export function isRootDenied({ status, body }: EdgeAnswer): boolean {
  return status === 403 && body !== undefined && new TextDecoder().decode(body).includes('<Code>AccessDenied</Code>');
}
