import { bringZoneBack, deny, moveZone, putRecord, type RunRow, unprove, zoneOf } from './row.js';

/** The root domain is not proven; the step behind this one takes the proof away again. */
const base = { given: unprove, step: 'ownership', until: 'domain' } as const;
const dns = ['Open DNS Console', 'Copy Details'];

/** The codes that stop the proof of the root domain. */
export const ownershipRows: readonly RunRow[] = [
  {
    code: 'DomainOwnerVerifyFail',
    cause: moveZone,
    stops: { asks: 'addTxt' },
    buttons: ['Recheck'],
    mend: bringZoneBack,
    ...base,
  },
  {
    code: 'DomainRecordConflict',
    cause: (state) => void putRecord(state, { id: 'alias', rr: 'verification', type: 'CNAME', value: 'a.example.net' }),
    stops: 'failed',
    buttons: dns,
    mend: (state) => void zoneOf(state).records.delete('alias'),
    ...base,
  },
  {
    code: 'Forbidden.RAM',
    cause: deny('AddDomainRecord'),
    stops: { asks: 'addTxt' },
    buttons: ['Recheck'],
    mend: deny(),
    ...base,
  },
  {
    code: 'QuotaExceeded.Record',
    cause: (state) => {
      for (let count = 0; count < 90; count++)
        putRecord(state, { id: `proof-${count}`, rr: 'verification', type: 'TXT', value: `old-${count}` });
    },
    stops: 'failed',
    buttons: dns,
    mend: (state) => void zoneOf(state).records.delete('proof-0'),
    ...base,
  },
];
