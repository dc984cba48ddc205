import { routeRules } from '../../../../../src/core/delivery/siteRoutes.js';
import { newFacts, type RunFacts } from '../../../../../src/core/onboarding/run/facts.js';
import type { OnboardingPlan, RunAnswers, StepState } from '../../../../../src/core/onboarding/run/run.js';
import { noAnswers } from '../../../../../src/core/onboarding/run/runRecord.js';
import type { Observation, StepContext } from '../../../../../src/core/onboarding/run/step.js';
import { edgeStep } from '../../../../../src/core/onboarding/steps/edge.js';
import type { EdgeAnswer } from '../../../../../src/core/ports/probe.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import { createMemoryCloud, type MemoryCloud } from '../../../../support/memoryCloud.js';

export const name = 'www.example.com';
export const cname = `${name}.w.kunlunsl.com`;
export const bucket = { name: 'site', region: 'cn-hangzhou' };
export const notFoundPage = `https://${name}/404.html`;

export const plan: OnboardingPlan = {
  domain: name,
  origin: { kind: 'bucket', bucket },
  type: 'web',
  region: 'domestic',
  port: 80,
  site: { type: 'docs', notFoundPage },
};

/** A bucket with a site of folders, published, and its domain on CDN as the steps before the proof leave it. */
export async function preparedCloud(files: Readonly<Record<string, string>> = siteFiles): Promise<MemoryCloud> {
  const cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  for (const [key, text] of Object.entries(files))
    await cloud.oss.putObject(bucket, key, { body: Buffer.from(text), headers: {} }, new AbortController().signal);
  cloud.addDomain(name, bucket.name);
  cloud.bringOnline(name);
  cloud.state.forcesDownloads = true;
  bind(cloud);
  for (const { args } of routeRules('docs')) await set(cloud, 'host_redirect', args);
  await set(cloud, 'error_page', { error_code: '404', rewrite_page: notFoundPage });
  cloud.state.given.set(name, addMemoryCertificate(cloud.state, [name], Date.UTC(2027, 1, 27)).id);
  return cloud;
}

export const siteFiles = {
  'index.html': '<h1>hi</h1>',
  'blog/index.html': '<h1>blog</h1>',
  '404.html': '<h1>lost</h1>',
  'assets/app.4f2.js': 'run()',
};

/** Binds the domain to the bucket and has CDN ask under it. */
export function bind({ state }: MemoryCloud): void {
  state.buckets.get(bucket.name)?.cnames.set(name, { domain: name, enabled: true, autoRefresh: false });
  const host = {
    id: 'host',
    functionName: 'set_req_host_header',
    args: { domain_name: name },
    status: 'success',
  } as const;
  state.configs.set(name, [...(state.configs.get(name) ?? []), host]);
}

export function set(
  cloud: MemoryCloud,
  functionName: string,
  args: Readonly<Record<string, string>>,
): Promise<unknown> {
  return cloud.cdn.setConfigs(name, [{ functionName, args }], new AbortController().signal);
}

/** What differs from the plan of a whole site. */
export interface Given {
  readonly plan?: Partial<OnboardingPlan>;
  readonly answers?: Partial<RunAnswers>;
  readonly facts?: Partial<RunFacts>;
}

/** Observes the step as a run does: each look is `ms` after the one before, and knows the state that it left. */
export function watchEdge(cloud: MemoryCloud, given: Given = {}) {
  let before: StepState = { state: 'pending' };
  let facts: RunFacts = { ...newFacts, domain: 'new', cname, ...given.facts };
  let answers = withCertificate({ ...noAnswers, ...given.answers });
  let now = Date.UTC(2026, 10, 30, 14, 2);
  let requests = 0;
  const edge: MemoryCloud['edge'] = {
    probe: (...asked) => {
      requests += 1;
      return cloud.edge.probe(...asked);
    },
  };
  const look = async (ms = 0): Promise<Observation> => {
    now += ms;
    const context = {
      cloud: { ...cloud, edge },
      plan: { ...plan, ...given.plan },
      facts,
      answers,
      before,
      now,
      resolvers: ['192.0.2.1:53', '192.0.2.2:53'],
      signal: new AbortController().signal,
    } as Partial<StepContext> as StepContext;
    const seen = await edgeStep.observe(context);
    if ('facts' in seen && seen.facts) ({ facts } = seen);
    before = follow(before, seen, now);
    return seen;
  };
  return {
    look,
    /** Looks again and again, each pause as long as the step wants, until that many ms have passed or it no longer waits. */
    wait: async (ms: number): Promise<Observation> => {
      let seen = await look();
      for (let left = ms; seen.kind === 'waiting' && left > 0; ) {
        const pause = seen.recheckMs;
        left -= pause;
        seen = await look(pause);
      }
      return seen;
    },
    answer: (more: Partial<RunAnswers>) => {
      answers = withCertificate({ ...answers, ...more });
    },
    facts: () => facts,
    requests: () => requests,
  };
}

/** A certificate is a part of the plan, unless the answers say otherwise. */
function withCertificate(answers: RunAnswers): RunAnswers {
  return { ...answers, skipped: { certificate: false, ...answers.skipped } };
}

function follow(before: StepState, seen: Observation, now: number): StepState {
  if (seen.kind === 'waiting') {
    const isSame = before.state === 'waiting' && before.reason.kind === seen.reason.kind;
    return { state: 'waiting', since: isSame ? before.since : now, reason: seen.reason };
  }
  if (seen.kind === 'needsUser') return { state: 'needsUser', since: now, ask: seen.ask };
  return { state: 'done', since: now };
}

/** Has every node, or those at `at` alone, answer so to what `isMeant` says. */
export function answerWith(
  cloud: MemoryCloud,
  answer: Partial<EdgeAnswer>,
  isMeant: (asked: { at: string; path: string; scheme: string }) => boolean = () => true,
): void {
  const { probe } = cloud.edge;
  cloud.edge.probe = async (request, signal) => {
    const { connectTo: at, path, scheme = 'https' } = request;
    const usual = await probe(request, signal);
    if (!isMeant({ at, path, scheme })) return usual;
    const { certificate } = usual;
    const isShown = certificate && (answer.outcome ?? 'answered') === 'answered';
    return { outcome: 'answered', headers: {}, durationMs: 1, ...(isShown && { certificate }), ...answer };
  };
}

/** The question of a step, or what it saw where it asks nothing. */
export function askOf(seen: Observation) {
  return seen.kind === 'needsUser' ? seen.ask : seen;
}

/** The kinds of checks that fail in the last proof; `undefined` where there is none. */
export function failingIn(watched: ReturnType<typeof watchEdge>) {
  const { proof } = watched.facts();
  return proof.state === 'seen' ? proof.checks.filter(({ holds }) => !holds).map(({ kind }) => kind) : undefined;
}
