import type { SandboxState } from '../../../sandbox/state/state.js';
import type { UserAsk } from '../../../src/core/onboarding/run/asks.js';
import type { RunAnswers } from '../../../src/core/onboarding/run/run.js';
import { plan } from '../../support/sandboxRuns.js';
import { bindByHand, bringZoneBack, deny, moveZone, putRecord, type RunRow, refused, zoneOf } from './row.js';

const step = 'record';
/** The run has looked at the records by then, and the user has approved. */
const before = 'dns.createRecord';
const dns = ['Open DNS Console', 'Copy Details'];
const bar = (barred: 'forbidden' | 'blackHole' | 'dnsChange') => (state: SandboxState) => {
  zoneOf(state).barred = barred;
};
const unbar = (state: SandboxState) => {
  delete zoneOf(state).barred;
};
/** Approves the switch, after something was done behind it. */
const switchAfter =
  (meanwhile: (state: SandboxState) => void) =>
  (ask: UserAsk, state: SandboxState): Partial<RunAnswers> | undefined => {
    if (ask.kind !== 'recordConflict' || ask.approval === undefined) return undefined;
    meanwhile(state);
    return { approvals: { switch: ask.approval } };
  };

/** The codes that stop the step that writes the CNAME record. */
export const recordRows: readonly RunRow[] = rows().map((row) => ({
  ...row,
  // Its proof is another record, which is no part of these.
  doneByHand: 'binding',
  given: (state) => {
    bindByHand(state);
    row.given?.(state);
  },
}));

function rows(): readonly RunRow[] {
  return [
    {
      code: 'DomainForbidden',
      cause: bar('forbidden'),
      step,
      stops: 'failed',
      buttons: ['Open DNS Console', 'Submit Ticket', 'Copy Details'],
      mend: unbar,
    },
    { code: 'RecordForbidden.BlackHole', cause: bar('blackHole'), step, stops: 'failed', buttons: dns, mend: unbar },
    { code: 'RecordForbidden.DNSChange', cause: bar('dnsChange'), step, stops: 'failed', buttons: dns, mend: unbar },
    {
      code: 'QuotaExceeded.TTL',
      before,
      cause: (state) => {
        const zone = zoneOf(state);
        state.zones.set(zone.name, { ...zone, minTtl: 1200 });
      },
      step,
      stops: 'failed',
      buttons: dns,
      mend: (state) => {
        const zone = zoneOf(state);
        state.zones.set(zone.name, { ...zone, minTtl: 600 });
      },
    },
    {
      code: 'LastOperationNotFinished',
      cause: (state) => {
        state.uncertain.recordWriteTakes = 86_400;
        zoneOf(state).writtenAt = Date.now();
      },
      step,
      stops: 'failed',
      buttons: ['Copy Details', 'Show Log'],
      mend: (state) => {
        state.uncertain.recordWriteTakes = 0;
      },
    },
    {
      code: 'DomainRecordLocked',
      cause: (state) => void putRecord(state, { id: 'old' }),
      answer: switchAfter((state) => void putRecord(state, { id: 'old', locked: true })),
      step,
      stops: 'failed',
      buttons: dns,
      mend: (state) => void putRecord(state, { id: 'old' }),
    },
    {
      code: 'DomainRecordConflict',
      before,
      cause: (state) => void putRecord(state, { id: 'new' }),
      step,
      stops: { asks: 'recordConflict' },
      buttons: ['Recheck'],
      mend: (state) => void zoneOf(state).records.delete('new'),
    },
    {
      code: 'DomainRecordDuplicate',
      before,
      cause: (state) => void putRecord(state, { id: 'same', type: 'CNAME', value: `${plan.domain}.w.kunlunsl.com` }),
      step,
      stops: 'continues',
      mend: () => undefined,
    },
    {
      code: 'DomainRecordNotBelongToUser',
      given: (state) => void putRecord(state, { id: 'old' }),
      before: 'dns.updateRecord',
      cause: (state) => void zoneOf(state).records.delete('old'),
      answer: switchAfter(() => undefined),
      step,
      stops: 'failed',
      buttons: ['Copy Details', 'Show Log'],
      mend: () => undefined,
    },
    {
      code: 'InvalidDomainName.NoExist',
      before,
      cause: (state) => {
        moveZone(state);
        state.takenNames.clear();
      },
      step,
      stops: 'failed',
      buttons: ['Copy Details', 'Show Log'],
      mend: bringZoneBack,
    },
    {
      code: 'IncorrectDomainUser',
      before,
      // The seed has a name of the zone in another account.
      cause: moveZone,
      step,
      stops: 'failed',
      buttons: ['Copy Details', 'Show Log'],
      mend: bringZoneBack,
    },
    {
      code: 'Forbidden.RAM',
      cause: deny('AddDomainRecord'),
      step,
      stops: { asks: 'addRecordElsewhere' },
      buttons: ['Recheck'],
      mend: deny(),
    },
    {
      ...refused('AddDomainRecord', 'InvalidRR.NoExist'),
      step,
      stops: 'failed',
      buttons: ['Copy Details', 'Show Log'],
    },
  ];
}
