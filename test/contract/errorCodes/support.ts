import type { SandboxState } from '../../../sandbox/state/state.js';
import type { Denial, ErrorKind } from '../../../src/core/errors.js';
import type { NewCdnDomain } from '../../../src/core/ports/cdn.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import type { NewRecord } from '../../../src/core/ports/dns.js';
import { demoSource } from '../../support/siteSources.js';

/** A code that the sandbox gives by its natural cause: what is so, and what is then asked. */
export interface NaturalCode {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly scope?: 'bucket' | 'object';
  readonly denial?: Denial;
  readonly prepare?: (state: SandboxState) => void;
  readonly run: (cloud: CloudPorts) => Promise<unknown>;
}

/** A code whose cause the sandbox does not play. */
export interface InjectedCode {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly status: number;
  /** Why the sandbox does not play the cause. */
  readonly reason: string;
  readonly denial?: Denial;
  readonly action: string;
  readonly run: (cloud: CloudPorts) => Promise<unknown>;
}

/** Never fires. */
export const { signal } = new AbortController();
/** The seed's domain that is online. */
export const name = 'static.shop-demo.com';
/** The seed's bucket in the mainland. */
export const mainland = { name: 'site-hangzhou', region: 'cn-hangzhou' };
/** Adds a domain, well-formed but for the changes. */
export const add =
  (changes: Partial<NewCdnDomain> = {}) =>
  ({ cdn }: CloudPorts) =>
    cdn.createDomain(
      { name: 'new.shop-demo.com', type: 'web', region: 'overseas', sources: [demoSource], ...changes },
      signal,
    );
const record = (changes: Partial<NewRecord> = {}): NewRecord => ({
  zone: 'shop-demo.com',
  rr: 'new',
  type: 'A',
  value: '203.0.114.9',
  ttl: 600,
  ...changes,
});
/** Adds a DNS record, well-formed but for the changes. */
export const addRecord =
  (changes: Partial<NewRecord> = {}) =>
  ({ dns }: CloudPorts) =>
    dns.createRecord(record(changes), signal);
/** Binds a domain to the bucket in the mainland. */
export const bind =
  (domain: string) =>
  ({ oss }: CloudPorts) =>
    oss.createCname(mainland, domain, signal);

/** The id of a record of the seed's zone. */
export const recordId = (state: SandboxState, rr: string) =>
  [...state.zones.get('shop-demo.com')!.records.values()].find((found) => found.rr === rr)!.id;
