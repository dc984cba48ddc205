import { createRpcService, type RpcAction } from '../rpc.js';
import type { Service } from '../state/state.js';

/** The owner of the key: the account, a RAM user, or an assumed role. Source: STS, "GetCallerIdentity". */
const getCallerIdentity: RpcAction = (_params, { ownerId: AccountId }, { user, securityToken }) => {
  const arn = (rest: string) => `acs:ram::${AccountId}:${rest}`;
  if (!user) return { AccountId, IdentityType: 'Account', Arn: arn('root'), PrincipalId: AccountId, UserId: AccountId };
  if (securityToken === undefined)
    return { AccountId, IdentityType: 'RAMUser', Arn: arn(`user/${user.name}`), PrincipalId: user.id, UserId: user.id };
  const [, session] = user.name.split('/');
  const role = { RoleId: user.id, PrincipalId: `${user.id}:${session}` };
  return { AccountId, IdentityType: 'AssumedRoleUser', Arn: arn(`assumed-role/${user.name}`), ...role };
};

/** The Security Token Service, version 2015-04-01. Its one call here needs no permission. */
export const stsService: Service = createRpcService({
  name: 'sts',
  product: 'Sts',
  host: 'sts.aliyuncs.com',
  version: '2015-04-01',
  actions: new Map([['GetCallerIdentity', getCallerIdentity]]),
  free: ['GetCallerIdentity'],
});
