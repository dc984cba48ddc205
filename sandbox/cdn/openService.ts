import { type RpcAction, required } from '../rpc.js';
import { RpcError } from '../rpcError.js';

/** OpenCdnService: once for an account, which needs real-name verification and a balance. */
export const openCdnService: RpcAction = (params, state) => {
  if (!['PayByTraffic', 'PayByBandwidth'].includes(required(params, 'InternetChargeType'))) {
    const message = 'The specified InternetChargeType is not supported.';
    throw new RpcError('InvalidInternetChargeType.ValueNotSupported', 400, message);
  }
  if (state.cdnService === 'open') {
    throw new RpcError('CdnService.HasOpened', 400, 'The CDN service has been activated.');
  }
  if (state.account?.realName === false) {
    throw new RpcError('NoRealNameAuthentication', 400, 'The account has not passed real-name authentication.');
  }
  if (state.cdnService === 'locked' || state.account?.funded === false) {
    throw new RpcError('InsufficientBalance', 400, 'The balance of the account is insufficient.');
  }
  state.cdnService = 'open';
  return {};
};
