import { setMaxListeners } from 'node:events';
import { nextReset } from '../../../src/core/cdn/quota.js';
import { createRequestLimits } from '../../../src/core/concurrency/requestLimits.js';
import { AppError } from '../../../src/core/errors.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import type { ClockPort } from '../../../src/core/ports/local.js';
import type { BucketRef, OssPort } from '../../../src/core/ports/oss.js';
import { md5Of } from '../memory/putObject.js';
import { createMemoryCloud, type MemoryCloud } from '../memoryCloud.js';
import { createForeignWatch, type ForeignWatch } from './foreignWatch.js';
import { createKeepingEdge } from './keepingEdge.js';
import { createPutWatch, type PutWatch } from './putWatch.js';
import type { Fault, Trouble } from './steps.js';

const silenceMs = 60_000;
const longestWayMs = 150;
/** The longest delay of late answers, ms. */
const latestMs = 10_000;
const answerMs = 20;
const whole = { urls: 10_000, directories: 100, prefetches: 1_000 };
const never = new AbortController().signal;
// Every running call listens to it.
setMaxListeners(0, never);

/** A bucket with its domain. */
export interface Place {
  readonly bucket: BucketRef;
  readonly domain: string;
}

/** OSS, CDN and an edge that caches until a refresh task is complete, with faults on demand. */
export interface FaultyCloud {
  readonly memory: MemoryCloud;
  /** The ports of one window. */
  portsOf(owner: string): CloudPorts;
  readonly faults: Fault[];
  trouble: { readonly kind: Trouble; readonly until: number } | undefined;
  /** The content that a visitor of a URL path gets; `undefined` for an error. */
  visit(domain: string, path: string): Promise<string | undefined>;
  readonly puts: PutWatch;
  readonly foreign: ForeignWatch;
  /** Called with the keys of corrupted uploads. */
  onSpoilt(key: string): void;
  /** The number of faults by kind. */
  readonly met: Map<string, number>;
}

/** Creates the cloud for buckets and their domains. `random` decides how long calls and tasks take. */
export function createFaultyCloud(
  places: readonly Place[],
  clock: ClockPort,
  random: () => number,
  tell?: (line: string) => void,
): FaultyCloud {
  const memory = createMemoryCloud();
  for (const place of places) addPlace(memory, place);
  const edge = createKeepingEdge(memory, clock, random);
  const resetAt = nextReset(clock.now());
  const puts = createPutWatch(clock.now);
  const foreign = createForeignWatch(memory.state, clock.now);
  const cdn = Object.assign(Object.create(memory.cdn), edge.cdn);
  const wholeAgain = () => clock.now() >= resetAt && Object.assign(memory.state.quota, whole);
  const wayOf = (owner: string) => ({
    clock,
    random,
    ...(tell && { tell: (line: string) => tell(`${owner} ${line}`) }),
  });
  const cloud: FaultyCloud = {
    memory,
    portsOf: (owner) => ({
      ...memory,
      // A window that ends never gives its slots back.
      limits: createRequestLimits(clock.now),
      edge: { probe: edge.probe },
      oss: wrap('oss', puts.watch(owner, answerLate(foreign.watch(owner, memory.oss), clock)), cloud, wayOf(owner)),
      cdn: wrap('cdn', resetQuota(cdn, wholeAgain), cloud, wayOf(owner)),
    }),
    faults: [],
    trouble: undefined,
    visit: async (domain, path) => {
      const answer = await edge.probe({ connectTo: domain, name: domain, path, maxBytes: 1e6 }, never);
      return answer.status === 200 ? Buffer.from(answer.body ?? '').toString() : undefined;
    },
    puts,
    foreign,
    onSpoilt: () => undefined,
    met: new Map(),
  };
  return cloud;
}

function addPlace(memory: MemoryCloud, { bucket: { name, uploadDomain }, domain }: Place): void {
  memory.addBucket(name);
  if (uploadDomain !== undefined)
    memory.state.buckets.get(name)?.cnames.set(uploadDomain, { domain: uploadDomain, enabled: true });
  const source = { type: 'oss', content: `${name}.oss-cn-hangzhou.aliyuncs.com`, port: 80 } as const;
  memory.state.domains.set(domain, {
    name: domain,
    status: 'configuring',
    type: 'web',
    sources: [{ ...source, priority: '20', weight: '10' }],
    httpsOn: true,
  });
  memory.bringOnline(domain);
}

/** Calls `reset` before each call. */
function resetQuota<T extends object>(port: T, reset: () => unknown): T {
  return new Proxy(port, {
    get(target, method) {
      reset();
      return Reflect.get(target, method);
    },
  });
}

/** Delays the answer of a PUT. */
function answerLate(oss: OssPort, clock: ClockPort): OssPort {
  const late = async <T>(answer: Promise<T>): Promise<T> => {
    const result = await answer;
    await clock.sleep(answerMs, never);
    return result;
  };
  const puts: Partial<OssPort> = {
    putObject: (...input) => late(oss.putObject(...input)),
    completeMultipart: (...input) => late(oss.completeMultipart(...input)),
  };
  return Object.assign(Object.create(oss), puts);
}

/** The connection of calls to the cloud. */
interface Way {
  readonly clock: ClockPort;
  readonly random: () => number;
  tell?(line: string): void;
}

function describe(method: string | symbol, input: readonly unknown[]): string {
  const shown = input.map((each) => (each instanceof Uint8Array ? Buffer.from(each).toString('utf8', 0, 20) : each));
  return `${String(method)} ${JSON.stringify(shown.slice(0, -1)).slice(0, 200)}`;
}

function wrap<T extends object>(name: 'oss' | 'cdn', port: T, cloud: FaultyCloud, { clock, random, tell }: Way): T {
  return new Proxy(port, {
    get(target, method) {
      const real = Reflect.get(target, method) as ((...input: unknown[]) => Promise<unknown>) | undefined;
      if (!real) return undefined;
      return async (...input: unknown[]) => {
        tell?.(`sends ${describe(method, input)}`);
        // A running request arrives even after its window is gone.
        await clock.sleep(Math.round(longestWayMs * random()), never);
        tell?.(`arrives ${describe(method, input)}`);
        checkTrouble(cloud, name, input[0], clock);
        const answer = (result: Promise<unknown>) => late(cloud, result, { clock, random });
        const at = cloud.faults.findIndex(({ port: wanted }) => wanted === name);
        const fault = cloud.faults[at];
        if (!fault) return answer(real.apply(target, input));
        if (fault.count <= 1) cloud.faults.splice(at, 1);
        else cloud.faults[at] = { ...fault, count: fault.count - 1 };
        return fail(fault, String(method), () => real.apply(target, input), {
          cloud,
          clock,
          input,
          ...(tell && { tell }),
        });
      };
    },
  });
}

/** Delays answers after their effect. */
async function late<T>({ trouble, met }: FaultyCloud, answer: Promise<T>, { clock, random }: Way): Promise<T> {
  if (trouble?.kind !== 'lateAnswers' || clock.now() >= trouble.until) return answer;
  count(met, trouble.kind);
  await Promise.allSettled([answer]);
  await clock.sleep(Math.round(latestMs * random()), never);
  return answer;
}

function checkTrouble({ trouble, met }: FaultyCloud, port: 'oss' | 'cdn', first: unknown, clock: ClockPort): void {
  if (!trouble || clock.now() >= trouble.until) return;
  const { kind } = trouble;
  if (kind === 'lateAnswers') return;
  const { uploadDomain } = (port === 'oss' ? first : {}) as Partial<BucketRef>;
  if (kind === 'uploadDomain' && uploadDomain === undefined) return;
  count(met, kind);
  if (kind === 'uploadDomain') throw new AppError('offline', { scope: 'bucket', subject: String(uploadDomain) });
  const kinds = { offline: 'offline', expiredKeys: 'expiredCredentials', wrongClock: 'clockSkewed' } as const;
  throw new AppError(kind === 'proxyRefused' ? kind : kinds[kind]);
}

async function fail(
  { kind, when }: Fault,
  method: string,
  run: () => Promise<unknown>,
  {
    cloud,
    clock,
    input,
    tell,
  }: Pick<Way, 'clock' | 'tell'> & { readonly cloud: FaultyCloud; readonly input: unknown[] },
): Promise<unknown> {
  count(cloud.met, kind);
  tell?.(`  meets ${kind} ${when}`);
  if (kind === 'wrongCrc') {
    const result = await run();
    if (method !== 'putObject' && method !== 'completeMultipart') return result;
    throw new AppError('corruptUpload', { etag: spoil(cloud, (input[0] as BucketRef).name, String(input[1])) });
  }
  // Throttling and the vendor's errors replace the effect.
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

/** Corrupts the object, as a broken connection would. */
function spoil({ memory, foreign, onSpoilt }: FaultyCloud, bucket: string, key: string): string {
  const body = Buffer.from('broken');
  const etag = md5Of(body);
  const objects = memory.state.buckets.get(bucket)?.objects;
  const object = objects?.get(key);
  if (object) objects?.set(key, { ...object, body, size: body.length, etag, crc64: '1' });
  foreign.spoil(bucket, key);
  onSpoilt(key);
  return etag;
}

function count(met: Map<string, number>, name: string): void {
  met.set(name, (met.get(name) ?? 0) + 1);
}
