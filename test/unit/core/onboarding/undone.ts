import { expect } from 'vitest';
import type { OnboardingStepId, StepId } from '../../../../src/core/onboarding/run/run.js';
import type { CdnConfig } from '../../../../src/core/ports/cdn.js';
import { siteSource } from '../../../support/siteSources.js';
import {
  addConfig,
  bindByHand,
  cname,
  dropConfig,
  dropDomain,
  dropRecord,
  setDomain,
  site,
  turnRecord,
} from './hands.js';
import { oldRecord, plan, type remains, type World } from './world.js';

/** What a person undoes by hand, and what the run makes of it. */
export interface Undone {
  readonly what: string;
  act(world: World): unknown;
  /** The step that notices, and how it then stands; `redone` when the run does it again without a question. */
  readonly seen: readonly [StepId, object] | 'redone';
  /** What is left in the end where it is not what the run had made. */
  readonly end?: Partial<ReturnType<typeof remains>>;
  /** The user takes it back; without this the run's questions are answered instead. */
  back?(world: World): unknown;
}

const uploadDomain = 'upload.example.com';
/** A setting is deleted, which the run leaves so, and is made again as it was. */
function takesAway(what: string, step: StepId, functionName: string): Undone {
  let was: readonly CdnConfig[] = [];
  return {
    what: `${what}, which is left so`,
    act: (world) => {
      was = (world.cloud.state.configs.get(plan.domain) ?? []).filter((each) => each.functionName === functionName);
      dropConfig(world, functionName);
    },
    seen: [step, { state: 'done', skipped: true, note: 'changedSince' }],
    back: (world) => was.forEach(({ args }) => void addConfig(world, functionName, args)),
  };
}

const asks = (kind: string) => ({ state: 'needsUser', ask: { kind } });

/** For each step, what a person undoes once it is done: while the run waits at a later one, and after the finish. */
export const undone: Readonly<Record<OnboardingStepId, readonly Undone[] | string>> = {
  service: [
    {
      what: 'leaves a debt unpaid',
      act: ({ cloud }) => (cloud.state.service = 'locked'),
      seen: ['service', asks('settleDebt')],
      back: ({ cloud }) => (cloud.state.service = 'open'),
    },
  ],
  upload: [
    {
      what: 'unbinds the domain for uploads',
      act: (world) => site(world).cnames.delete(uploadDomain),
      seen: ['upload', { state: 'needsUser', ask: { kind: 'bindAgain', purpose: 'uploadBinding' } }],
    },
    {
      what: 'deletes the record for uploads',
      act: (world) => dropRecord(world, 'upload'),
      seen: ['upload', asks('approveUploadRecord')],
    },
    {
      what: 'pauses the record for uploads',
      act: (world) => turnRecord(world, 'upload', 'CNAME', false),
      seen: ['upload', asks('recordPaused')],
    },
  ],
  name: [
    {
      what: 'changes the origin',
      act: (world) => setDomain(world, { sources: [{ ...siteSource, content: 'other.example.net' }] }),
      seen: ['name', { state: 'needsUser', ask: { kind: 'otherOrigin', origins: ['other.example.net'] } }],
      back: (world) => setDomain(world, { sources: [siteSource] }),
    },
  ],
  ownership: [
    {
      what: 'takes the proof away and deletes the domain: of one that is there CDN asks no proof',
      act: (world) => {
        world.cloud.state.verifiedRoots.clear();
        dropDomain(world);
      },
      seen: ['name', asks('recreateDomain')],
    },
  ],
  domain: [
    { what: 'deletes the domain', act: dropDomain, seen: ['name', asks('recreateDomain')] },
    {
      what: 'deletes the domain, and adds it again by hand',
      act: dropDomain,
      seen: ['name', asks('recreateDomain')],

      back: (world) => setDomain(world, {}),
    },
  ],
  online: [
    {
      what: 'disables the domain',
      act: (world) => setDomain(world, { status: 'offline' }),
      seen: ['online', asks('domainOffline')],
      back: (world) => setDomain(world, { status: 'online' }),
    },
  ],
  cname: [
    {
      what: 'changes the domain so that CDN takes its CNAME away',
      act: ({ cloud: { state } }) => {
        const { cname: _cname, ...rest } = state.domains.get(plan.domain) ?? { name: '' };
        state.domains.set(plan.domain, rest as never);
      },
      seen: ['cname', { state: 'waiting', reason: { kind: 'cnameUnassigned' } }],
      back: (world) => setDomain(world, { cname }),
    },
  ],
  privateOrigin: [
    {
      what: 'turns private bucket access off',
      act: (world) => dropConfig(world, 'l2_oss_key'),
      seen: ['privateOrigin', asks('privateBucket')],
    },
  ],
  edge: [
    {
      what: 'changes settings so that the edge finds nothing',
      act: ({ cloud }) => {
        cloud.state.edgeAnswer = () => ({ outcome: 'answered', status: 404, headers: {}, durationMs: 1 });
      },
      seen: ['edge', { state: 'needsUser', ask: { kind: 'edgeDiffers', status: 404 } }],
      back: ({ cloud }) => {
        cloud.state.edgeAnswer = undefined;
      },
    },
  ],
  record: [
    { what: 'deletes the record', act: (world) => dropRecord(world, 'img'), seen: ['record', asks('approveRecord')] },
    {
      what: 'pauses the record',
      act: (world) => turnRecord(world, 'img', 'CNAME', false),
      seen: ['record', asks('recordPaused')],
    },
    {
      what: 'takes the switch back',
      act: ({ cloud: { state } }) => {
        const at = state.records.findIndex(({ rr, type }) => rr === 'img' && type === 'CNAME');
        state.records[at] = oldRecord;
      },
      seen: ['record', { state: 'needsUser', ask: { kind: 'recordConflict', approval: expect.any(String) } }],
    },
  ],
  resolved: [
    {
      what: 'has another name server answer for the name',
      act: ({ cloud }) => {
        const stale = { name: plan.domain, type: 'A', ttl: 60, data: '192.0.2.9' };
        cloud.state.dnsAnswers.set('192.0.2.1:53', (_name, type) => ({
          server: '192.0.2.1:53',
          outcome: type === 'CNAME' ? 'answer' : 'noData',
          records: type === 'CNAME' ? [stale] : [],
          transport: 'udp',
          at: 0,
          durationMs: 1,
        }));
      },
      seen: ['resolved', { state: 'waiting', reason: { kind: 'propagating', seen: 1, asked: 2 } }],
      back: ({ cloud }) => cloud.state.dnsAnswers.clear(),
    },
  ],
  binding: [
    {
      what: 'unbinds the domain',
      act: (world) => site(world).cnames.delete(plan.domain),
      seen: ['binding', { state: 'needsUser', ask: { kind: 'bindAgain', purpose: 'binding' } }],
    },
    {
      what: 'unbinds the domain and takes the origin host away',
      act: (world) => {
        site(world).cnames.delete(plan.domain);
        dropConfig(world, 'set_req_host_header');
      },
      seen: ['binding', asks('bindAgain')],
    },
    {
      what: 'unbinds the domain, and binds it again by hand',
      act: (world) => site(world).cnames.delete(plan.domain),
      seen: ['binding', asks('bindAgain')],
      back: (world) => bindByHand(world, plan.domain, true),
    },
  ],
  originHost: [
    {
      what: 'deletes the origin host',
      act: (world) => dropConfig(world, 'set_req_host_header'),
      seen: ['originHost', asks('setHost')],
    },
    {
      what: 'sets another origin host',
      act: (world) => {
        dropConfig(world, 'set_req_host_header');
        addConfig(world, 'set_req_host_header', { domain_name: 'other.example.net' });
      },
      seen: ['originHost', { state: 'needsUser', ask: { kind: 'setHost', host: 'other.example.net' } }],
    },
  ],
  publish: 'what was published is followed by saves',
  addresses: [takesAway('deletes the rule for the bare domain', 'addresses', 'host_redirect')],
  notFound: [takesAway('deletes the page for what is missing', 'notFound', 'error_page')],
  caching: [takesAway('deletes the rule of the cache', 'caching', 'path_based_ttl_set')],
  transfer: [takesAway('turns compression off', 'transfer', 'gzip')],
  dropCopies: 'a refresh cannot be undone',
  certificate: [
    {
      what: 'takes the certificate away',
      act: ({ cloud: { state } }) => state.given.delete(plan.domain),
      seen: ['certificate', asks('replaceCertificate')],
    },
  ],
  protocols: [takesAway('turns HTTP/2 off', 'protocols', 'https_option')],
  afterSwitch: 'nothing is put off',
  redirect: [
    {
      what: 'deletes the redirect',
      act: (world) => dropConfig(world, 'https_force'),
      seen: ['redirect', asks('offerRedirect')],
    },
  ],
  autoUpdate: [
    {
      what: 'turns it off',
      act: (world) => bindByHand(world, plan.domain, false),
      seen: ['autoUpdate', asks('turnOnAutoUpdate')],
    },
  ],
  mapping: [{ what: 'deletes the mapping', act: ({ mappings }) => mappings.clear(), seen: 'redone' }],
};

/** The question at which a run waits while a step before it is undone: only the user can answer it. */
export const waitsAt: Readonly<Record<OnboardingStepId, 'turnOnAutoUpdate' | { readonly none: string }>> = {
  service: 'turnOnAutoUpdate',
  upload: 'turnOnAutoUpdate',
  name: 'turnOnAutoUpdate',
  ownership: 'turnOnAutoUpdate',
  domain: 'turnOnAutoUpdate',
  online: 'turnOnAutoUpdate',
  cname: 'turnOnAutoUpdate',
  privateOrigin: 'turnOnAutoUpdate',
  edge: 'turnOnAutoUpdate',
  record: 'turnOnAutoUpdate',
  resolved: 'turnOnAutoUpdate',
  binding: 'turnOnAutoUpdate',
  originHost: 'turnOnAutoUpdate',
  mapping: 'turnOnAutoUpdate',
  publish: 'turnOnAutoUpdate',
  addresses: 'turnOnAutoUpdate',
  notFound: 'turnOnAutoUpdate',
  caching: 'turnOnAutoUpdate',
  transfer: 'turnOnAutoUpdate',
  dropCopies: 'turnOnAutoUpdate',
  certificate: 'turnOnAutoUpdate',
  protocols: 'turnOnAutoUpdate',
  afterSwitch: 'turnOnAutoUpdate',
  redirect: 'turnOnAutoUpdate',
  autoUpdate: { none: 'it is the last step' },
};
