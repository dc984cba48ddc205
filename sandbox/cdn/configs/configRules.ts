import { findDenial } from '../../ram/authorize.js';
import { RpcError } from '../../rpcError.js';
import type { AccessKey } from '../../state/accessKey.js';
import type { SandboxState, StoredCdnDomain } from '../../state/state.js';
import type { StoredCdnConfig } from '../../state/storedConfig.js';
import { isOn } from '../../state/uncertain.js';
import { isRepeatable, rivalsOf, type WantedFunction } from './functions.js';

/** Throws the vendor's error for a setting that conflicts with the present ones. */
export function requireSettable(
  state: SandboxState,
  present: readonly StoredCdnConfig[],
  wanted: WantedFunction,
): void {
  requireOwnDuty(wanted.functionName);
  requireRole(state, wanted);
  requireTtl(state, wanted);
  requireId(state, present, wanted);
  if (wanted.configId !== undefined) requireConfig(present, wanted.configId);
  const rivals = rivalsOf(wanted.functionName);
  // A rival conflicts even when it is switched off.
  const rival = present.find(({ functionName }) => rivals.includes(functionName));
  if (rival) throw new RpcError('FunctionMutex', 400, `The function conflicts with ${rival.functionName}.`);
}

/** The dependent permission in the table of BatchSetCdnDomainConfig. */
export function requireLinkedRole(caller: AccessKey, state: SandboxState): void {
  if (!isOn(state.uncertain, 'settingsNeedRole')) return;
  const action = 'CreateServiceLinkedRole';
  const demand = { permission: `ram:${action}`, resource: `acs:ram:*:${state.ownerId}:role/*` };
  if (!findDenial(caller, action, demand, state)) return;
  const message = 'The current user does not have permission to create servicelinkedrole.';
  throw new RpcError('NoPermission.SLR', 400, message);
}

/** Functions of this sandbox that a Global Resource Plan lacks. Source: Alibaba Cloud CDN, "Configure a Global Resource Plan". */
const outsidePlan: readonly string[] = [
  'set_resp_header',
  'error_page',
  'host_redirect',
  'self_defined_cachekey',
  'filetype_force_ttl_code',
  'path_force_ttl_code',
  'default_ttl_code',
  'http_force',
  'https_tls_version',
  'HSTS',
  'referer_white_list_set',
  'referer_black_list_set',
  'aliauth',
  'ip_black_list_set',
  'ip_allow_list_set',
  'ali_ua',
  'tesla',
  'gzip',
  'brotli',
  'set_hashkey_args',
  'ali_remove_args',
  'range',
  'limit_rate',
  'condition',
];

/** Refuses functions that a domain does not support: outbound response headers of a wildcard, and those that its resource plan lacks. */
export function requireOffered({ name, ofResourcePlan }: StoredCdnDomain, { functionName }: WantedFunction): void {
  const isOfWildcard = functionName === 'set_resp_header' && name.startsWith('.');
  if (!isOfWildcard && !(ofResourcePlan && outsidePlan.includes(functionName))) return;
  throw new RpcError('InvalidFunction.NotSupported', 400, 'The domain is not supported to set the function.');
}

/** Refuses changes of `oss_auth`, which CDN manages. */
export function requireOwnDuty(functionName: string): void {
  if (functionName !== 'oss_auth') return;
  throw new RpcError('IllegalOperation', 403, 'This function is maintained by CDN.');
}

/** Finds the config of this id, or throws ConfigNotFound. */
export function requireConfig(present: readonly StoredCdnConfig[], id: string): StoredCdnConfig {
  const found = present.find((config) => config.id === id);
  if (found) return found;
  throw new RpcError('ConfigNotFound', 404, 'The specified config does not exist.');
}

/** CDN reads private buckets by a role that the console creates. */
function requireRole(state: SandboxState, { functionName, args }: WantedFunction): void {
  const needsRole = functionName === 'l2_oss_key' && args.private_oss_auth === 'on';
  if (!needsRole || state.account?.cdnRole !== false || !isOn(state.uncertain, 'roleChecked')) return;
  throw new RpcError('EntityNotExist.Role', 400, 'The role does not exist.');
}

function requireTtl(state: SandboxState, { functionName, args }: WantedFunction): void {
  if (!functionName.endsWith('_based_ttl_set') || Number(args.ttl) > 0 || isOn(state.uncertain, 'ttlZero')) return;
  throw new RpcError('InvalidArgValue.Malformed', 400, 'The specified ArgValue is invalid.');
}

function requireId(
  state: SandboxState,
  present: readonly StoredCdnConfig[],
  { functionName, configId }: WantedFunction,
): void {
  if (configId !== undefined || isRepeatable(functionName) || !isOn(state.uncertain, 'configNeedsId')) return;
  const others = present.filter(({ parentId }) => parentId === undefined);
  if (!others.some((config) => config.functionName === functionName)) return;
  throw new RpcError('ConfigDuplicate', 400, 'The function has been configured.');
}
