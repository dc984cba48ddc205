import { probeName } from '../../dns/hostNames.js';
import type { DomainCertificate } from '../../ports/certificates.js';
import type { PeerCertificate } from '../../ports/probe.js';
import type { UserAsk } from '../run/asks.js';
import { type Step, waitThenAsk } from '../run/step.js';

/** CDN has the certificate, but the edge does not serve it yet. */
const servedRecheckMs = 10_000;

/** After this long without the certificate the user is asked, ms. Source: Alibaba Cloud CDN, "Configure an SSL certificate": minutes. */
export const certificatePatienceMs = 15 * 60_000;

/** The edge shows CDN's certificate of the domain, requested at its CNAME target. */
export const servedStep: Step = {
  id: 'served',
  async observe(context) {
    const { cloud, plan, facts, answers, signal } = context;
    const [held, domain] = await Promise.all([
      cloud.cdn.readCertificate(plan.domain, signal),
      cloud.cdn.readDomain(plan.domain, signal),
    ]);
    const name = probeName(plan.domain);
    const request = { connectTo: domain?.cname ?? name, name, path: '/', maxBytes: 1 };
    const { certificate } = await cloud.edge.probe(request, signal);
    const served = judgeServed(held, certificate);
    if (served === 'trusted') return { kind: 'done', facts: { ...facts, httpsDoubt: 'none' } };
    if (served === 'untrusted')
      return { kind: 'done', note: 'certificateUntrusted', facts: { ...facts, httpsDoubt: 'untrusted' } };
    if (answers.skipped.served)
      return { kind: 'done', skipped: true, note: 'asChosen', facts: { ...facts, httpsDoubt: 'unproven' } };
    return waitThenAsk(context, {
      reason: { kind: 'certificateUnready' },
      recheckMs: servedRecheckMs,
      patienceMs: certificatePatienceMs,
      ask: askAboutCertificate(certificate),
    });
  },
};

/** Whether an edge shows CDN's certificate of a domain, and whether this computer trusts it; `no` for another one, or none. */
export type Served = 'trusted' | 'untrusted' | 'no';

/** Judges an edge's certificate. Without the PEM of CDN's, only its validity can be checked. */
export function judgeServed(held: DomainCertificate | undefined, shown: PeerCertificate | undefined): Served {
  const isThere = held?.fingerprint === undefined ? shown?.trusted : shown?.fingerprint === held.fingerprint;
  if (!isThere) return 'no';
  return shown?.trusted ? 'trusted' : 'untrusted';
}

/** The question about an edge that shows another certificate, or none. */
export function askAboutCertificate(shown: PeerCertificate | undefined): UserAsk {
  return { kind: 'certificateUnserved', ...(shown && { shown: shown.names }) };
}
