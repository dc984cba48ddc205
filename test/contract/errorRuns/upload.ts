import type { SandboxState } from '../../../sandbox/state/state.js';
import type { UserAsk } from '../../../src/core/onboarding/run/asks.js';
import type { RunAnswers } from '../../../src/core/onboarding/run/run.js';
import { bringZoneBack, deny, moveZone, putRecord, type RunRow, zoneOf } from './row.js';

const step = 'upload';
const domain = 'upload.shop-demo.com';
const bucketOf = (state: SandboxState) => state.buckets.get('site-hangzhou')!;
const close = (state: SandboxState) => {
  state.uncertain.publicEndpointForbidden = true;
};
const stops = { asks: 'bindingRefused' } as const;
const ways = ['Open OSS Console', 'Choose Another Domain…', 'Continue Without It', 'Recheck'];
const before = 'oss.createCname';

/** What a person does who takes the way out: names a domain, agrees to its record, and gives it a certificate. */
function takeWayOut(ask: UserAsk, state: SandboxState): Partial<RunAnswers> | undefined {
  if (ask.kind === 'chooseUploadDomain') return { uploadDomain: domain };
  if (ask.kind === 'approveUploadRecord') return { approvals: { uploadRecord: ask.approval } };
  if (ask.kind !== 'uploadCertificate') return undefined;
  const bound = bucketOf(state).cnames.get(domain);
  if (bound) bound.hasCertificate = true;
  return {};
}

/** Once the cause is gone, another domain is named. */
const mended = new WeakSet<SandboxState>();

/** The codes that stop the step that makes the objects of the bucket reachable. */
export const uploadRows: readonly RunRow[] = [
  {
    code: 'PublicEndpointForbidden',
    cause: close,
    step,
    stops: { asks: 'chooseUploadDomain' },
    buttons: ['Recheck'],
    mend: (state) => {
      state.uncertain.publicEndpointForbidden = false;
    },
  },
  ...[
    {
      code: 'CnameAlreadyExists',
      before,
      cause: ({ buckets }: SandboxState) => {
        const bound = { domain, lastModified: new Date(), enabled: true, isPurgeCdnCache: false };
        buckets.get('assets-singapore')!.cnames.set(domain, bound);
      },
      stops,
      buttons: ways,
      mend: ({ buckets }: SandboxState) => void buckets.get('assets-singapore')!.cnames.delete(domain),
    } as const,
    {
      code: 'CnameDenied',
      cause: ({ takenNames }: SandboxState) => void takenNames.set(domain, 'DomainExistOtherUser'),
      stops,
      buttons: ['Submit Ticket', ...ways],
      mend: ({ takenNames }: SandboxState) => void takenNames.delete(domain),
    } as const,
    {
      code: 'NoSuchCnameInRecord',
      cause: ({ icpFiled }: SandboxState) => icpFiled.clear(),
      stops,
      buttons: ['Open ICP Filing Page', ...ways],
      mend: ({ icpFiled }: SandboxState) => void icpFiled.add('shop-demo.com'),
    } as const,
    {
      code: 'AccessDenied',
      cause: deny('PutCname'),
      stops,
      buttons: ['Copy Policy', ...ways],
      mend: deny(),
    } as const,
    {
      code: 'NeedVerifyDomainOwnership',
      before,
      cause: moveZone,
      stops: { asks: 'addTxt' },
      buttons: ['Recheck'],
      mend: bringZoneBack,
    } as const,
    {
      code: 'Forbidden.RAM',
      cause: deny('AddDomainRecord'),
      stops: { asks: 'addTxt' },
      buttons: ['Recheck'],
      mend: deny(),
    } as const,
    {
      code: 'QuotaExceeded.Record',
      cause: (state: SandboxState) => {
        for (let count = 0; count < 90; count++)
          putRecord(state, { id: `proof-${count}`, rr: '_dnsauth.upload', type: 'TXT', value: `old-${count}` });
      },
      stops: 'failed',
      buttons: ['Open DNS Console', 'Copy Details'],
      mend: (state: SandboxState) => void zoneOf(state).records.delete('proof-0'),
    } as const,
  ].map((row): RunRow => ({ ...row, step, given: close, answer: takeWayOut })),
  {
    code: 'DomainRecordConflict',
    given: (state) => {
      close(state);
      // Without a proof to write, the first record written is the CNAME.
      state.uncertain.cnameSkipsToken = true;
    },
    before: 'dns.createRecord',
    cause: (state) => void putRecord(state, { id: 'new', rr: 'upload' }),
    answer: takeWayOut,
    step,
    stops: { asks: 'recordConflict' },
    buttons: ['Recheck'],
    mend: (state) => void zoneOf(state).records.delete('new'),
  },
  {
    code: 'InvalidArgument',
    given: close,
    cause: () => undefined,
    // The form refuses such a name; one that got past it is refused by OSS.
    answer: (ask, state) => {
      const name = mended.has(state) ? domain : '*.shop-demo.com';
      const names = ask.kind === 'chooseUploadDomain' || (ask.kind === 'bindingRefused' && mended.has(state));
      return names ? { uploadDomain: name } : takeWayOut(ask, state);
    },
    step,
    stops,
    buttons: ways,
    mend: (state) => void mended.add(state),
  },
];
