import { configsOf } from '../../../sandbox/cdn/configs/configs.js';
import type { SandboxState, StoredCdnDomain } from '../../../sandbox/state/state.js';
import type { UserAsk } from '../../../src/core/onboarding/run/asks.js';
import { plan } from '../../support/sandboxRuns.js';
import { addDomainByHand, deny, domainOf, type RunRow } from './row.js';

const step = 'originHost';
/** CDN has to be let into a private bucket before anything else is set. */
const letIn = {
  given: ({ buckets }: SandboxState) => {
    buckets.get('site-hangzhou')!.acl = 'private';
  },
  answer: (ask: UserAsk) => (ask.kind === 'privateBucket' ? { approvals: { privateOrigin: ask.approval } } : undefined),
  step: 'privateOrigin',
  before: 'cdn.setConfigs',
} as const;
const status = (now: string) => (state: SandboxState) => {
  domainOf(state).status = now;
};
const deleted = new Map<SandboxState, StoredCdnDomain>();

/** The codes that stop what is set on the domain once it is online. */
export const settingRows: readonly RunRow[] = [
  { code: 'ServiceBusy', cause: status('configuring'), stops: { waits: 'busy' }, mend: status('online'), ...letIn },
  {
    code: 'InvalidDomain.Configure_failed',
    cause: status('configure_failed'),
    stops: 'failed',
    buttons: ['Open CDN Console', 'Submit Ticket', 'Copy Details'],
    mend: status('online'),
    ...letIn,
  },
  {
    // The same setting is made in the console meanwhile.
    code: 'ConfigDuplicate',
    cause: (state) => {
      const domain = domainOf(state);
      const made = {
        id: '77',
        functionName: 'l2_oss_key',
        args: { private_oss_auth: 'on' },
        readyAt: 0,
        failed: false,
      };
      domain.configs = [...configsOf(state, domain), made];
    },
    stops: 'continues',
    mend: () => undefined,
    ...letIn,
  },
  {
    code: 'Forbidden.RAM',
    cause: deny('BatchSetCdnDomainConfig'),
    stops: 'failed',
    buttons: ['Copy Policy', 'Copy Details'],
    mend: deny(),
    ...letIn,
  },
  {
    code: 'ServiceBusy',
    before: 'cdn.setConfigs',
    cause: status('configuring'),
    step,
    stops: { waits: 'busy' },
    mend: status('online'),
  },
  {
    code: 'InvalidDomain.Configure_failed',
    before: 'cdn.setConfigs',
    cause: status('configure_failed'),
    step,
    stops: 'failed',
    buttons: ['Open CDN Console', 'Submit Ticket', 'Copy Details'],
    mend: status('online'),
  },
  {
    code: 'InvalidDomain.NotFound',
    before: 'cdn.setConfigs',
    cause: (state) => {
      deleted.set(state, domainOf(state));
      state.cdnDomains.delete(plan.domain);
    },
    step,
    stops: 'failed',
    buttons: ['Copy Details', 'Show Log'],
    mend: (state) => void state.cdnDomains.set(plan.domain, deleted.get(state)!),
  },
  {
    code: 'InvalidDomain.Offline',
    given: addDomainByHand,
    doneByHand: 'domain',
    before: 'cdn.refresh',
    cause: status('offline'),
    step,
    stops: 'failed',
    buttons: ['Open CDN Console', 'Copy Details'],
    mend: status('online'),
  },
  {
    code: 'QuotaExceeded.Refresh',
    given: addDomainByHand,
    doneByHand: 'domain',
    before: 'cdn.refresh',
    cause: ({ quota, used }) => {
      used.dirs = quota.dirs;
    },
    step,
    stops: 'continues',
    mend: () => undefined,
  },
];
