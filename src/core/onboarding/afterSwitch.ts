import { certificateStep } from './https/certificate.js';
import { protocolsStep } from './https/protocols.js';
import { servedStep } from './https/served.js';
import type { PutOff } from './run/facts.js';
import type { ActContext, Observation, Step, StepContext } from './run/step.js';
import { bindingStep } from './steps/binding.js';
import { originHostStep } from './steps/originHost.js';

/** The postponed parts with their steps. */
const parts: Readonly<Record<PutOff, readonly Step[]>> = {
  binding: [bindingStep, originHostStep],
  certificate: [certificateStep, servedStep, protocolsStep],
};

/**
 * Makes the postponed parts once DNS leads to CDN: the binding with its origin host, and the certificate, each by its
 * own step. Before that, visitors would have noticed them or they were refused.
 */
export const afterSwitchStep: Step = {
  id: 'afterSwitch',
  async observe(context) {
    const { seen } = await findOpen(context);
    return seen;
  },
  async act(context) {
    const { step, facts } = await findOpen(context);
    await step?.act?.({ ...context, facts, isLate: true } satisfies ActContext);
  },
  async explain(error, context) {
    const { step, facts } = await findOpen(context);
    return step?.explain?.(error, { ...context, facts, isLate: true });
  },
};

/** Finds the first unfinished step, with its observation and the facts so far; the end if all are done. */
async function findOpen(
  context: StepContext,
): Promise<{ readonly seen: Observation; readonly step?: Step; readonly facts: StepContext['facts'] }> {
  let { facts } = context;
  const { putOff } = facts;
  if (putOff.length === 0 || facts.record.left)
    return { seen: { kind: 'done', skipped: true, note: facts.record.left ? 'recordLeft' : 'nothingPutOff' }, facts };
  for (const step of putOff.flatMap((part) => parts[part])) {
    const seen = await step.observe({ ...context, facts, isLate: true });
    if (seen.kind !== 'done') return { seen, step, facts };
    facts = seen.facts ?? facts;
  }
  return { seen: { kind: 'done', facts }, facts };
}
