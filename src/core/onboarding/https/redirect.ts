import { consumeApproval, isApproved, onceApproval } from '../approvals.js';
import { explainSetting, forgetTries, inPlaceOf, makeSetting, observeMissing, observeUnready } from '../cdnSettings.js';
import { type Step, type StepContext, seconds } from '../run/step.js';

const force = 'https_force';
const rival = 'http_force';

/**
 * Visitors that come over HTTP are sent to HTTPS, where the user wants that. The opposite setting stands in the way even when it
 * is switched off, so it is removed first. Source: BatchSetCdnDomainConfig.
 */
export const redirectStep: Step = {
  id: 'redirect',
  async observe(context) {
    const { plan, facts, answers } = context;
    const { config, opposite } = await readForce(context);
    const isOn = config?.args.enable === 'on' && !opposite;
    if (isOn && config.status === 'success') {
      return { kind: 'done', facts: forgetTries(force, consumeApproval('redirect', plan.domain, context)) };
    }
    if (isOn) return observeUnready(config, context);
    const approval = onceApproval('redirect', plan.domain, facts);
    if (answers.left?.redirect === approval) return { kind: 'done', skipped: true, note: 'asChosen' };
    if (isApproved('redirect', plan.domain, context)) return observeMissing(force, context);
    const today = opposite?.args.enable === 'on' && ({ opposite: true } as const);
    return { kind: 'needsUser', ask: { kind: 'offerRedirect', approval, ...today }, recheckMs: seconds(30) };
  },
  async act(context) {
    const { cloud, plan, signal } = context;
    const { config, opposite } = await readForce(context);
    if (opposite) return cloud.cdn.deleteConfig(plan.domain, opposite.id, signal);
    const args = { https_rewrite: '301', ...config?.args, enable: 'on' };
    await makeSetting(context, { functionName: force, args, ...inPlaceOf(config) });
  },
  async explain(error) {
    return explainSetting(error);
  },
};

async function readForce({ cloud, plan, signal }: StepContext) {
  const configs = await cloud.cdn.readConfigs(plan.domain, [force, rival], signal);
  const find = (name: string) => configs.find(({ functionName }) => functionName === name);
  return { config: find(force), opposite: find(rival) };
}
