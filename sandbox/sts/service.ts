import { createRpcService, type RpcAction } from '../rpc.js';
import type { Service } from '../state/state.js';

/** Whose key it is: the account itself, a RAM user of it, or a role that was assumed. Source: STS, "GetCallerIdentity". */
const getCallerIdentity: RpcAction = (_params, { ownerId: AccountId }, { user, securityToken }) => {
  const arn = (rest: string) => `acs:ram::${AccountId}:${rest}`;
  if (!user) return { AccountId, IdentityType: 'Account', Arn: arn('root'), PrincipalId: AccountId, UserId: AccountId };
  if (securityToken === undefined)
    return { AccountId, IdentityType: 'RAMUser', Arn: arn(`user/${user.name}`), PrincipalId: user.id, UserId: user.id };
  const [, session] = user.name.split('/');
  const role = { RoleId: user.id, PrincipalId: `${user.id}:${session}` };
  return { AccountId, IdentityType: 'AssumedRoleUser', Arn: arn(`assumed-role/${user.name}`), ...role };
};

/** The Security Token Service, version 2015-04-01; its one call here needs no permission. */
export const stsService: Service = createRpcService({
  name: 'sts',
  product: 'Sts',
  host: 'sts.aliyuncs.com',
  version: '2015-04-01',
  actions: new Map([['GetCallerIdentity', getCallerIdentity]]),
  free: ['GetCallerIdentity'],
});
