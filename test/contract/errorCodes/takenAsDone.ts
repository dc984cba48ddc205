import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import { mainland, signal } from './support.js';

/** A code that says that what was asked for is so already: it is not shown. */
export interface TakenCode {
  readonly code: string;
  /** What is so already. */
  readonly so: string;
  readonly run: (cloud: CloudPorts) => Promise<unknown>;
}

/** The codes of changes that are taken as done. */
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
];
