import type { UncertainName } from '../../sandbox/state/uncertain.js';

/** Switches about free certificates only, covered by those tests. */
export const freeCertificateSwitches: readonly UncertainName[] = [
  'validationType',
  'validationKeyWhole',
  'applicationOutcome',
  'applicationLag',
  'validationLag',
  'issueTakes',
  'instancesInOrderList',
];

/** Switches about a domain's delivery and certificate only, covered by those tests. */
export const deliverySwitches: readonly UncertainName[] = [
  'ecKeys',
  'certificateDenial',
  'lastTime',
  'certificateSite',
  'certificateRights',
  'ttlZero',
  'originControlLists',
  'websiteAtOwnHost',
  'corsRules',
  'stagingStatus',
  'settingsNeedRole',
];
