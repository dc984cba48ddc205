import { randomBytes } from 'node:crypto';
import type { AccessKey } from '../state/accessKey.js';
import type { SandboxState } from '../state/state.js';
import { type Demand, evaluate } from './policy.js';

/** What an answer tells of a denial, in the vendor's names. Source: RAM, "AccessDeniedDetail". */
export type DenialDetail = Readonly<Record<string, string>>;

/** Says how a key is denied a call, `action` being the call's own name; `undefined` when it may. */
export function findDenial(
  key: AccessKey,
  action: string,
  demand: Demand,
  state: SandboxState,
): { readonly detail?: DenialDetail } | undefined {
  const verdict = judge(key, action, demand);
  if (verdict === 'Allow') return undefined;
  if (!state.uncertain.denialDetail) return {};
  const detail = {
    AuthAction: demand.permission,
    AuthPrincipalDisplayName: key.user?.id ?? state.ownerId,
    AuthPrincipalOwnerId: state.ownerId,
    AuthPrincipalType: key.securityToken === undefined ? 'SubUser' : 'AssumedRoleUser',
    EncodedDiagnosticMessage: randomBytes(96).toString('base64'),
    NoPermissionType: verdict,
    PolicyType: 'AccountLevelIdentityBasedPolicy',
  };
  return { detail };
}

function judge(key: AccessKey, action: string, demand: Demand) {
  const product = demand.permission.split(':', 1)[0];
  const names = [action, demand.permission, `${product}:*`, '*'];
  if (key.denied.some((denied) => names.includes(denied))) return 'ImplicitDeny';
  return key.policy ? evaluate(key.policy, demand) : 'Allow';
}
