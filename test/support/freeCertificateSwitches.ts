import type { UncertainName } from '../../sandbox/state/uncertain.js';

/** Switches that are about free certificates alone, whose tests turn them. */
export const freeCertificateSwitches: readonly UncertainName[] = [
  'validationType',
  'validationKeyWhole',
  'applicationOutcome',
  'applicationLag',
  'issueTakes',
  'instancesInOrderList',
];
