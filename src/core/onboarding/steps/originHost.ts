import { originHostFunction } from '../../cdn/functionNames.js';
import { sameHost } from '../../dns/hostNames.js';
import { deniedKinds, isErrorOf } from '../../errors.js';
import { ownBucket, publicBucketHost, standardPorts } from '../../origin.js';
import type { CdnConfig, CdnDomain, NewConfig } from '../../ports/cdn.js';
import { consumeSeen, hasVisitors, onceApproval, wasServed } from '../approvals.js';
import {
  explainSetting,
  forgetTries,
  inPlaceOf,
  makeFirst,
  observeMissing,
  observeUnready,
  type SettingStep,
} from '../cdnSettings.js';
import type { RunFacts } from '../run/facts.js';
import { askUser, type Observation, type StepContext } from '../run/step.js';
import type { DoneNote } from '../run/stepReasons.js';
import { listRefreshes, noteRefreshes, refreshWhole } from '../wholeRefresh.js';
import { bindingOf, whyNotBound } from './binding.js';

/**
 * The step that makes CDN request the bucket under the accelerated domain, so that OSS does not force a download. Only over port 80, since over HTTPS OSS
 * would need a certificate for the domain. Edges keep the header with older copies, so the domain's directory is refreshed once if this run has changed the
 * Host, which uses 1 of the account's daily directories. Source: Alibaba Cloud CDN, "Default origin host", "Refresh and prefetch resources".
 */
export const originHostStep: SettingStep = {
  id: 'originHost',
  async observe(context) {
    if (isAfterSwitch(context)) return { kind: 'done', skipped: true, note: 'afterSwitch' };
    if (!bindingOf(context)) return { kind: 'done', skipped: true, note: whyNotBound(context) };
    const { config, other, isPlain } = await readHost(context);
    if (!isPlain) return { kind: 'done', skipped: true, note: 'securePort' };
    if (!isOurs(config, context)) return observeOther(context, other);
    return config.status === 'success'
      ? observeRefresh({ ...context, facts: forgetTries(originHostFunction, consumeHostApproval(context)) })
      : observeUnready(config, context);
  },
  list: listHost,
  async act(context) {
    if (await makeFirst(listHost, context)) return;
    const { config } = await readHost(context);
    if (isOurs(config, context) && config.status === 'success') await refreshWhole(context);
  },
  async explain(error, context) {
    const explained = explainSetting(error);
    if (explained) return explained;
    const { config } = await readHost(context);
    if (!isErrorOf(error, 'quotaExceeded', ...deniedKinds) || !isOurs(config, context)) return undefined;
    // The cached copies expire anyway, so the run need not wait.
    return finish({ ...context.facts, hostRefresh: { state: 'refused' } });
  },
};

async function listHost(context: StepContext): Promise<readonly NewConfig[]> {
  if (isAfterSwitch(context) || !bindingOf(context)) return [];
  const { config, other, isPlain } = await readHost(context);
  const isOpen = isOurs(config, context) ? config.status === 'failed' : maySetHost(context, other);
  if (!isPlain || !isOpen) return [];
  return [{ functionName: originHostFunction, args: { domain_name: context.plan.domain }, ...inPlaceOf(config) }];
}

function isAfterSwitch({ facts, isLate }: StepContext): boolean {
  return facts.putOff.includes('binding') && !isLate;
}

/** Reads which Host CDN sends, and whether it requests the origin over HTTP. An existing domain may use another port than the plan. */
async function readHost(context: StepContext) {
  const { cloud, plan, signal } = context;
  const domain = await cloud.cdn.readDomain(plan.domain, signal);
  const ports = domain?.sources.map(({ port }) => port) ?? [plan.port];
  const configs = await cloud.cdn.readConfigs(plan.domain, [originHostFunction], signal);
  const config = configs.find((each) => isOurs(each, context)) ?? configs[0];
  return {
    config,
    other: findOtherHost(config, context, domain),
    isPlain: ports.every((port) => port === standardPorts.http),
  };
}

function isOurs(config: CdnConfig | undefined, { plan }: StepContext): config is CdnConfig {
  return config?.args.domain_name === plan.domain;
}

/** CDN sends another Host: one set outside this run is replaced, or ours set again, only after approval. */
async function observeOther(context: StepContext, other: string | undefined): Promise<Observation> {
  if (maySetHost(context, other)) {
    // A new domain has had no visitors yet.
    const known = hasVisitors(context) ? await noteRefreshes(context) : context.facts;
    return observeMissing(originHostFunction, context, known);
  }
  const approval = hostApproval(context, other);
  if (context.answers.left.originHost === approval) return { kind: 'done', skipped: true, note: 'asChosen' };
  const never = context.facts.consumed.originHost ? {} : ({ first: true } as const);
  return askUser({ kind: 'setHost', approval, ...(other === undefined ? never : { host: other }) });
}

async function observeRefresh(context: StepContext): Promise<Observation> {
  const { facts } = context;
  const { hostRefresh } = facts;
  if (hostRefresh.state !== 'due') return finish(facts);
  const sent = (await listRefreshes(context)).some((id) => !hostRefresh.before.includes(id));
  return sent ? finish({ ...facts, hostRefresh: { state: 'sent' } }) : { kind: 'todo', facts };
}

const notes = { sent: 'edgeRefreshed', refused: 'edgeNotRefreshed' } as const satisfies Record<string, DoneNote>;

function finish(facts: RunFacts): Observation {
  const { state } = facts.hostRefresh;
  return state === 'sent' || state === 'refused'
    ? { kind: 'done', facts, note: notes[state] }
    : { kind: 'done', facts };
}

/** Returns the origin host that CDN sends to the bucket. `undefined` if none is set or if it is the bucket's own name, which CDN sends by default. */
function findOtherHost(
  config: CdnConfig | undefined,
  { plan }: Pick<StepContext, 'plan'>,
  domain: Pick<CdnDomain, 'sources'> | undefined,
): string | undefined {
  const host = config?.args.domain_name;
  const bucket = ownBucket(plan.origin);
  const own = domain?.sources.map(({ content }) => content) ?? (bucket ? [publicBucketHost(bucket)] : []);
  return host === undefined || own.some((each) => sameHost(each, host)) ? undefined : host;
}

/** Returns the text of the answer to replace exactly this origin host, or to leave it. */
function hostApproval({ plan, facts }: Pick<StepContext, 'plan' | 'facts'>, other: string | undefined): string {
  const once = onceApproval('originHost', plan.domain, facts);
  return other === undefined ? once : `${once} | ${other}`;
}

/**
 * Returns whether the run may set the origin host. Start (for a domain without visitors) or an approved binding covers that once. A Host that was changed
 * outside this run is asked about.
 */
function maySetHost(known: StepContext, other: string | undefined): boolean {
  const { facts, answers } = known;
  if (answers.approvals.originHost === hostApproval(known, other)) return true;
  const isFirst = !facts.consumed.originHost && !answers.unbound && !wasServed(known);
  return other === undefined && (facts.hostAgain || isFirst);
}

/** Returns the facts after CDN was seen to send the domain as origin host, no matter who set it. */
function consumeHostApproval(known: StepContext): RunFacts {
  return { ...consumeSeen('originHost', known), hostAgain: false };
}
