import type { SandboxState, StoredCdnDomain } from '../../../sandbox/state.js';
import { plan } from '../../support/sandboxRuns.js';
import { bringZoneBack, domainOf, moveZone, type RunRow, unprove } from './row.js';

const step = 'originHost';
const status = (now: string) => (state: SandboxState) => {
  domainOf(state).status = now;
};
const deleted = new Map<SandboxState, StoredCdnDomain>();

/** The codes that stop the proof of ownership, and what is set on the domain once it is online. */
export const settingRows: readonly RunRow[] = [
  {
    code: 'DomainOwnerVerifyFail',
    cause: (state) => {
      unprove(state);
      moveZone(state);
    },
    step: 'ownership',
    stops: { asks: 'addTxt' },
    buttons: ['Recheck'],
    mend: bringZoneBack,
    // The next step takes the proof away again.
    until: 'domain',
  },
  {
    code: 'ServiceBusy',
    before: 'cdn.setConfig',
    cause: status('configuring'),
    step,
    stops: { waits: 'busy' },
    mend: status('online'),
  },
  {
    code: 'InvalidDomain.Configure_failed',
    before: 'cdn.setConfig',
    cause: status('configure_failed'),
    step,
    stops: 'failed',
    buttons: ['Open CDN Console', 'Submit Ticket', 'Copy Details'],
    mend: status('online'),
  },
  {
    code: 'InvalidDomain.NotFound',
    before: 'cdn.setConfig',
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
    before: 'cdn.refresh',
    cause: status('offline'),
    step,
    stops: 'failed',
    buttons: ['Open CDN Console', 'Copy Details'],
    mend: status('online'),
  },
  {
    code: 'QuotaExceeded.Refresh',
    before: 'cdn.refresh',
    cause: ({ quota, used }) => {
      used.dirs = quota.dirs;
    },
    step,
    stops: 'goesOn',
    mend: () => undefined,
  },
];
