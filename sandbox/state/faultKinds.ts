/** The kinds of faults of the control port; `README.md` explains each. */
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
