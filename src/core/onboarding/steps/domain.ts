import { findOriginLoop } from '../../cdn/originLoop.js';
import { resolveCurrentTarget } from '../../dns/currentTarget.js';
import { isWildcard } from '../../dns/hostNames.js';
import { type AppError, toAppError } from '../../errors.js';
import { hasSameOrigin, toSources } from '../../origin.js';
import type { CdnDomain } from '../../ports/cdn.js';
import { consumeApproval, countApproval, isApproved, onceApproval } from '../approvals.js';
import { newFacts, type RunFacts } from '../run/facts.js';
import { removeOwnTxt, settleProof } from '../run/proofTxt.js';
import { mayPass } from '../run/runRecord.js';
import { askUser, type Observation, type Step, type StepContext, toStepFailure, waitFor } from '../run/step.js';

/** The interval of checks for an ICP filing. CDN sees one only hours after it was granted. */
const filingRecheckMs = 300_000;
/** The interval of checks while another account or an origin server has to change something, which takes a while. */
const obstacleRecheckMs = 60_000;
/** The interval of checks while CDN has another origin. An answer keeps or replaces it, and changes in the console are rare. */
const originRecheckMs = 120_000;

/** The interval of checks while a rejected domain is changed in the console or a ticket is answered. */
const failedRecheckMs = 60_000;
/** The interval of checks while CDN is disabling or deleting the domain. */
const stoppingRecheckMs = 10_000;
/** The interval of checks until the domain is enabled here or in the console. */
const offlineRecheckMs = 20_000;
/** The interval of checks during a review, which takes minutes or up to a business day. */
const reviewRecheckMs = 20_000;

/** The step whose goal is that CDN has the domain and that the TXT record that proved its ownership is removed. */
export const domainStep: Step = {
  id: 'domain',
  async observe(context) {
    const { cloud, plan, before, signal } = context;
    const domain = await cloud.cdn.readDomain(plan.domain, signal);
    if (!domain) return askAgain(context) ?? askAboutCover(context);
    // Nothing else is begun for a domain that may be gone soon.
    const isEnding = ['stopping', 'deleting', 'offline'].includes(domain.status);
    const facts = consumeDomainApproval(context);
    if (isEnding && before.state !== 'done') return { ...observeStatus(domain), facts };
    const settled = await settleProof({ ...context, facts }, 'ownership');
    if (settled.kind !== 'done') return settled;
    // The domain may have been added since the name was checked.
    return askAboutOrigin(domain, context) ?? settled;
  },
  async act(context) {
    const { cloud, plan, signal } = context;
    if (await cloud.cdn.readDomain(plan.domain, signal)) return removeOwnTxt(context, 'ownership');
    if (!mayCreateDomain(context) || !(await mayTakeOver(context))) return;
    const sources = toSources(plan.origin, plan.port);
    try {
      await cloud.cdn.createDomain({ name: plan.domain, type: plan.type, region: plan.region, sources }, signal);
    } catch (error) {
      if (isProofUseless(toAppError(error))) await removeOwnTxt(context, 'ownership').catch(() => undefined);
      throw error;
    }
  },
  async explain(error, context) {
    if (error.kind === 'domainBusy') return waitFor({ kind: 'busy' });
    if (error.kind === 'domainNotFiled')
      return askUser({ kind: 'fileIcp', error: toStepFailure(error, context) }, filingRecheckMs);
    if (error.kind === 'domainTaken') return askAboutHolder(context);
    if (error.kind === 'domainLimit') return askAboutLimit(context);
    if (error.kind === 'originLoop') return askAboutLoop(context);
    return undefined;
  },
};

/**
 * Asks before the run adds a name that visitors already reach on CDN through a wildcard domain of the account. From then on they get what the new domain
 * serves. Source: Alibaba Cloud CDN, "Add a domain name": an exact name takes precedence over a wildcard.
 */
async function askAboutCover(context: StepContext): Promise<Observation> {
  const { plan, facts, answers } = context;
  const wildcard = await findCover(context);
  const known = forgetSettings(facts);
  if (wildcard === undefined) return { kind: 'todo', facts: known };
  const approval = coverApproval(plan.domain, wildcard);
  // Later settings are made while visitors are there.
  if (answers.approvals.cover === approval) return { kind: 'todo', facts: { ...known, domain: 'former' } };
  return askUser({ kind: 'addCovered', wildcard, approval }, obstacleRecheckMs);
}

/** Returns the facts without what was known about settings. A newly created domain has none of the settings of an earlier domain of the same name. */
function forgetSettings(facts: RunFacts): RunFacts {
  const { setAgain, settingTries, site, certificate, protocolsSet, hostRefresh } = newFacts;
  return { ...facts, setAgain, settingTries, site, certificate, protocolsSet, hostRefresh };
}

async function mayTakeOver(context: StepContext): Promise<boolean> {
  const wildcard = await findCover(context);
  return wildcard === undefined || context.answers.approvals.cover === coverApproval(context.plan.domain, wildcard);
}

function coverApproval(domain: string, wildcard: string): string {
  return `${domain} under ${wildcard}`;
}

/** Finds the account's wildcard domain on CDN that serves the name now; resolves to `undefined` if there is none or DNS does not lead the name to CDN. */
async function findCover(context: StepContext): Promise<string | undefined> {
  const { cloud, plan, signal } = context;
  if (isWildcard(plan.domain)) return undefined;
  const parent = plan.domain.slice(plan.domain.indexOf('.'));
  if (!parent.slice(1).includes('.')) return undefined;
  const wildcard = await cloud.cdn.readDomain(parent, signal);
  if (wildcard?.status !== 'online') return undefined;
  // If no name server tells, there may be visitors.
  const { place = 'cdn' } = (await resolveCurrentTarget(plan.domain, context)) ?? {};
  return place === 'cdn' ? wildcard.name : undefined;
}

/** Returns whether the refusal is permanent. The root domain stays verified, so our proof record need not stay in DNS. */
function isProofUseless(refusal: AppError): boolean {
  return refusal.kind !== 'domainNotVerified' && !mayPass(refusal);
}

/** AddCdnDomain returns the same error for a name of another product and of another account. */
async function askAboutHolder({ cloud, plan, signal }: StepContext): Promise<Observation> {
  const holder = await cloud.cdn.checkDomain(plan.domain, signal).catch(() => 'otherAccount' as const);
  // It was added by this account, but is not listed yet.
  if (holder === 'thisAccount') return waitFor({ kind: 'busy' });
  const by = holder === 'free' ? 'otherAccount' : holder;
  return askUser({ kind: 'domainTaken', by }, obstacleRecheckMs);
}

async function askAboutLimit({ cloud, signal }: StepContext): Promise<Observation> {
  const limit = await cloud.cdn.readDomainQuota(signal).catch(() => undefined);
  const known = limit === undefined ? {} : { limit };
  return askUser({ kind: 'domainLimit', ...known });
}

async function askAboutLoop(context: StepContext): Promise<Observation> {
  const [first] = toSources(context.plan.origin, context.plan.port);
  const host = (await findOriginLoop(context.plan.origin, context.plan.domain, context)) ?? first?.content ?? '';
  return askUser({ kind: 'originLoop', host }, obstacleRecheckMs);
}

/** Returns the question about an existing domain with another origin; `undefined` if its origin is the chosen one. */
export function askAboutOrigin({ sources }: CdnDomain, { plan }: StepContext): Observation | undefined {
  if (hasSameOrigin(sources, plan.origin)) return undefined;
  const origins = sources.map(({ content }) => content);
  return askUser({ kind: 'otherOrigin', origins }, originRecheckMs);
}

/** Observes whether a domain is online. */
export function observeStatus(domain: CdnDomain): Exclude<Observation, { kind: 'todo' }> {
  switch (domain.status) {
    case 'online':
      return { kind: 'done' };
    case 'check_failed':
    case 'configure_failed': {
      const { status, description } = domain;
      return askUser({ kind: 'domainFailed', status, ...(description && { description }) }, failedRecheckMs);
    }
    case 'stopping':
    case 'deleting':
      return waitFor({ kind: domain.status }, stoppingRecheckMs);
    case 'offline':
      return askUser({ kind: 'domainOffline' }, offlineRecheckMs);
    case 'checking':
      return waitFor({ kind: 'reviewing' }, reviewRecheckMs);
    case 'configuring':
      return waitFor({ kind: 'configuring' });
  }
}

/** Returns the question before a deleted domain is created again; `undefined` if the run may create it. */
export function askAgain(context: StepContext): Observation | undefined {
  if (mayCreateDomain(context)) return undefined;
  const approval = onceApproval('domain', context.plan.domain, context.facts);
  // Also if the user adds it by hand, it has none of the former settings.
  return { ...askUser({ kind: 'recreateDomain', approval }), facts: forgetSettings(context.facts) };
}

/** Returns whether the run may create the domain. Starting the run approved that once; each further time is asked about. */
function mayCreateDomain(known: StepContext): boolean {
  return !known.facts.consumed.domain || isApproved('domain', known.plan.domain, known);
}

/** Returns the facts after the domain was seen on CDN, no matter who added it. */
function consumeDomainApproval(known: StepContext): RunFacts {
  if (!known.facts.consumed.domain) return countApproval('domain', known.facts);
  return consumeApproval('domain', known.plan.domain, known);
}
