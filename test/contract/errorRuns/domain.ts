import seed from '../../../sandbox/seed.json';
import type { AccessKey } from '../../../sandbox/state/accessKey.js';
import type { SandboxState } from '../../../sandbox/state/state.js';
import { plan } from '../../support/sandboxRuns.js';
import { type RunRow, refused, unprove } from './row.js';

const step = 'domain';
/** The run has looked at the name, the limit, the filing and the owner by then. */
const before = 'cdn.createDomain';
const site = (host: string) => ({ kind: 'site', servers: [{ host, backup: false, weight: 10 }] }) as const;
const withKey = (changes: Partial<AccessKey>) => (state: SandboxState) => {
  state.accessKeys[0] = { ...state.accessKeys[0]!, ...changes };
};
const { id = '', secret = '' } = seed.accessKeys[0] ?? {};
const wildcard = { domain: '.shop-demo.com' };

/** What AddCdnDomain refuses although all was well when the run looked. */
const comesBetween: readonly Omit<RunRow, 'before'>[] = [
  {
    code: 'DomainAlreadyExist',
    cause: ({ takenNames }) => void takenNames.set(plan.domain, 'DomainExistOtherUser'),
    step,
    stops: { asks: 'domainTaken' },
    buttons: ['Submit Ticket', 'Recheck', 'Remove Task…'],
    mend: ({ takenNames }) => void takenNames.delete(plan.domain),
  },
  {
    code: 'DomainNotRegistration',
    cause: ({ icpFiled }) => icpFiled.clear(),
    step,
    stops: { asks: 'fileIcp' },
    buttons: ['Open ICP Filing Page', 'Recheck', 'Remove Task…'],
    mend: ({ icpFiled }) => void icpFiled.add('shop-demo.com'),
  },
  {
    code: 'RecordCheckNotAvailable',
    cause: ({ icpFiled, uncertain }) => {
      uncertain.unfiledCode = 'RecordCheckNotAvailable';
      icpFiled.clear();
    },
    step,
    stops: { asks: 'fileIcp' },
    buttons: ['Open ICP Filing Page', 'Recheck', 'Remove Task…'],
    mend: ({ icpFiled }) => void icpFiled.add('shop-demo.com'),
  },
  {
    code: 'DomainOverLimit',
    cause: ({ quota }) => {
      quota.domains = 2;
    },
    step,
    stops: { asks: 'domainLimit' },
    buttons: ['Open Quota Center', 'Submit Ticket', 'Recheck'],
    mend: ({ quota }) => {
      quota.domains = 50;
    },
  },
  {
    code: 'RetErrorSourceCircle',
    plan: { origin: site('www.shop-demo.com') },
    cause: ({ cdnDomains }) => {
      const other = cdnDomains.get('static.shop-demo.com')!;
      cdnDomains.set('www.shop-demo.com', { ...other, name: 'www.shop-demo.com' });
    },
    step,
    stops: { asks: 'originLoop' },
    buttons: ['Recheck', 'Remove Task…'],
    mend: ({ cdnDomains }) => void cdnDomains.delete('www.shop-demo.com'),
  },
  {
    code: 'SourceInBlacklist',
    plan: { origin: site('www.shop-demo.com') },
    cause: ({ origins }) =>
      void origins?.set('www.shop-demo.com', { ports: [80], isBarred: true, up: true, pages: new Map() }),
    step,
    stops: 'failed',
    buttons: ['Submit Ticket', 'Copy Details'],
    mend: ({ origins }) => void origins?.delete('www.shop-demo.com'),
  },
  {
    code: 'NotInternationRealIdentity',
    cause: (state) => {
      state.account = { realName: false };
    },
    step,
    stops: 'failed',
    buttons: ['Open CDN Console', 'Copy Details'],
    mend: (state) => {
      state.account = {};
    },
  },
  {
    code: 'CdnServiceNotFound',
    cause: (state) => {
      state.cdnService = 'notOpen';
    },
    step,
    stops: 'failed',
    buttons: ['Open CDN Console', 'Copy Details'],
    mend: (state) => {
      state.cdnService = 'open';
    },
  },
  {
    code: 'OperationDenied',
    cause: (state) => {
      state.cdnService = 'locked';
    },
    step,
    stops: 'failed',
    buttons: ['Open Billing', 'Copy Details'],
    mend: (state) => {
      state.cdnService = 'open';
    },
  },
  {
    code: 'DomainOwnerVerifyFail',
    cause: unprove,
    step,
    stops: 'failed',
    buttons: ['Open DNS Console', 'Copy Details'],
    mend: () => undefined,
  },
];

/** What no check of ours finds before AddCdnDomain does. */
const foundOnlyByCdn: readonly RunRow[] = [
  {
    code: 'ExtensiveAndAllBothExist',
    plan: wildcard,
    cause: ({ cdnDomains, takenNames }) => {
      takenNames.clear();
      const other = cdnDomains.get('static.shop-demo.com')!;
      cdnDomains.set('all.shop-demo.com', { ...other, name: 'all.shop-demo.com' });
    },
    step,
    stops: 'failed',
    buttons: ['Open CDN Console', 'Copy Details'],
    mend: ({ cdnDomains }) => void cdnDomains.delete('all.shop-demo.com'),
  },
  {
    code: 'ExtensiveAndSpecificDomainConflict',
    plan: wildcard,
    cause: () => undefined,
    step,
    stops: 'failed',
    buttons: ['Submit Ticket', 'Copy Details'],
    mend: ({ takenNames }) => takenNames.clear(),
  },
  {
    code: 'Forbidden.RAM',
    cause: withKey({ denied: ['AddCdnDomain'] }),
    step,
    stops: 'failed',
    buttons: ['Copy Policy', 'Copy Details'],
    mend: withKey({ denied: [] }),
  },
  {
    code: 'InvalidAccessKeyId.NotFound',
    before,
    cause: withKey({ id: 'another' }),
    step,
    stops: 'failed',
    buttons: ['Sign In', 'Show Log'],
    mend: withKey({ id }),
  },
  {
    code: 'SignatureDoesNotMatch',
    before,
    cause: withKey({ secret: 'another' }),
    step,
    stops: 'failed',
    buttons: ['Sign In', 'Show Log'],
    mend: withKey({ secret }),
  },
];

const injected: readonly RunRow[] = [
  { ...refused('AddCdnDomain', 'RegionNoResource'), step, stops: 'failed', buttons: ['Submit Ticket', 'Copy Details'] },
  {
    ...refused('AddCdnDomain', 'CdnTypeNotSupportExtensiveDomain'),
    step,
    stops: 'failed',
    buttons: ['Copy Details', 'Show Log'],
  },
  {
    ...refused('AddCdnDomain', 'DomainInProtectedMode', 403),
    step,
    stops: 'failed',
    buttons: ['Submit Ticket', 'Copy Details'],
  },
  ...(['SystemUpgrading', 'InternalError', 'ServiceUnavailable', 'Throttling', 'Throttling.User'] as const).map(
    (code): RunRow => ({
      ...refused('AddCdnDomain', code, 503),
      step,
      stops: 'failed',
      buttons: ['Copy Details', 'Show Log'],
    }),
  ),
];

/** The codes that stop the step that adds the accelerated domain. */
export const domainRows: readonly RunRow[] = [
  ...comesBetween.map((row) => ({ ...row, before }) as const),
  ...foundOnlyByCdn,
  ...injected,
];
