/** All actions of the review's buttons. */
export const reviewActions = [
  'start',
  'back',
  'cancel',
  'changeSite',
  'changeHttps',
  'changeRedirect',
  'changeBuilds',
  'changeType',
  'changeRegion',
  'changePort',
  'openPrices',
  'openPolicy',
] as const;

/** An action of a button. */
export type ReviewAction = (typeof reviewActions)[number];
