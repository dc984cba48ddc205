import { ifReadable } from '../../oss/ifReadable.js';
import type { CdnConfig } from '../../ports/cdn.js';
import { consumeApproval, isApproved, onceApproval } from '../approvals.js';
import {
  explainSetting,
  forgetTries,
  inPlaceOf,
  makeSettings,
  observeMissing,
  observeUnready,
} from '../cdnSettings.js';
import type { HttpsDoubt, RunFacts } from '../run/facts.js';
import { isWithoutCertificate } from '../run/runRecord.js';
import { askUser, type Step, type StepContext } from '../run/step.js';

const force = 'https_force';
const rival = 'http_force';

/**
 * The step that redirects visitors from HTTP to HTTPS, if the user wants that. The opposite redirect conflicts even when it is off, so it is removed first.
 * Source: BatchSetCdnDomainConfig.
 */
export const redirectStep: Step = {
  id: 'redirect',
  async observe(context) {
    const {
      facts,
      answers,
      plan: { task },
    } = context;
    if (isWithoutCertificate(context)) return { kind: 'done', skipped: true, note: 'withoutHttps' };
    if (facts.record.left && task === undefined) return { kind: 'done', skipped: true, note: 'recordLeft' };
    if (answers.skipped.redirect) return { kind: 'done', skipped: true, note: 'asChosen' };
    const doubt = facts.httpsDoubt === 'none' ? undefined : facts.httpsDoubt;
    const { config, opposite } = await readForce(context);
    if (config && isOn(config) && !opposite) {
      if (config.status !== 'success') return observeUnready(config, context);
      return { kind: 'done', facts: forgetTries(force, consume(context)) };
    }
    const isLeft = forms(context).some((what) => answers.left.redirect === onceApproval('redirect', what, facts));
    if (isLeft) return { kind: 'done', skipped: true, note: 'asChosen' };
    const isOpposed = isOn(opposite);
    if (isAgreed(context, isOpposed)) return observeMissing(force, context);
    const { cloud, plan, signal } = context;
    const expires = (await ifReadable(cloud.cdn.readCertificate(plan.domain, signal)))?.expires;
    const end = expires === undefined ? {} : { expires };
    const known = { ...(isOpposed && ({ opposite: true } as const)), ...(doubt && { doubt }), ...end };
    const approval = onceApproval('redirect', subject(context, doubt, isOpposed), facts);
    return askUser({ kind: 'offerRedirect', approval, ...known });
  },
  async act(context) {
    const { cloud, plan, signal } = context;
    const { config, opposite } = await readForce(context);
    // A redirect enabled since the observation is not in the approval.
    if (!isAgreed(context, isOn(opposite))) return;
    if (opposite) return cloud.cdn.deleteConfig(plan.domain, opposite.id, signal);
    const args = { https_rewrite: '301', ...config?.args, enable: 'on' };
    await makeSettings(context, [{ functionName: force, args, ...inPlaceOf(config) }]);
  },
  async explain(error) {
    return explainSetting(error);
  },
};

/** Returns the subject of an answer: the domain, and what else the question named, which is a doubt about HTTPS and the opposite redirect. */
function subject({ plan }: Pick<StepContext, 'plan'>, doubt: HttpsDoubt | undefined, isOpposed: boolean): string {
  return [plan.domain, ...(doubt ? [doubt] : []), ...(isOpposed ? [rival] : [])].join(' ');
}

const doubts = [undefined, 'unproven', 'untrusted'] as const;

function forms(context: Pick<StepContext, 'plan'>): readonly string[] {
  return doubts.flatMap((doubt) => [false, true].map((isOpposed) => subject(context, doubt, isOpposed)));
}

/** An approval despite a doubt, or an opposite redirect, also applies without it, but not the other way round. */
function isAgreed(context: StepContext, isOpposed: boolean): boolean {
  const { httpsDoubt } = context.facts;
  const told = httpsDoubt === 'none' ? doubts : [httpsDoubt];
  const fitting = told.flatMap((doubt) =>
    (isOpposed ? [true] : [false, true]).map((each) => subject(context, doubt, each)),
  );
  return fitting.some((what) => isApproved('redirect', what, context));
}

function isOn(config: CdnConfig | undefined): boolean {
  return config?.args.enable === 'on';
}

function consume(context: StepContext): RunFacts {
  const agreed = forms(context).find((what) => isApproved('redirect', what, context));
  return agreed === undefined ? context.facts : consumeApproval('redirect', agreed, context);
}

async function readForce({ cloud, plan, signal }: StepContext) {
  const configs = await cloud.cdn.readConfigs(plan.domain, [force, rival], signal);
  const find = (name: string) => configs.find(({ functionName }) => functionName === name);
  return { config: find(force), opposite: find(rival) };
}
