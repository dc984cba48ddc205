/** What may become of a call, as the control port names it; `README.md` says what each means. */
export const faultKinds = [
  'latency',
  'error',
  'html502',
  'html403',
  'resetBefore',
  'resetAfter',
  'silence',
  'silenceAfter',
  'truncated',
  'corrupt',
  'drip',
  'flood',
] as const;
