import { isCdnTarget } from '../../dns/hostNames.js';
import type { EdgeFact, Verdict, VerificationFacts } from '../facts.js';
import type { View } from './view.js';

type Finding = Verdict | undefined;

/** How long CDN's own view of DNS lags behind it, and how long its nodes take to learn a name, in ms. */
const cdnLagMs = 10 * 60_000;

/** When CDN has probably caught up, from the first look that saw it behind; nothing once it takes longer than that. */
export function lagEnd({ at, since = at }: VerificationFacts): number | undefined {
  return since + cdnLagMs > at ? since + cdnLagMs : undefined;
}

/** HTTPS is checked where the domain has it on, or where that is unknown; a domain without it works over HTTP. */
export function judgeCertificate({ facts, asked }: View): Finding {
  if (facts.httpsOn === false) return undefined;
  const bad = facts.edges.filter(({ scheme, answer }) => scheme === 'https' && isUntrusted(answer));
  const problems = bad.map((edge) => describe(edge, asked, facts.at));
  return problems.sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1))[0];
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

function isUntrusted({ outcome, certificateTrusted }: EdgeFact['answer']): boolean {
  return outcome === 'tlsFailed' || (outcome === 'answered' && certificateTrusted === false);
}

function describe({ answer }: EdgeFact, asked: string, at: number): Verdict {
  const { certificateName: name, certificateExpires: expires } = answer;
  // Without a certificate of the domain's own, a node breaks off or shows the one of CDN.
  if (!name || isOfCdn(name)) return { kind: 'certificate', problem: 'missing' };
  const shown = { name, ...(expires ? { expires } : {}) };
  if (expires !== undefined && Date.parse(expires) <= at) return { kind: 'certificate', problem: 'expired', ...shown };
  return { kind: 'certificate', problem: covers(name, asked) ? 'untrusted' : 'wrongName', ...shown };
}

function isOfCdn(name: string): boolean {
  return isCdnTarget(name) || /(^|\.)(alicdn|aliyuncs|aliyun|tbcache|cdngslb)\.com$/i.test(name);
}

function covers(certificate: string, asked: string): boolean {
  const name = certificate.toLowerCase();
  return name === asked || (name.startsWith('*.') && asked.slice(asked.indexOf('.')) === name.slice(1));
}
