import { createRequestLimits } from '../../src/core/concurrency/requestLimits.js';
import { AppError, type ErrorKind } from '../../src/core/errors.js';
import type { CdnDomain } from '../../src/core/ports/cdn.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import type { BucketInfo } from '../../src/core/ports/oss.js';
import { createMemoryAcme } from './memory/acme.js';
import { createMemoryCdn } from './memory/cdn.js';
import { createMemoryCertificates } from './memory/certificates.js';
import { createMemoryDns } from './memory/dns.js';
import { createMemoryEdge } from './memory/edge.js';
import { createMemoryFree } from './memory/freeCertificates.js';
import { addMemoryBucket, createMemoryOss } from './memory/oss.js';
import { createMemoryResolver } from './memory/probe.js';
import { emptyState, type MemoryState } from './memory/state.js';

/** A port and its method, such as `cdn.createDomain`. */
export type MemoryAction = {
  [Port in PortName]: `${Port}.${keyof CloudPorts[Port] & string}`;
}[PortName];
type PortName = Exclude<keyof CloudPorts, 'limits'>;

interface Failure {
  readonly action: MemoryAction;
  readonly when: 'before' | 'after';
  readonly error: AppError;
}

/** The cloud in memory with its state and test functions. */
export interface MemoryCloud extends CloudPorts {
  readonly state: MemoryState;
  /** Every call in order. */
  readonly calls: MemoryAction[];
  addBucket(name: string, region?: string, info?: Partial<BucketInfo>): void;
  /** Adds a domain with HTTPS whose origin is this bucket in cn-hangzhou. */
  addDomain(name: string, bucket: string, status?: CdnDomain['status']): void;
  addZone(name: string, minTtl?: number): void;
  /** Does what the vendor does some minutes after AddCdnDomain. */
  bringOnline(domain: string): void;
  /** Makes the next call of this action throw, before or after its effect. Further calls queue up. */
  failNext(action: MemoryAction, when: 'before' | 'after', kind: ErrorKind, code?: string): void;
}

/** Creates a cloud in memory; `seed` replaces parts of an empty one. */
export function createMemoryCloud(seed: Partial<MemoryState> = {}): MemoryCloud {
  const state: MemoryState = { ...emptyState(), ...seed };
  const calls: MemoryAction[] = [];
  const failures: Failure[] = [];
  const wrap = <Port extends PortName>(portName: Port, port: CloudPorts[Port]): CloudPorts[Port] =>
    new Proxy(port, {
      get(target, method) {
        const action = `${portName}.${String(method)}` as MemoryAction;
        const real = Reflect.get(target, method) as ((...input: unknown[]) => Promise<unknown>) | undefined;
        if (!real) return undefined;
        return (...input: unknown[]) => guardedCall(action, () => real(...input), calls, failures, input.at(-1));
      },
    });
  return {
    state,
    calls,
    oss: wrap('oss', createMemoryOss(state)),
    cdn: wrap('cdn', createMemoryCdn(state)),
    dns: wrap('dns', createMemoryDns(state)),
    certificates: wrap('certificates', { ...createMemoryCertificates(state), ...createMemoryFree(state) }),
    acme: wrap('acme', createMemoryAcme(state)),
    sts: wrap('sts', { readCaller: async () => ({ accountId: state.ownerId, kind: 'ramUser', name: 'developer' }) }),
    resolver: wrap('resolver', createMemoryResolver(state)),
    edge: wrap('edge', createMemoryEdge(state)),
    limits: createRequestLimits(() => performance.now()),
    connections: wrap('connections', { openToBucket: async () => undefined, openForUploads: () => undefined }),
    addBucket: (name, region = 'cn-hangzhou', info = {}) => addBucket(state, name, region, info),
    addDomain: (name, bucket, status = 'online') => addDomain(state, name, bucket, status),
    addZone: (name, minTtl = 600) =>
      void state.zones.set(name, { name, nameServers: ['ns1.alidns.com', 'ns2.alidns.com'], minTtl }),
    bringOnline: (name) => {
      const domain = state.domains.get(name);
      if (domain) state.domains.set(name, { ...domain, status: 'online', cname: `${name}.w.kunlunsl.com` });
    },
    failNext: (action, when, kind, code) =>
      void failures.push({ action, when, error: new AppError(kind, { action, ...(code && { code }) }) }),
  };
}

async function guardedCall(
  action: MemoryAction,
  run: () => Promise<unknown>,
  calls: MemoryAction[],
  failures: Failure[],
  signal: unknown,
): Promise<unknown> {
  if (signal instanceof AbortSignal && signal.aborted) throw new AppError('cancelled');
  calls.push(action);
  const index = failures.findIndex((failure) => failure.action === action);
  const failure = index < 0 ? undefined : failures.splice(index, 1)[0];
  if (failure?.when === 'before') throw failure.error;
  const result = await run();
  if (failure) throw failure.error;
  return result;
}

function addBucket(state: MemoryState, name: string, region: string, info: Partial<BucketInfo>): void {
  addMemoryBucket(state, { name, region, acl: 'public-read', publicAccessBlocked: false, ...info });
}

function addDomain(state: MemoryState, name: string, bucket: string, status: CdnDomain['status']): void {
  const source = { type: 'oss', content: `${bucket}.oss-cn-hangzhou.aliyuncs.com`, port: 80, priority: '20' } as const;
  const sources = [{ ...source, weight: '10' }];
  state.domains.set(name, { name, status, type: 'web', sources, httpsOn: true });
}
