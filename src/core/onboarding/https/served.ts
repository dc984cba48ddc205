import { probeName } from '../../dns/hostNames.js';
import type { EdgeAnswer } from '../../ports/probe.js';
import { answerRecheckMs } from '../recheckTimes.js';
import { type Observation, type Step, type StepContext, seconds } from '../run/step.js';

/** CDN has the certificate, but the edge does not serve it yet. */
const servedRecheckMs = seconds(10);

/** After so long without the certificate the user is asked, ms. Source: Alibaba Cloud CDN, "Configure an SSL certificate": minutes. */
const patienceMs = 15 * 60_000;

/** The edge answers TLS with the very certificate that CDN has for the domain, asked at its CNAME target. */
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
    const answer = await cloud.edge.probe(request, signal);
    const shown = answer.certificate;
    // Without its PEM one cannot tell more than that it is good.
    const isThere = held?.fingerprint === undefined ? shown?.trusted : shown?.fingerprint === held.fingerprint;
    if (isThere && shown?.trusted) return { kind: 'done', facts: { ...facts, httpsDoubt: 'none' } };
    if (isThere) return { kind: 'done', note: 'certificateUntrusted', facts: { ...facts, httpsDoubt: 'untrusted' } };
    if (answers.skipped.served)
      return { kind: 'done', skipped: true, note: 'asChosen', facts: { ...facts, httpsDoubt: 'unproven' } };
    return waitOrAsk(context, answer);
  },
};

function waitOrAsk({ before, now }: StepContext, { certificate }: EdgeAnswer): Observation {
  // What was put off until DNS leads to CDN is done by one step, whose state may be about something else.
  const isAsked = before.state === 'needsUser' && before.ask.kind === 'certificateUnserved';
  const isWaiting = before.state === 'waiting' && before.reason.kind === 'certificateUnready';
  if (!isAsked && !(isWaiting && now - before.since >= patienceMs)) {
    return { kind: 'waiting', reason: { kind: 'certificateUnready' }, recheckMs: servedRecheckMs };
  }
  const shown = certificate && { shown: certificate.names };
  return { kind: 'needsUser', ask: { kind: 'certificateUnserved', ...shown }, recheckMs: answerRecheckMs };
}
