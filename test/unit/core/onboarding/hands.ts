import type { CdnConfig, CdnDomain } from '../../../../src/core/ports/cdn.js';
import { siteSource } from '../../../support/siteSources.js';
import { plan, type World } from './world.js';

/** What CDN assigns to the domain of the plan. */
export const cname = `${plan.domain}.w.kunlunsl.com`;

/** The domain of the plan as a person makes it. */
export const handMade: CdnDomain = {
  name: plan.domain,
  type: 'web',
  status: 'online',
  cname,
  sources: [siteSource],
  httpsOn: false,
};

/** The bucket of the plan. */
export function site({ cloud }: Pick<World, 'cloud'>) {
  const bucket = cloud.state.buckets.get('site');
  if (!bucket) throw new Error('no bucket');
  return bucket;
}

/** Changes the domain in CDN. */
export function setDomain({ cloud }: World, change: Partial<CdnDomain>): void {
  const domain = cloud.state.domains.get(plan.domain) ?? handMade;
  cloud.state.domains.set(plan.domain, { ...domain, ...change });
}

/** Makes a setting of the domain. */
export function addConfig({ cloud }: World, functionName: string, args: CdnConfig['args']): void {
  const configs = cloud.state.configs.get(plan.domain) ?? [];
  cloud.state.configs.set(plan.domain, [...configs, { id: functionName, functionName, args, status: 'success' }]);
}

/** Takes a setting away. */
export function dropConfig({ cloud }: World, name: string): void {
  const configs = cloud.state.configs.get(plan.domain) ?? [];
  cloud.state.configs.set(
    plan.domain,
    configs.filter(({ functionName }) => functionName !== name),
  );
}

/** Binds a name to the bucket. */
export function bindByHand(world: World, domain: string, autoRefresh = false): void {
  site(world).cnames.set(domain, { domain, enabled: true, autoRefresh });
}

/** Adds a CNAME record. */
export function addRecord({ cloud }: World, rr: string, value: string): void {
  const record = { zone: 'example.com', rr, type: 'CNAME', value, ttl: 600, line: 'default' };
  cloud.state.records.push({ ...record, id: `by-hand-${rr}`, enabled: true, locked: false });
}

/** Enables or pauses every record of a host that is of this type. */
export function turnRecord({ cloud: { state } }: World, rr: string, type: string, enabled: boolean): void {
  const { records } = state;
  const turned = records.map((each) => (each.rr === rr && each.type === type ? { ...each, enabled } : each));
  records.splice(0, records.length, ...turned);
}

/** Deletes the CNAME record of a host. */
export function dropRecord({ cloud: { state } }: World, rr: string): void {
  const { records } = state;
  records.splice(0, records.length, ...records.filter((each) => each.rr !== rr || each.type !== 'CNAME'));
}

/** Deletes the domain from CDN. */
export function dropDomain({ cloud: { state } }: World): void {
  state.domains.delete(plan.domain);
  state.configs.delete(plan.domain);
}

/** A setting of the domain that is in effect. */
export function setting(functionName: string, args: CdnConfig['args'], id = functionName): CdnConfig {
  return { id, functionName, args, status: 'success' };
}
