import { plan } from '../../support/sandboxRuns.js';
import { bringZoneBack, deny, moveZone, putRecord, type RunRow, refused, zoneOf } from './row.js';

const step = 'binding';
/** What may end with the switch is asked about after it. */
const late = 'afterSwitch';
const stops = { asks: 'bindingRefused' } as const;
const ways = ['Open OSS Console', 'Skip Binding', 'Recheck'];
/** The run has looked at what is bound by then. */
const before = 'oss.createCname';

/** The codes that stop the step that binds the domain to the bucket. */
export const bindingRows: readonly RunRow[] = [
  {
    code: 'CnameAlreadyExists',
    before,
    cause: ({ buckets }) => {
      const bound = { domain: plan.domain, lastModified: new Date(), enabled: true, isPurgeCdnCache: false };
      buckets.get('assets-singapore')!.cnames.set(plan.domain, bound);
    },
    step: late,
    stops: { asks: 'rebind' },
    buttons: ['Recheck'],
    mend: ({ buckets }) => void buckets.get('assets-singapore')!.cnames.delete(plan.domain),
  },
  {
    code: 'CnameDenied',
    before,
    cause: ({ takenNames }) => void takenNames.set(plan.domain, 'DomainExistOtherUser'),
    step: late,
    stops,
    buttons: ['Submit Ticket', ...ways],
    mend: ({ takenNames }) => void takenNames.delete(plan.domain),
  },
  {
    code: 'NoSuchCnameInRecord',
    before,
    cause: ({ icpFiled }) => icpFiled.clear(),
    step: late,
    stops,
    buttons: ['Open ICP Filing Page', ...ways],
    mend: ({ icpFiled }) => void icpFiled.add('shop-demo.com'),
  },
  {
    code: 'AccessDenied',
    cause: deny('PutCname'),
    step,
    stops,
    buttons: ['Copy Policy', ...ways],
    mend: deny(),
  },
  {
    code: 'QuotaExceeded.Record',
    cause: (state) => {
      for (let count = 0; count < 90; count++)
        putRecord(state, { id: `proof-${count}`, rr: '_dnsauth.img', type: 'TXT', value: `old-${count}` });
    },
    step,
    stops: 'failed',
    buttons: ['Open DNS Console', 'Copy Details'],
    mend: (state) => void zoneOf(state).records.delete('proof-0'),
  },
  { ...refused('PutCname', 'CnameIsForbidden', 403), step: late, stops, buttons: ways },
  { ...refused('PutCname', 'CnameIsRisk', 403), step: late, stops, buttons: ['Submit Ticket', ...ways] },
  {
    code: 'NeedVerifyDomainOwnership',
    before,
    cause: moveZone,
    step,
    stops: { asks: 'addTxt' },
    buttons: ['Recheck'],
    mend: bringZoneBack,
  },
  {
    code: 'Forbidden.RAM',
    before: 'oss.createCnameToken',
    cause: deny('AddDomainRecord'),
    step,
    stops: { asks: 'addTxt' },
    buttons: ['Recheck'],
    mend: deny(),
  },
  {
    code: 'NoNeedCreateCnameToken',
    before: 'oss.createCnameToken',
    cause: ({ buckets }) => {
      const bound = { domain: plan.domain, lastModified: new Date(), enabled: true, isPurgeCdnCache: false };
      buckets.get('site-hangzhou')!.cnames.set(plan.domain, bound);
    },
    step,
    doneByHand: step,
    stops: { waits: 'bindingUnready' },
    mend: () => undefined,
  },
];
