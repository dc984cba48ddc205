import type { CdnConfig, CdnDomain } from '../../../../../src/core/ports/cdn.js';
import { changeDelivery } from '../../../../../src/features/domains/delivery/changeDelivery.js';
import type { DomainDeps } from '../../../../../src/features/domains/domainDeps.js';
import { createMemoryCloud, type MemoryCloud } from '../../../../support/memoryCloud.js';
import { type Asked, type Line, scriptedUi } from '../../../../support/scriptedUi.js';
import { siteSource } from '../../../../support/siteSources.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';

/** The domain of the account. */
export const name = 'img.example.com';
const domain: CdnDomain = {
  name,
  status: 'online',
  type: 'web',
  sources: [siteSource],
  httpsOn: false,
  cname: 'c.kunlunsl.com',
};

/** An account whose domain, in front of the bucket `site`, has these settings. */
export function account(...configs: readonly CdnConfig[]): MemoryCloud {
  const cloud = createMemoryCloud();
  cloud.addBucket('site');
  cloud.state.domains.set(name, domain);
  cloud.state.configs.set(name, [...configs]);
  return cloud;
}

/** Answers what is asked about a topic of a domain, with the console of this site; resolves to all of it. */
export async function run(
  cloud: MemoryCloud,
  topic: string,
  lines: readonly Line[],
  { site = 'china', of = name }: { readonly site?: 'china' | 'international'; readonly of?: string } = {},
): Promise<readonly Asked[]> {
  const clock = createVirtualClock();
  const ui = scriptedUi(lines);
  const settings = { get: () => site };
  const deps = {
    session: { cloud: async () => cloud },
    ui,
    clock,
    settings,
    activity: { findUndoable: () => undefined },
  };
  const done = changeDelivery(deps as unknown as DomainDeps, `${topic}:${of}`);
  // It may reject before it is awaited.
  done.catch(() => undefined);
  await clock.advance(120_000);
  await done;
  return ui.asked;
}

/** A setting that is in effect. */
export const config = (functionName: string, args: CdnConfig['args'], id = functionName): CdnConfig => {
  return { id, functionName, args, status: 'success' };
};

/** The settings of the domain, by their functions. */
export const settings = ({ state }: MemoryCloud) =>
  (state.configs.get(name) ?? []).map(({ functionName, args }) => ({ functionName, args }));
