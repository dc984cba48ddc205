import type { UncertainName } from '../../sandbox/state/uncertain.js';

/** The sandbox's switches that concern only free certificates. The tests of that topic cover them. */
export const freeCertificateSwitches: readonly UncertainName[] = [
  'validationType',
  'validationKeyWhole',
  'applicationOutcome',
  'applicationLag',
  'validationLag',
  'issueTakes',
  'instancesInOrderList',
];

/** The sandbox's switches that concern only the delivery and the certificate of a domain. The tests of these topics cover them. */
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
