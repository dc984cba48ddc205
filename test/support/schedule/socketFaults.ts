import type { Fault } from './steps.js';

const faultyActions = {
  oss: ['PutObject', 'PutObject', 'HeadObject', 'HeadObject', 'DeleteObject', 'GetObjectAcl', 'UploadPart'],
  cdn: ['RefreshObjectCaches', 'RefreshObjectCaches', 'DescribeRefreshTaskById', 'DescribeRefreshQuota'],
} as const;

/** Converts a fault for the sandbox; a random number decides the action. */
export function toSandboxFault({ port, kind, when, count, of }: Fault, random: () => number) {
  const actions = kind === 'wrongCrc' ? ['PutObject'] : faultyActions[port];
  const action = of ?? actions[Math.floor(random() * actions.length)] ?? '*';
  const after = when === 'after';
  const kinds = {
    throttled: { kind: 'error', ...throttled[port] },
    serverError: { kind: 'error', code: 'InternalError', status: 500 },
    html502: { kind: 'html502' },
    reset: { kind: after ? 'resetAfter' : 'resetBefore' },
    truncated: { kind: 'truncated' },
    silence: { kind: after ? 'silenceAfter' : 'silence' },
    wrongCrc: { kind: 'corrupt' },
  } as const;
  // A call is tried three times before it fails. Silence is waited for.
  return { id: `${kind} ${action}`, action, count: kind === 'silence' ? 1 : count * 2, ...kinds[kind] };
}

const throttled = {
  oss: { code: 'QpsLimitExceeded', status: 503 },
  cdn: { code: 'Throttling.User', status: 400 },
} as const;
