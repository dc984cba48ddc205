import { isFlattened } from '../../cdn/flattenedCname.js';
import { findBesides } from '../../dns/conflicts.js';
import { probeName } from '../../dns/hostNames.js';
import { countPropagation, type Propagation } from '../../dns/propagation.js';
import { type Observation, type Step, type StepContext, waitFor } from '../run/step.js';
import { listReplacedRecords } from '../undoSwitch.js';

/** How long a DNS change usually takes to be visible, in seconds. */
const usualSeconds = 600;
/**
 * Until the servers are asked again: the user watches, and a record is often visible within a minute. A longer wait is
 * polled less often.
 */
const propagationRecheckMs = 5_000;

/**
 * Every answering name server gives the CNAME, except those that follow another record, such as of another DNS line.
 * Silent servers do not count; at least one must answer.
 */
export const resolvedStep: Step = {
  id: 'resolved',
  async observe(context) {
    const { plan, facts } = context;
    if (facts.record.left) return { kind: 'done', skipped: true, note: 'recordLeft' };
    const besides = await readBesides(context);
    const found = await countPropagation(context, probeName(plan.domain), facts.cname, besides);
    // Only servers other than those of Alibaba Cloud DNS give addresses in place of the CNAME.
    if (found.seen === 0 && besides.length === 0 && (await isFlattened(context, plan.domain))) return { kind: 'done' };
    return judge(found, context);
  },
};

async function readBesides({ cloud, facts, signal }: StepContext) {
  const { dns, cname } = facts;
  if (dns.kept === 'elsewhere' || !cname) return [];
  return findBesides(await cloud.dns.listRecords(dns.zone, dns.rr, signal), cname);
}

function judge({ seen, asked, beside }: Propagation, { facts, before, now }: StepContext): Observation {
  const ttls = listReplacedRecords(facts.record).map(({ ttl }) => ttl);
  if (asked > 0 && seen + beside === asked) {
    if (beside === 0) return { kind: 'done' };
    if (seen > 0) return { kind: 'done', note: 'besideOurs' };
    // From here the CNAME may never be visible, but old answers may look the same for the duration of a change.
    if (hasLasted(Math.max(usualSeconds, ...ttls), before, now)) return { kind: 'done', note: 'onlyBesides' };
  }
  const old = ttls.length > 0 ? { oldTtl: Math.max(...ttls) } : {};
  return waitFor({ kind: 'propagating', seen, asked: asked - beside, ...old }, propagationRecheckMs);
}

function hasLasted(count: number, before: StepContext['before'], now: number): boolean {
  if (before.state === 'done') return before.note === 'onlyBesides';
  return before.state === 'waiting' && now - before.since >= count * 1000;
}
