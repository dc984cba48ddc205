/** Everything that a button of the review can ask for. */
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

/** What a button of the review asks for. */
export type ReviewAction = (typeof reviewActions)[number];
