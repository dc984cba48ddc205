import { l10n } from '../l10n.js';
import type { EdgeAnswer } from '../ports/probe.js';
import { plainText } from '../text/plainText.js';
import { dayText } from '../text/timeText.js';
import type { BrowserView } from './browserView.js';
import type { CertificateProblem, CertificateState } from './certificateState.js';

/** What a browser makes of an answer, as the end of a sentence that begins with the address. */
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

/** A certificate in a few words, with the day on which it ends. */
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

/** Why nothing was received, for a place where that says nothing of the domain. */
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

/** Why an edge gave no answer, for the end of a row. */
export function outcomeText(outcome: EdgeAnswer['outcome']): string {
  return outcomes[outcome]();
}
