import { randomBytes } from 'node:crypto';
import type { AccessKey } from '../state/accessKey.js';
import type { SandboxState } from '../state/state.js';
import { type Demand, evaluate } from './policy.js';

/** RAM's details of a denial, by the vendor's names. Source: RAM, "AccessDeniedDetail". */
export type DenialDetail = Readonly<Record<string, string>>;

/** Checks whether a key may make a call; `action` is the call's name. Returns the denial, or `undefined` if permitted. */
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
