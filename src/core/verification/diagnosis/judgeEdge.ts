import { viewInBrowser } from '../../https/browserView.js';
import { type CertificateState, readCertificateState } from '../../https/certificateState.js';
import type { Verdict, VerificationFacts } from '../facts.js';
import type { View } from './view.js';

type Finding = Verdict | undefined;

/** How late CDN's own view of DNS is, and how long its nodes take to learn a name, ms. */
const cdnLagMs = 10 * 60_000;

/** When CDN has probably caught up, counted from the first verification that saw it late; `undefined` once it takes longer. */
export function lagEnd({ at, since = at }: VerificationFacts): number | undefined {
  return since + cdnLagMs > at ? since + cdnLagMs : undefined;
}

/** Checks HTTPS if the domain has it or that is unknown. Disabled HTTPS is no certificate problem. */
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

/** The edge refuses by a rule, or its nodes do not know the name (yet). */
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

/** The edge forwards an error of the origin. */
export function judgeOrigin({ edges }: View): Finding {
  for (const { finding } of edges) if (finding.kind === 'originRefuses') return finding;
  return undefined;
}

/** The edge did not answer, because of a proxy, a firewall or the network. That is no fault of the domain. */
export function judgeReach({ edges }: View): Finding {
  return edges.some(({ finding }) => finding.kind === 'serves') ? undefined : { kind: 'cannotTell', why: 'edge' };
}

/** Everything works, and only CDN's own view of DNS is late. */
export function judgeLag({ facts }: View): Finding {
  if (facts.cdnConfigured !== false) return undefined;
  const until = lagEnd(facts);
  return { kind: 'cdnLags', ...(until !== undefined && { until }) };
}

/** The served page must be shown and not downloaded. An object with its own header may be meant as a download. */
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

/** HTTPS is off, or the certificate ends soon. */
export function judgeHttps({ facts, asked }: View): Finding {
  if (facts.httpsOn === false) return { kind: 'httpOnly' };
  const [soon] = sorted(statesOf(facts, asked).flatMap((state) => (state.kind === 'expiring' ? [state] : [])));
  return soon && { ...soon, kind: 'expiring' };
}

function statesOf({ edges, at }: VerificationFacts, asked: string): readonly CertificateState[] {
  const secure = edges.filter(({ scheme }) => scheme === 'https');
  return secure.flatMap(({ answer }) => readCertificateState(answer, asked, at) ?? []);
}

/** Sorts, so that the result does not depend on the first answer. */
function sorted<T>(states: readonly T[]): readonly T[] {
  return [...states].sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}
