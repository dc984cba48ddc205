import { probeName } from '../dns/hostNames.js';
import { l10n } from '../l10n.js';
import type { EdgeAnswer } from '../ports/probe.js';
import { plainText } from '../text/plainText.js';
import { dayText } from '../text/timeText.js';
import { type CertificateProblem, type CertificateState, readCertificateState } from './certificateState.js';

/** A request as a browser would send it, and the answer to it. */
interface Visit {
  readonly scheme: 'https' | 'http';
  readonly answer: EdgeAnswer;
}

/** The reaction of a browser to an answer. */
export type BrowserView =
  | { readonly kind: 'shown' }
  /** `forced`: by OSS, which was requested under its own domain. Otherwise by the object's own header. */
  | { readonly kind: 'downloaded'; readonly forced: boolean }
  /** `secure` is `true` if the redirect leads to the same name over HTTPS. */
  | { readonly kind: 'redirected'; readonly to: string; readonly secure: boolean }
  /** The browser shows an error page. `denied` is `true` if OSS would have to list the bucket. */
  | { readonly kind: 'refused'; readonly status: number; readonly denied: boolean }
  /** The browser warns about the certificate and does not send the request. */
  | { readonly kind: 'warned'; readonly certificate: Extract<CertificateState, { kind: 'bad' }> }
  /** No answer was received. That says nothing about browsers elsewhere. */
  | { readonly kind: 'unknown'; readonly outcome: EdgeAnswer['outcome'] };

/** Determines what a browser does with an answer of a domain (as the CDN API writes it) at the time `at`, in ms since the epoch. */
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

/** Returns what a browser does with an answer, as the end of a sentence that begins with the address. */
export function browserText(view: BrowserView): string {
  switch (view.kind) {
    case 'shown':
      return l10n.t({ message: 'shown', comment: 'What a browser does with a page, after its address' });
    case 'downloaded':
      return l10n.t('downloaded instead of shown');
    case 'redirected':
      return view.secure ? l10n.t('redirected to https') : l10n.t('redirected to {0}', plainText(view.to));
    case 'refused':
      return view.denied
        ? l10n.t('AccessDenied: the bucket root cannot be listed')
        : l10n.t('an error page: HTTP {0}', view.status);
    case 'warned':
      return l10n.t('a warning: {0}', certificateText(view.certificate));
    case 'unknown':
      return view.outcome === 'answered' ? '–' : silenceText(view.outcome);
  }
}

/** Returns a short description of a certificate, with its end date. */
export function certificateText(state: CertificateState): string {
  const { name, expires } = state;
  const day = expires === undefined ? undefined : dayText(Date.parse(expires));
  if (state.kind === 'bad') return problems[state.problem](plainText(name ?? ''), day ?? '');
  if (day === undefined) return l10n.t('certificate trusted');
  return state.kind === 'expiring'
    ? l10n.t('certificate expires soon, on {0}', day)
    : l10n.t('certificate until {0}', day);
}

const problems: Record<CertificateProblem, (name: string, day: string) => string> = {
  missing: () => l10n.t('no certificate for this domain'),
  wrongName: (name) => l10n.t('the certificate is for {0}', name),
  expired: (_name, day) => l10n.t('the certificate expired on {0}', day),
  untrusted: () => l10n.t('this computer does not trust the certificate issuer'),
};

/** Returns why no answer was received. If the cause is on this computer, the text begins with "cannot tell", since it says nothing about the domain. */
export function silenceText(outcome: Exclude<EdgeAnswer['outcome'], 'answered'>): string {
  const text = outcomeText(outcome);
  const isOfHere = outcome === 'proxyRefused' || outcome === 'refusedAddress';
  return isOfHere ? l10n.t('cannot tell: {0}', text) : text;
}

const outcomes = {
  answered: () => l10n.t('inconclusive response'),
  unreachable: () => l10n.t('no connection'),
  tlsFailed: () => l10n.t('no secure connection'),
  timeout: () => l10n.t('no response in time'),
  refusedAddress: () => l10n.t('its address is not public'),
  proxyRefused: () => l10n.t('the proxy does not forward the request'),
} satisfies Record<EdgeAnswer['outcome'], () => string>;

/** Returns why an edge gave no answer, as the end of a row's text. */
export function outcomeText(outcome: EdgeAnswer['outcome']): string {
  return outcomes[outcome]();
}
