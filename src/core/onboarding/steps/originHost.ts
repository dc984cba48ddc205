import { type Observation, type Step, type StepContext, seconds } from '../step.js';
import { bindingOf } from './binding.js';

/** CDN's function for the Host header towards the origin. Source: BatchSetCdnDomainConfig. */
export const hostFunction = 'set_req_host_header';

/**
 * CDN asks the bucket under the accelerated domain, so that OSS does not force a download. Only over port 80: over
 * HTTPS OSS would need a certificate for the domain. Source: Alibaba Cloud CDN, "Default origin host".
 */
export const originHostStep: Step = {
  id: 'originHost',
  async observe(context) {
    const binding = bindingOf(context);
    if (!binding || context.plan.port !== 80) return { kind: 'done', skipped: true };
    return look(context, binding.domain);
  },
  act: ({ cloud, plan, signal }) =>
    cloud.cdn.setConfig(plan.domain, { functionName: hostFunction, args: { domain_name: plan.domain } }, signal),
  async explain(error) {
    if (error.kind === 'domainBusy') return { kind: 'waiting', reason: { kind: 'busy' }, recheckMs: seconds(5) };
    return undefined;
  },
};

async function look({ cloud, plan, signal }: StepContext, domain: string): Promise<Observation> {
  const configs = await cloud.cdn.readConfigs(plan.domain, [hostFunction], signal);
  const config = configs.find(({ args }) => args.domain_name === domain);
  if (!config) return { kind: 'todo' };
  if (config.status === 'success') return { kind: 'done' };
  return { kind: 'waiting', reason: { kind: 'configuring' }, recheckMs: seconds(5) };
}
