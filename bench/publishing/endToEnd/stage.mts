import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../../scripts/ensure.mjs';
import { endProcess, nextMessage, startProcess } from '../place.mjs';
import type { CloudJob, CloudReady, CloudSeen } from './cloud.mjs';
import type { Job, PublishResult, SaveResult } from './contender.js';
import type { RelayReady } from './relay.mjs';

const bundle = join(root, 'out/benchPublish/window.cjs');

/** The way to the cloud: its round trip in ms, and its width both ways in bits/s, 0 for no limit. */
export interface Way {
  readonly roundTripMs: number;
  readonly bitsPerSecond?: number;
}

/** One way to publish, in a process of its own. */
export interface Contender {
  readonly name: ContenderName;
  publish(job: Omit<Job & { kind: 'publish' }, 'kind'>): Promise<PublishResult>;
  save(job: Omit<Job & { kind: 'save' }, 'kind'>): Promise<readonly SaveResult[]>;
}

/** Ours, the vendor's client with so many PUTs at once, or bare PUTs. */
export type ContenderName = 'ours' | `${'ali-oss' | 'raw'} ${number}`;

/** The sandbox, with relays and contenders before it. */
export class Stage {
  private readonly children: ChildProcess[] = [];

  private constructor(
    private readonly cloud: ChildProcess,
    private readonly ready: CloudReady,
  ) {}

  /** Starts the sandbox, and builds what publishes as it ships: the loader of the sources names every function that is made, at a cost of its own. */
  static async open(): Promise<Stage> {
    const entry = join(root, 'bench/publishing/endToEnd/window.ts');
    const common = { bundle: true, platform: 'node', format: 'cjs', target: 'node22', packages: 'external' } as const;
    await build({ ...common, entryPoints: [entry], outfile: bundle, supported: { 'dynamic-import': false } });
    const cloud = startProcess('endToEnd/cloud.mts');
    return new Stage(cloud, await nextMessage<CloudReady>(cloud));
  }

  /** Empties the bucket, then puts these objects there, each of its own text. */
  async reset(objects: Readonly<Record<string, string>> = {}): Promise<void> {
    this.cloud.send({ kind: 'reset', objects } satisfies CloudJob);
    await nextMessage(this.cloud);
  }

  /** Resolves once so many files are in the bucket and the edge has shown each. */
  watch(files: number): Promise<CloudSeen> {
    this.cloud.send({ kind: 'watch', files } satisfies CloudJob);
    return nextMessage<CloudSeen>(this.cloud);
  }

  /** Starts contenders at the end of a relay of this way. */
  async start(names: readonly ContenderName[], way: Way): Promise<readonly Contender[]> {
    const port = await this.startRelay(way, 'tunnel');
    return Promise.all(names.map((name) => this.startContender(name, port)));
  }

  /** Starts a relay of this way before the proxy of the cloud, for clients that use a proxy; answers how to reach the cloud through it. */
  async startProxy(way: Way): Promise<CloudReady> {
    return { ...this.ready, proxyPort: await this.startRelay(way, 'plain') };
  }

  /** Ends the contenders and relays that were started. */
  clear(): void {
    for (const child of this.children.splice(0)) endProcess(child);
  }

  dispose(): void {
    this.clear();
    endProcess(this.cloud);
  }

  private startRelay({ roundTripMs, bitsPerSecond = 0 }: Way, kind: 'plain' | 'tunnel'): Promise<number> {
    return startRelay([this.ready.proxyPort, roundTripMs, bitsPerSecond, kind].map(String), this.children);
  }

  private async startContender(name: ContenderName, port: number): Promise<Contender> {
    const [kind = '', atOnce = ''] = name.split(' ');
    const place = [String(port), JSON.stringify(this.ready)];
    const child =
      kind === 'ours'
        ? startProcess('endToEnd/ours.mts', ...place, bundle)
        : startProcess('endToEnd/others.mts', kind, atOnce, ...place);
    this.children.push(child);
    await nextMessage(child);
    const send = async <Result,>(job: Job): Promise<Result> => {
      child.send(job);
      return nextMessage<Result>(child);
    };
    return {
      name,
      publish: (job) => send({ kind: 'publish', ...job }),
      save: (job) => send({ kind: 'save', ...job }),
    };
  }
}

/** Starts a relay with these arguments; answers its port. The process is added to `children`. */
export async function startRelay(given: readonly string[], children: ChildProcess[]): Promise<number> {
  const relay = startProcess('endToEnd/relay.mts', ...given);
  children.push(relay);
  return (await nextMessage<RelayReady>(relay)).port;
}
