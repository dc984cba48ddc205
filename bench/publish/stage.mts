import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../scripts/ensure.mjs';
import type { CloudJob, CloudReady, CloudSeen } from './cloud.mjs';
import type { Job, PublishResult } from './contender.js';
import { startRelay, type Way } from './relay.js';

const endedEarly = 'A process of the benchmark ended early';
const folder = join(root, 'bench/publish');
const bundle = join(root, 'out/benchPublish/ours.cjs');

/** One way to publish, in a process of its own. */
export interface Contender {
  readonly name: ContenderName;
  publish(job: Job): Promise<PublishResult>;
}

/** Ours, the vendor's client with so many PUTs at once, or bare PUTs. */
export type ContenderName = 'ours' | Rival;
export type Rival = `${'ali-oss' | 'raw'} ${number}`;

/** The sandbox, with relays and contenders before it. */
export class Stage {
  private ends: (() => void)[] = [];

  private constructor(
    private readonly cloud: ChildProcess,
    private readonly ready: CloudReady,
  ) {}

  /** Starts the sandbox, and builds what publishes as it ships: the loader of the sources names every function that is made, at a cost of its own. */
  static async open(): Promise<Stage> {
    const entry = join(folder, 'ours.mts');
    const common = { bundle: true, platform: 'node', format: 'cjs', target: 'node22', packages: 'external' } as const;
    await build({ ...common, entryPoints: [entry], outfile: bundle, supported: { 'dynamic-import': false } });
    const cloud = startSource('cloud.mts');
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
  async start<const Names extends readonly ContenderName[]>(names: Names, way: Way) {
    const port = await this.startRelay(way, 'direct');
    const started = await Promise.all(names.map((name) => this.startContender(name, port)));
    return started as { readonly [at in keyof Names]: Contender };
  }

  /** Starts a relay of this way before the proxy of the cloud, for clients that use a proxy; answers how to reach the cloud through it. */
  async startProxy(way: Way): Promise<CloudReady> {
    return { ...this.ready, proxyPort: await this.startRelay(way, 'ofProxy') };
  }

  /** Ends the contenders and relays that were started. */
  clear(): void {
    for (const end of this.ends.splice(0)) end();
  }

  dispose(): void {
    this.clear();
    endProcess(this.cloud);
  }

  private async startRelay(way: Way, clients: 'direct' | 'ofProxy'): Promise<number> {
    const { port, stop } = await startRelay(this.ready.proxyPort, way, clients);
    this.ends.push(stop);
    return port;
  }

  private async startContender(name: ContenderName, port: number): Promise<Contender> {
    const [kind = '', atOnce = ''] = name.split(' ');
    const place = [String(port), JSON.stringify(this.ready)];
    const child = kind === 'ours' ? startProcess(bundle, ...place) : startSource('others.mts', ...place, kind, atOnce);
    this.ends.push(() => endProcess(child));
    await nextMessage(child);
    const publish = (job: Job) => {
      child.send(job);
      return nextMessage<PublishResult>(child);
    };
    return { name, publish };
  }
}

/** Starts a TypeScript file of this folder in a process of its own. */
function startSource(file: string, ...args: readonly string[]): ChildProcess {
  return startProcess('--import', 'tsx', join(folder, file), ...args);
}

/** Starts a process of Node, with messages to and fro. */
function startProcess(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** Waits for the next message of a process; throws when it ends without one. */
async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  if (child.exitCode !== null) throw new Error(endedEarly);
  const done = new AbortController();
  const { signal } = done;
  const ended = once(child, 'exit', { signal }).then(() => Promise.reject(new Error(endedEarly)));
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Message];
    return message;
  } finally {
    done.abort();
  }
}

/** Lets a process end, which may have ended already. */
function endProcess(child: ChildProcess): void {
  if (child.connected) child.disconnect();
}
