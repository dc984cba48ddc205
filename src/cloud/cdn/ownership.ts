import { AppError, isAppError, isErrorOf } from '../../core/errors.js';
import { lookUp } from '../../core/lookUp.js';
import type { NameHolder } from '../../core/ports/cdn.js';
import { type CdnApi, readServiceState } from './api.js';

/** By the status of CheckCdnDomainExist and by the errors it may answer in its place; statuses not listed name further products. */
const holders: Readonly<Record<string, NameHolder>> = {
  DomainNotExist: 'free',
  DomainExistCdnProduct: 'thisAccount',
  DomainExistDcdnProduct: 'dcdn',
  DomainExistDcdnipaProduct: 'dcdnIpa',
  DomainExistScdnProduct: 'scdn',
  DomainExistVodProduct: 'vod',
  DomainExistLiveProduct: 'live',
  DomainExistOtherUser: 'otherAccount',
  'DomainExist.OtherUser': 'otherAccount',
  'DomainExist.OtherProduct': 'otherProduct',
};

async function checkDomain(api: CdnApi, domainName: string, signal: AbortSignal): Promise<NameHolder> {
  const spec = { action: 'CheckCdnDomainExist', subject: domainName, signal };
  try {
    const { body } = await api.read(spec, (client, sdk) =>
      client.checkCdnDomainExist(new sdk.CheckCdnDomainExistRequest({ domainName })),
    );
    if (!body?.status) throw new AppError('badAnswer', { action: spec.action, subject: domainName });
    return lookUp(holders, body.status) ?? 'otherProduct';
  } catch (error) {
    const holder = isAppError(error) ? lookUp(holders, error.details.code ?? '') : undefined;
    if (holder) return holder;
    throw error;
  }
}

/** Failures that say nothing about the filing of a name. */
const unrelated = [
  'cancelled',
  'offline',
  'proxyRefused',
  'timeout',
  'unavailable',
  'badCredentials',
  'expiredCredentials',
] as const;

async function checkIcp(api: CdnApi, domainName: string, signal: AbortSignal) {
  try {
    const { body } = await api.read({ action: 'CheckCdnDomainICP', subject: domainName, signal }, (client, sdk) =>
      client.checkCdnDomainICP(new sdk.CheckCdnDomainICPRequest({ domainName })),
    );
    if (body?.status === 'DomainIsRegistration') return 'filed';
    return body?.status === 'DomainNotRegistration' ? 'notFiled' : 'unknown';
  } catch (error) {
    if (isErrorOf(error, ...unrelated)) throw error;
    // The vendor refuses this question for names it does not yet tie to the account, under several codes.
    return 'unknown';
  }
}

async function readVerifyContent(api: CdnApi, domainName: string, signal: AbortSignal): Promise<string> {
  const spec = { action: 'DescribeVerifyContent', subject: domainName, signal };
  const { body } = await api.read(spec, (client, sdk) =>
    client.describeVerifyContent(new sdk.DescribeVerifyContentRequest({ domainName })),
  );
  if (!body?.content) throw new AppError('badAnswer', { action: spec.action, subject: domainName });
  return body.content;
}

async function verifyOwner(api: CdnApi, domainName: string, signal: AbortSignal): Promise<boolean> {
  try {
    await api.read({ action: 'VerifyDomainOwner', subject: domainName, signal }, (client, sdk) =>
      client.verifyDomainOwner(new sdk.VerifyDomainOwnerRequest({ domainName, verifyType: 'dnsCheck' })),
    );
    return true;
  } catch (error) {
    const code = isAppError(error) ? error.details.code : undefined;
    if (code && ['DomainOwnerVerifyFail', 'InvalidFile', 'VerifyError'].includes(code)) return false;
    throw error;
  }
}

/** What has to be settled before a domain can be added: the service, the name, its filing, its owner. */
export const ownershipCalls = { readServiceState, checkDomain, checkIcp, readVerifyContent, verifyOwner };
