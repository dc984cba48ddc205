import { viewInBrowser } from '../../https/browserView.js';
import { type CertificateState, readCertificateState } from '../../https/certificateState.js';
import type { Verdict, VerificationFacts } from '../facts.js';
import type { View } from './view.js';

type Finding = Verdict | undefined;

/** How long CDN's own view of DNS lags behind it, and how long its nodes take to learn a name, in ms. */
const cdnLagMs = 10 * 60_000;

/** When CDN has probably caught up, from the first look that saw it behind; nothing once it takes longer than that. */
export function lagEnd({ at, since = at }: VerificationFacts): number | undefined {
  return since + cdnLagMs > at ? since + cdnLagMs : undefined;
}

/** HTTPS is checked where the domain has it on, or where that is unknown; one that is off is no fault of a certificate. */
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

/** A rule of the edge refuses, or its nodes do not know the name (yet). */
export function judgeRefusal({ edges }: View): Finding {
  for (const { finding } of edges) {
    if (finding.kind === 'unknownName') return { ...finding, kind: 'edgeRefuses' };
    if (finding.kind === 'edgeRefuses') return finding;
  }
  // When another edge serves, the refusal comes from a server on the way from here and says nothing about the domain.
  if (edges.some(({ finding }) => finding.kind === 'serves')) return undefined;
  for (const { finding } of edges) {
    if (finding.kind === 'foreign' && (finding.status ?? 0) >= 400) return { ...finding, kind: 'edgeRefuses' };
  }
  return undefined;
}

/** The edge passes on what the origin said. */
export function judgeOrigin({ edges }: View): Finding {
  for (const { finding } of edges) if (finding.kind === 'originRefuses') return finding;
  return undefined;
}

/** Nothing came back from the edge, be it a proxy, a firewall or the network: that is no fault of the domain. */
export function judgeReach({ edges }: View): Finding {
  return edges.some(({ finding }) => finding.kind === 'serves') ? undefined : { kind: 'cannotTell', why: 'edge' };
}

/** Everything serves, and only CDN's own view of DNS is behind. */
export function judgeLag({ facts }: View): Finding {
  if (facts.cdnConfigured !== false) return undefined;
  const until = lagEnd(facts);
  return { kind: 'cdnLags', ...(until !== undefined && { until }) };
}

/** What is served has to be shown, not downloaded; a file that has the header of its own may well be meant so. */
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

/** Whether OSS no longer forces downloads: it is asked, without TLS, under a domain that is bound to the bucket. */
function isCured({ forcedDownload: why }: VerificationFacts): boolean {
  return why?.isBound === true && why.isPlain && why.isAskedByDomain;
}

/** HTTPS that is off, or a certificate that ends soon. */
export function judgeHttps({ facts, asked }: View): Finding {
  if (facts.httpsOn === false) return { kind: 'httpOnly' };
  const [soon] = sorted(statesOf(facts, asked).flatMap((state) => (state.kind === 'expiring' ? [state] : [])));
  return soon && { ...soon, kind: 'expiring' };
}

function statesOf({ edges, at }: VerificationFacts, asked: string): readonly CertificateState[] {
  const secure = edges.filter(({ scheme }) => scheme === 'https');
  return secure.flatMap(({ answer }) => readCertificateState(answer, asked, at) ?? []);
}

/** Whichever node answers first, the same one is told. */
function sorted<T>(states: readonly T[]): readonly T[] {
  return [...states].sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}
