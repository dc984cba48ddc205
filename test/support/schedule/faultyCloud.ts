import { setMaxListeners } from 'node:events';
import { AppError } from '../../../src/core/errors.js';
import type { RefreshTask } from '../../../src/core/ports/cdn.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import type { ClockPort } from '../../../src/core/ports/local.js';
import type { BucketRef } from '../../../src/core/ports/oss.js';
import { nextReset } from '../../../src/core/publishing/quota.js';
import { md5Of } from '../memory/putObject.js';
import { createMemoryCloud, type MemoryCloud } from '../memoryCloud.js';
import type { Fault, Step } from './makeSchedule.js';

type Trouble = Extract<Step, { kind: 'trouble' }>['trouble'];

const silenceMs = 60_000;
const longestWayMs = 150;
const answerMs = 20;
const taskMs = 5 * 60_000;
const whole = { urls: 10_000, directories: 100, prefetches: 1_000 };
const never = new AbortController().signal;
// Every call that is under way listens to it.
setMaxListeners(0, never);

/** OSS, CDN and an edge that keeps what it has fetched until a refresh task is complete; with faults on demand. */
export interface FaultyCloud {
  readonly memory: MemoryCloud;
  readonly ports: CloudPorts;
  readonly faults: Fault[];
  trouble: { readonly kind: Trouble; readonly until: number } | undefined;
  /** What a visitor of a URL path gets; `undefined` for an error. */
  visit(path: string): Promise<string | undefined>;
  /** Keys that were ever put, and whether two puts of one key were under way at once. */
  readonly put: { readonly keys: Set<string>; overlapped: boolean };
}

/** Makes it around one bucket and one domain; `random` decides how long tasks take. */
export function createFaultyCloud(
  { bucket, domain }: { readonly bucket: string; readonly domain: string },
  clock: ClockPort,
  random: () => number,
): FaultyCloud {
  const memory = createMemoryCloud();
  memory.addBucket(bucket);
  const source = { type: 'oss', content: `${bucket}.oss-cn-hangzhou.aliyuncs.com`, port: 80 } as const;
  memory.state.domains.set(domain, {
    name: domain,
    status: 'configuring',
    type: 'web',
    sources: [{ ...source, priority: '20', weight: '10' }],
    httpsOn: true,
  });
  memory.bringOnline(domain);
  const edge = createKeepingEdge(memory, clock, random);
  const resetAt = nextReset(clock.now());
  const cloud: FaultyCloud = {
    memory,
    faults: [],
    trouble: undefined,
    put: { keys: new Set(), overlapped: false },
    visit: async (path) => {
      const answer = await edge.probe({ connectTo: domain, name: domain, path, maxBytes: 1e6 }, never);
      return answer.status === 200 ? Buffer.from(answer.body ?? '').toString() : undefined;
    },
    ports: undefined as unknown as CloudPorts,
  };
  const cdn = Object.assign(Object.create(memory.cdn), edge.cdn);
  const ports = {
    ...memory,
    edge: { probe: edge.probe },
    oss: wrap('oss', watchPuts(memory.oss, cloud, clock), cloud, { clock, random }),
    cdn: wrap(
      'cdn',
      resetQuota(cdn, () => clock.now() >= resetAt && Object.assign(memory.state.quota, whole)),
      cloud,
      { clock, random },
    ),
  };
  return Object.assign(cloud, { ports });
}

/** Runs `reset` before each call. */
function resetQuota<T extends object>(port: T, reset: () => unknown): T {
  return new Proxy(port, {
    get(target, method) {
      reset();
      return Reflect.get(target, method);
    },
  });
}

/** An edge whose copies outlive the object until a refresh of their URL is complete. */
function createKeepingEdge(memory: MemoryCloud, clock: ClockPort, random: () => number) {
  const copies = new Map<string, Awaited<ReturnType<CloudPorts['edge']['probe']>>>();
  const tasks: (RefreshTask & { readonly endsAt: number; dropped: boolean })[] = [];
  const drop = () => {
    for (const task of tasks) {
      if (task.dropped || task.endsAt > clock.now()) continue;
      task.dropped = true;
      copies.delete(task.url.replace(/^https?:\/\//, ''));
    }
  };
  const refresh: CloudPorts['cdn']['refresh'] = async (urls, type, signal) => {
    const { taskIds } = await memory.cdn.refresh(urls, type, signal);
    const endsAt = clock.now() + Math.round(taskMs * random());
    const id = taskIds[0] ?? '';
    tasks.push(...urls.map((url) => ({ id, url, status: 'complete' as const, percent: 100, endsAt, dropped: false })));
    return { taskIds };
  };
  const readRefreshTasks: CloudPorts['cdn']['readRefreshTasks'] = async (ids) => {
    drop();
    const found = tasks.filter(({ id }) => ids.includes(id));
    return found.map(({ endsAt, ...task }) => (endsAt <= clock.now() ? task : { ...task, status: 'refreshing' }));
  };
  /** Only what the edge does not have is fetched. */
  const prefetch: CloudPorts['cdn']['prefetch'] = async (urls, signal) => {
    const answer = await memory.cdn.prefetch(urls, signal);
    for (const url of urls) {
      const { host: name, pathname: path } = new URL(url);
      await probe({ connectTo: name, name, path, maxBytes: 1e6 }, signal);
    }
    return answer;
  };
  const probe: CloudPorts['edge']['probe'] = async (request, signal) => {
    drop();
    const url = request.name + request.path;
    const path = request.path.endsWith('/') ? `${request.path}index.html` : request.path;
    // The whole is kept, whatever part of it was asked for.
    const copy = copies.get(url) ?? (await memory.edge.probe({ ...request, path, maxBytes: 1e6 }, signal));
    copies.set(url, copy);
    return { ...copy, ...(copy.body && { body: copy.body.subarray(0, request.maxBytes) }) };
  };
  return { probe, cdn: { refresh, readRefreshTasks, prefetch } };
}

function watchPuts(oss: CloudPorts['oss'], cloud: Pick<FaultyCloud, 'put'>, clock: ClockPort): CloudPorts['oss'] {
  const underWay = new Set<string>();
  const watch = <Rest extends readonly unknown[], Result>(
    put: (bucket: BucketRef, key: string, ...rest: Rest) => Promise<Result>,
  ) => {
    return async (bucket: BucketRef, key: string, ...rest: Rest): Promise<Result> => {
      if (underWay.has(key)) cloud.put.overlapped = true;
      underWay.add(key);
      cloud.put.keys.add(key);
      try {
        const result = await put(bucket, key, ...rest);
        await clock.sleep(answerMs, never);
        return result;
      } finally {
        underWay.delete(key);
      }
    };
  };
  const [putObject, completeMultipart] = [watch(oss.putObject), watch(oss.completeMultipart)];
  return Object.assign(Object.create(oss), { putObject, completeMultipart });
}

function wrap<T extends object>(
  name: 'oss' | 'cdn',
  port: T,
  cloud: FaultyCloud,
  { clock, random }: { readonly clock: ClockPort; readonly random: () => number },
): T {
  return new Proxy(port, {
    get(target, method) {
      const real = Reflect.get(target, method) as (...input: unknown[]) => Promise<unknown>;
      return async (...input: unknown[]) => {
        // A request that is under way arrives even when its window is gone.
        await clock.sleep(Math.round(longestWayMs * random()), never);
        checkTrouble(cloud, clock);
        const at = cloud.faults.findIndex(({ port: wanted }) => wanted === name);
        const fault = cloud.faults[at];
        if (!fault) return real.apply(target, input);
        if (fault.count <= 1) cloud.faults.splice(at, 1);
        else cloud.faults[at] = { ...fault, count: fault.count - 1 };
        return fail(fault, String(method), () => real.apply(target, input), { cloud, clock, input });
      };
    },
  });
}

function checkTrouble({ trouble }: FaultyCloud, clock: ClockPort): void {
  if (!trouble || clock.now() >= trouble.until) return;
  const kinds = { offline: 'offline', expiredKeys: 'expiredCredentials', wrongClock: 'clockSkewed' } as const;
  throw new AppError(kinds[trouble.kind]);
}

async function fail(
  { kind, when }: Fault,
  method: string,
  run: () => Promise<unknown>,
  { cloud, clock, input }: { readonly cloud: FaultyCloud; readonly clock: ClockPort; readonly input: unknown[] },
): Promise<unknown> {
  if (kind === 'wrongCrc') {
    const result = await run();
    if (method !== 'putObject' && method !== 'completeMultipart') return result;
    spoil(cloud, String(input[1]));
    throw new AppError('corruptUpload');
  }
  // Throttling and the vendor's own errors come instead of the effect.
  if (when === 'after' && kind !== 'throttled') await run();
  if (kind === 'silence') await clock.sleep(silenceMs, never);
  const kinds = {
    throttled: 'throttled',
    serverError: 'unavailable',
    html502: 'badAnswer',
    truncated: 'badAnswer',
    reset: 'offline',
    silence: 'timeout',
  } as const;
  throw new AppError(kinds[kind]);
}

/** What a broken connection made of the object. */
function spoil({ memory }: FaultyCloud, key: string): void {
  for (const { objects } of memory.state.buckets.values()) {
    const object = objects.get(key);
    const body = Buffer.from('broken');
    if (object) objects.set(key, { ...object, body, size: body.length, etag: md5Of(body), crc64: '1' });
  }
}
