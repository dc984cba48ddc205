import { isErrorOf } from '../../errors.js';
import { originHost, recordName } from '../names.js';
import type { RunFacts } from '../run.js';
import type { Observation, Step, StepContext } from '../step.js';

/** Nobody else holds the name, its ICP filing fits the region, and it is known where its DNS is kept. */
export const nameStep: Step = {
  id: 'name',
  async observe(context) {
    const { cloud, plan, signal } = context;
    const domain = await cloud.cdn.readDomain(plan.domain, signal);
    if (domain) {
      const origins = domain.sources.map((source) => source.content);
      if (!origins.includes(originHost(plan.bucket))) {
        return { kind: 'needsUser', ask: { kind: 'otherOrigin', origins } };
      }
      return { kind: 'done', facts: await locate(context) };
    }
    return (await findObstacle(context)) ?? { kind: 'done', facts: await locate(context) };
  },
};

async function findObstacle({ cloud, plan, signal }: StepContext): Promise<Observation | undefined> {
  const [holder, filing] = await Promise.all([
    cloud.cdn.checkDomain(plan.domain, signal),
    plan.region === 'overseas' ? ('filed' as const) : cloud.cdn.checkIcp(plan.domain, signal),
  ]);
  if (holder === 'otherProduct' || holder === 'otherAccount') {
    return { kind: 'needsUser', ask: { kind: 'domainTaken', by: holder } };
  }
  // `unknown` goes on: the vendor answers so for names it has not seen yet, and AddCdnDomain checks again.
  return filing === 'notFiled' ? { kind: 'needsUser', ask: { kind: 'fileIcp' } } : undefined;
}

async function locate({ cloud, plan, facts, signal }: StepContext): Promise<RunFacts> {
  const { zone: _zone, rr: _rr, minTtl: _minTtl, ...rest } = facts;
  try {
    const place = await cloud.dns.locate(recordName(plan.domain), signal);
    if (!place) return rest;
    const { minTtl } = await cloud.dns.readZone(place.zone, signal);
    return { ...rest, ...place, minTtl };
  } catch (error) {
    // Without the right to read DNS the person adds the records by hand, as when DNS is kept elsewhere.
    if (isErrorOf(error, 'forbidden', 'zoneNotFound')) return rest;
    throw error;
  }
}
