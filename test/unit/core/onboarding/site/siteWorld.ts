import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import type { OnboardingPlan, RunRecord } from '../../../../../src/core/onboarding/run/run.js';
import { currentStep } from '../../../../../src/core/onboarding/run/runRecord.js';
import type { CdnConfig } from '../../../../../src/core/ports/cdn.js';
import type { EdgeAnswer } from '../../../../../src/core/ports/probe.js';
import { rewrite } from '../../../../support/memory/edge.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { handMade } from '../hands.js';
import { plan, readyCloud, siteBucket } from '../world.js';

export const { domain } = plan;

/** A run that has the domain serve a single-page app. */
export const sitePlan: OnboardingPlan = { ...plan, task: 'site', site: { type: 'spa', query: 'imagesKept' } };

/** A setting of the domain that is in effect. */
export function setting(functionName: string, args: CdnConfig['args'], id = functionName): CdnConfig {
  return { id, functionName, args, status: 'success' };
}

/** A domain that is online with these settings, in front of a bucket with a page, a folder and a page for what is missing. */
export function cloudWithDomain(...configs: readonly CdnConfig[]): MemoryCloud {
  const cloud = readyCloud();
  const { signal } = new AbortController();
  for (const key of ['guide/index.html', '404.html'])
    void cloud.oss.putObject(siteBucket, key, { body: Buffer.from(`<h1>${key}</h1>`), headers: {} }, signal);
  cloud.state.domains.set(domain, { ...handMade });
  cloud.state.configs.set(domain, [...configs]);
  cloud.state.edgeAnswer = serveSite(cloud);
  return cloud;
}

/** An edge that obeys the rewrite rules. */
function serveSite({ state }: MemoryCloud) {
  return (_at: string, _name: string, path: string): EdgeAnswer => {
    const { path: target, isRedirect } = rewrite(path, state.configs.get(domain) ?? []);
    if (isRedirect) return { outcome: 'answered', status: 302, headers: { location: target }, durationMs: 1 };
    const body = state.buckets.get('site')?.objects.get(target.slice(1))?.body;
    if (!body) return { outcome: 'answered', status: 404, headers: {}, durationMs: 1 };
    const headers = { 'content-type': 'text/html', 'x-cache': 'HIT TCP_MEM_HIT' };
    return { outcome: 'answered', status: 200, headers, body, durationMs: 1 };
  };
}

/** The current question of a run. */
export function asks(record: RunRecord): UserAsk | undefined {
  const state = currentStep(record)?.state;
  return state?.state === 'needsUser' ? state.ask : undefined;
}

/** The settings of the domain as sorted texts. */
export function settings({ state }: MemoryCloud): readonly string[] {
  return (state.configs.get(domain) ?? [])
    .map(({ functionName, args }) => `${functionName} ${JSON.stringify(args)}`)
    .sort();
}
