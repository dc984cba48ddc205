import { AppError, isAppError, isErrorOf } from '../core/errors.js';
import type { CdnPort } from '../core/ports/cdn.js';
import { type Link, read } from './call.js';
import type { CdnSdk } from './sdkClients.js';

type OwnershipCalls = Pick<
  CdnPort,
  'readServiceState' | 'checkDomain' | 'checkIcp' | 'readVerifyContent' | 'verifyOwner'
>;
type Holder = Awaited<ReturnType<CdnPort['checkDomain']>>;

const holders: Readonly<Record<string, Holder>> = {
  DomainNotExist: 'free',
  DomainExistCdnProduct: 'thisAccount',
  DomainExistOtherUser: 'otherAccount',
  'DomainExist.OtherUser': 'otherAccount',
  'DomainExist.OtherProduct': 'otherProduct',
};

/** What has to be settled before a domain can be added: the service, the name, its filing, its owner. */
export function createOwnership(link: Link, load: CdnSdk): OwnershipCalls {
  return {
    async readServiceState(signal) {
      const spec = { action: 'DescribeCdnService', subject: 'CDN', signal };
      try {
        const { body } = await read(link, spec, async () => {
          const { sdk, client } = await load();
          return client.describeCdnService(new sdk.DescribeCdnServiceRequest({}));
        });
        return (body?.operationLocks?.lockReason ?? []).length > 0 ? 'locked' : 'open';
      } catch (error) {
        if (isErrorOf(error, 'serviceNotOpen')) return 'notOpen';
        throw error;
      }
    },
    async checkDomain(domainName, signal) {
      try {
        const spec = { action: 'CheckCdnDomainExist', subject: domainName, signal };
        const { body } = await read(link, spec, async () => {
          const { sdk, client } = await load();
          return client.checkCdnDomainExist(new sdk.CheckCdnDomainExistRequest({ domainName }));
        });
        if (!body?.status) throw new AppError('badAnswer', { action: spec.action, subject: domainName });
        return holders[body.status] ?? 'otherProduct';
      } catch (error) {
        const holder = isAppError(error) ? holders[error.details.code ?? ''] : undefined;
        if (holder) return holder;
        throw error;
      }
    },
    async checkIcp(domainName, signal) {
      try {
        const { body } = await read(link, { action: 'CheckCdnDomainICP', subject: domainName, signal }, async () => {
          const { sdk, client } = await load();
          return client.checkCdnDomainICP(new sdk.CheckCdnDomainICPRequest({ domainName }));
        });
        if (body?.status === 'DomainIsRegistration') return 'filed';
        return body?.status === 'DomainNotRegistration' ? 'notFiled' : 'unknown';
      } catch (error) {
        if (
          isErrorOf(error, 'cancelled', 'offline', 'timeout', 'unavailable', 'badCredentials', 'expiredCredentials')
        ) {
          throw error;
        }
        // The vendor refuses this question for names it does not yet tie to the account, under several codes.
        return 'unknown';
      }
    },
    async readVerifyContent(domainName, signal) {
      const spec = { action: 'DescribeVerifyContent', subject: domainName, signal };
      const { body } = await read(link, spec, async () => {
        const { sdk, client } = await load();
        return client.describeVerifyContent(new sdk.DescribeVerifyContentRequest({ domainName }));
      });
      if (!body?.content) throw new AppError('badAnswer', { action: spec.action, subject: domainName });
      return body.content;
    },
    async verifyOwner(domainName, signal) {
      try {
        await read(link, { action: 'VerifyDomainOwner', subject: domainName, signal }, async () => {
          const { sdk, client } = await load();
          return client.verifyDomainOwner(new sdk.VerifyDomainOwnerRequest({ domainName, verifyType: 'dnsCheck' }));
        });
        return true;
      } catch (error) {
        if (isAppError(error) && /^(DomainOwnerVerifyFail|InvalidFile|VerifyError)/.test(error.details.code ?? '')) {
          return false;
        }
        throw error;
      }
    },
  };
}
