import { viewInBrowser } from '../../https/browserView.js';
import { type CertificateState, readCertificateState } from '../../https/certificateState.js';
import type { Verdict, VerificationFacts } from '../facts.js';
import type { View } from './view.js';

type Finding = Verdict | undefined;

/** How far CDN's own view of DNS lags behind, and how long its nodes take to learn a name, in ms. */
const cdnLagMs = 10 * 60_000;

/**
 * Returns when CDN will probably have caught up, in ms since the epoch, counted from the first verification that saw it late; `undefined` once it takes
 * longer.
 */
export function lagEnd({ at, since = at }: VerificationFacts): number | undefined {
  return since + cdnLagMs > at ? since + cdnLagMs : undefined;
}

/** Finds a certificate that browsers reject, if HTTPS is on or that is unknown. If HTTPS is off, that is no problem of the certificate. */
export function judgeCertificate({ facts, asked, edges }: View): Finding {
  if (facts.httpsOn === false) return undefined;
  const bad = statesOf(facts, asked).flatMap((state) => (state.kind === 'bad' ? [state] : []));
  const [worst] = sorted(bad);
  if (!worst) return undefined;
  const http = edges.some(({ edge, finding }) => {
    return edge.scheme === 'http' && finding.kind === 'serves' && viewInBrowser(asked, edge, facts.at).kind === 'shown';
  });
  return { ...worst, kind: 'certificate', http };
}

/** Finds that a rule of the edge refuses requests, or that its nodes do not know the name (yet). */
export function judgeRefusal({ edges }: View): Finding {
  for (const { finding } of edges) {
    if (finding.kind === 'unknownName') return { ...finding, kind: 'edgeRefuses' };
    if (finding.kind === 'edgeRefuses') return finding;
  }
  // If another edge serves, the refusal is from a server in between and is no finding about the domain.
  if (edges.some(({ finding }) => finding.kind === 'serves')) return undefined;
  for (const { finding } of edges) {
    if (finding.kind === 'foreign' && (finding.status ?? 0) >= 400) return { ...finding, kind: 'edgeRefuses' };
  }
  return undefined;
}

/** Finds that the edge forwards an error of the origin. */
export function judgeOrigin({ edges }: View): Finding {
  for (const { finding } of edges) if (finding.kind === 'originRefuses') return finding;
  return undefined;
}

/** Finds that no edge served the name, because of a proxy, a firewall or the network. That is not a fault of the domain. */
export function judgeReach({ edges }: View): Finding {
  return edges.some(({ finding }) => finding.kind === 'serves') ? undefined : { kind: 'cannotTell', why: 'edge' };
}

/** Finds that only CDN's own view of DNS is late while everything works. */
export function judgeLag({ facts }: View): Finding {
  if (facts.cdnConfigured !== false) return undefined;
  const until = lagEnd(facts);
  return { kind: 'cdnLags', ...(until !== undefined && { until }) };
}

/**
 * Finds that browsers download the page instead of showing it. An object with a header of its own may be meant as a download, so that counts only for pages.
 */
export function judgeDownload({ facts, asked, edges }: View): Finding {
  const downloads = edges.flatMap(({ edge, finding }) => {
    const view = viewInBrowser(asked, edge, facts.at);
    const isPage = /^text\/html\b/.test(edge.answer.headers['content-type'] ?? '');
    return finding.kind === 'serves' && view.kind === 'downloaded' && (view.forced || isPage) ? [view.forced] : [];
  });
  if (downloads.length === 0) return undefined;
  const forced = downloads.includes(true);
  return { kind: 'downloads', forced, ...(forced && isCured(facts) && { cached: true }) };
}

/** Returns whether OSS no longer forces downloads: it is requested, without TLS, under a domain that is bound to the bucket. */
function isCured({ forcedDownload: why }: VerificationFacts): boolean {
  return why?.isBound === true && why.isPlain && why.isAskedByDomain;
}

/** Finds that addresses of pages or files do not show them. An address without an answer says nothing. */
export function judgePages({ facts: { pages = [] } }: View): Finding {
  const answered = pages.flatMap(({ holds, path, status }) => (status === undefined ? [] : [{ holds, path, status }]));
  const failing = answered.filter(({ holds }) => !holds);
  const [first] = failing;
  if (!first) return undefined;
  const { path, status } = first;
  return { kind: 'pages', failing: failing.length, asked: answered.length, path, status };
}

/** Finds that HTTPS is off, or that the certificate expires soon. */
export function judgeHttps({ facts, asked }: View): Finding {
  if (facts.httpsOn === false) return { kind: 'httpOnly' };
  const [soon] = sorted(statesOf(facts, asked).flatMap((state) => (state.kind === 'expiring' ? [state] : [])));
  return soon && { ...soon, kind: 'expiring' };
}

function statesOf({ edges, at }: VerificationFacts, asked: string): readonly CertificateState[] {
  const secure = edges.filter(({ scheme }) => scheme === 'https');
  return secure.flatMap(({ answer }) => readCertificateState(answer, asked, at) ?? []);
}

/** Sorts the states, so that the verdict does not depend on which answer came first. */
function sorted<T>(states: readonly T[]): readonly T[] {
  return [...states].sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}
