import type { RpcAction } from '../rpc.js';
import { RpcError } from '../rpcError.js';
import { settle } from '../state/settle.js';
import type { SandboxState } from '../state/state.js';

/** Wraps a reading operation: the service must be activated. */
export function reading(action: RpcAction): RpcAction {
  return (params, state, caller) => {
    requireOpen(state);
    settle(state);
    return action(params, state, caller);
  };
}

/** Wraps a changing operation: the service must be activated and not in arrears. */
export function writing(action: RpcAction): RpcAction {
  return reading((params, state, caller) => {
    if (state.cdnService === 'locked') {
      throw new RpcError('OperationDenied', 403, 'Your account does not open CDN service or is overdue.');
    }
    return action(params, state, caller);
  });
}

/** DescribeCdnService. */
export const describeCdnService = reading((_params, state) => {
  const locks = state.cdnService === 'locked' ? [{ LockReason: 'financial' }] : [];
  return {
    InstanceId: state.ownerId,
    InternetChargeType: 'PayByTraffic',
    ChangingChargeType: 'PayByTraffic',
    OpeningTime: '2024-03-01T08:00:00Z',
    ChangingAffectTime: '',
    OperationLocks: { LockReason: locks },
  };
});

function requireOpen(state: SandboxState): void {
  if (state.cdnService !== 'notOpen') return;
  throw new RpcError(String(state.uncertain.serviceAbsentCode), 403, 'You have not activated the CDN service yet.');
}
