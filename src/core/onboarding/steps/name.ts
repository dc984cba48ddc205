import { findOriginLoop } from '../../cdn/originLoop.js';
import { readFullLimit } from '../../cdn/serviceState.js';
import { recordName } from '../../dns/hostNames.js';
import { deniedKinds, isErrorOf } from '../../errors.js';
import { ifReadable } from '../../oss/ifReadable.js';
import type { UserAsk } from '../run/asks.js';
import type { RunFacts } from '../run/facts.js';
import { askUser, type Observation, type Step, type StepContext } from '../run/step.js';
import { askAboutOrigin, askAgain } from './domain.js';

/** What the user resolves elsewhere is detected automatically; that takes a while, and each check costs several calls. */
const elsewhereRecheckMs = 120_000;

/** The name is free or ours, its ICP filing fits the region, and its DNS hosting is known. */
export const nameStep: Step = {
  id: 'name',
  async observe(context) {
    const { cloud, plan, signal } = context;
    const domain = await cloud.cdn.readDomain(plan.domain, signal);
    const known = { ...context, facts: noteDomain(context.facts, domain !== undefined) };
    if (domain) return askAboutOrigin(domain, context) ?? { kind: 'done', facts: await locate(known) };
    return askAgain(context) ?? (await findObstacle(context)) ?? { kind: 'done', facts: await locate(known) };
  },
};

/** Records once whether CDN had the domain: a domain added by this run is new. */
function noteDomain(facts: RunFacts, isThere: boolean): RunFacts {
  return facts.domain === 'unknown' ? { ...facts, domain: isThere ? 'former' : 'new' } : facts;
}

async function findObstacle(context: StepContext): Promise<Observation | undefined> {
  const { cloud, plan, signal } = context;
  const [holder, limit, loop, filing] = await Promise.all([
    cloud.cdn.checkDomain(plan.domain, signal),
    // An unreadable quota does not block the run.
    ifReadable(readFullLimit(cloud.cdn, signal)),
    findOriginLoop(plan.origin, plan.domain, context),
    plan.region === 'overseas' ? ('filed' as const) : cloud.cdn.checkIcp(plan.domain, signal),
  ]);
  if (holder !== 'free' && holder !== 'thisAccount') return ask({ kind: 'domainTaken', by: holder });
  if (limit !== undefined) return askUser({ kind: 'domainLimit', limit });
  if (loop !== undefined) return ask({ kind: 'originLoop', host: loop });
  // `unknown` continues: the vendor returns it for unseen names, and AddCdnDomain checks again.
  return filing === 'notFiled' ? ask({ kind: 'fileIcp' }) : undefined;
}

/** A problem that the user resolves elsewhere; detected automatically. */
function ask(what: UserAsk): Observation {
  return askUser(what, elsewhereRecheckMs);
}

async function locate({ cloud, plan, facts, signal }: StepContext): Promise<RunFacts> {
  const elsewhere: RunFacts = { ...facts, dns: { kept: 'elsewhere' } };
  try {
    const place = await cloud.dns.locate(recordName(plan.domain), signal);
    if (!place) return elsewhere;
    const { minTtl } = await cloud.dns.readZone(place.zone, signal);
    return { ...facts, dns: { kept: 'here', ...place, minTtl } };
  } catch (error) {
    // Without permission to read DNS the user adds the records by hand, as with DNS hosted elsewhere.
    if (isErrorOf(error, ...deniedKinds, 'zoneNotFound')) return elsewhere;
    throw error;
  }
}
