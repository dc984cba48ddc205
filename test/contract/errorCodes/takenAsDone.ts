import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import { mainland, signal } from './support.js';

/** A code that says that what was asked for is so already: it is not shown. */
export interface TakenCode {
  readonly code: string;
  /** What is so already. */
  readonly so: string;
  /** Why the sandbox does not play the cause; the code then is refused to this action. */
  readonly reason?: string;
  readonly action?: string;
  readonly run: (cloud: CloudPorts) => Promise<unknown>;
}

/** The codes that are taken as done, or as an empty list. */
export const takenCodes: readonly TakenCode[] = [
  {
    code: 'CdnService.HasOpened',
    so: 'the service is open',
    run: ({ cdn }) => cdn.openService(signal),
  },
  {
    code: 'NoSuchCname',
    so: 'the domain is not bound to the bucket',
    run: ({ oss }) => oss.deleteCname(mainland, 'img.shop-demo.com', signal),
  },
  {
    code: 'NotFoundCertList',
    so: 'the account has no certificate for the domain',
    run: ({ cdn }) => cdn.listCertificates('img.their-demo.com', signal),
  },
  {
    code: 'NoHttpsDomain',
    so: 'the account has no domain with HTTPS',
    reason: 'The vendor documents it for another call about the same, whose answer is not used.',
    action: 'DescribeCdnHttpsDomainList',
    run: ({ cdn }) => cdn.listHttpsDomains(signal),
  },
];
