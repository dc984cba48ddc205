import type { UncertainName } from '../../sandbox/state/uncertain.js';

/** Switches that are about free certificates alone, whose tests turn them. */
export const freeCertificateSwitches: readonly UncertainName[] = [
  'validationType',
  'validationKeyWhole',
  'applicationOutcome',
  'applicationLag',
  'validationLag',
  'issueTakes',
  'instancesInOrderList',
];

/** Switches that are about the delivery of a domain and its certificate alone, whose tests turn them. */
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
