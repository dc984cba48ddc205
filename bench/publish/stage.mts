import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'esbuild';
import { root } from '../../scripts/ensure.mjs';
import type { CallTimes, CloudJob, CloudReady, CloudSeen, StoredTimes } from './cloud.mjs';
import type { FetchJob, Job, MoveJob, PublishResult } from './contender.js';
import type { Limits } from './front.js';
import { type Clients, type Relay, startRelay, type Way } from './relay.js';

const closingMs = 250;
const endedEarly = 'A process of the benchmark ended early';
const folder = join(root, 'bench/publish');
const outdir = join(root, 'out/benchPublish');

/** One way to publish, run in a separate process. */
export interface Contender {
  readonly name: ContenderName;
  publish(job: Job): Promise<PublishResult>;
  move(job: MoveJob): Promise<Pick<PublishResult, 'ms' | 'processorMs'>>;
  fetch(job: FetchJob): Promise<Pick<PublishResult, 'ms' | 'processorMs'>>;
}

/** Our publishing, the same with a fixed limit of simultaneous requests, the vendor's client with a number of simultaneous PUTs, or bare PUTs. */
export type ContenderName = 'ours' | `ours ${number}` | Rival;
export type Rival = `${'ali-oss' | 'raw'} ${number}`;

/** The sandbox, with relays and contenders that connect to it. */
export class Stage {
  private ends: (() => void)[] = [];

  private constructor(
    private readonly cloud: ChildProcess,
    private readonly ready: CloudReady,
  ) {}

  /** Builds the processes as the extension is built, and starts the sandbox. The loader for sources would name every created function, which costs time. */
  static async open(): Promise<Stage> {
    const common = { bundle: true, platform: 'node', target: 'node22', packages: 'external', outdir } as const;
    const entryPoints = (...names: readonly string[]) => names.map((name) => join(folder, `${name}.mts`));
    const outExtension = { '.js': '.mjs' };
    await Promise.all([
      build({ ...common, entryPoints: entryPoints('ours'), format: 'cjs', supported: { 'dynamic-import': false } }),
      build({ ...common, entryPoints: entryPoints('others', 'cloud'), format: 'esm', outExtension }),
    ]);
    const cloud = startProcess('cloud.mjs');
    return new Stage(cloud, await nextMessage<CloudReady>(cloud));
  }

  /** Empties the bucket, then puts these objects, given as texts by key. */
  async reset(objects: Readonly<Record<string, string>> = {}, limits: Limits = {}): Promise<void> {
    this.cloud.send({ kind: 'reset', objects, limits } satisfies CloudJob);
    await nextMessage(this.cloud);
    // By then every contender knows that its connections are closed.
    await pause(closingMs);
  }

  /** Returns when objects were stored since the bucket was emptied. */
  stored(): Promise<StoredTimes> {
    this.cloud.send({ kind: 'stored' } satisfies CloudJob);
    return nextMessage<StoredTimes>(this.cloud);
  }

  /** Returns the calls that the sandbox has answered since the bucket was emptied. */
  calls(): Promise<CallTimes> {
    this.cloud.send({ kind: 'calls' } satisfies CloudJob);
    return nextMessage<CallTimes>(this.cloud);
  }

  /** Resolves when this many files are in the bucket and the edge has served each of them. */
  watch(files: number): Promise<CloudSeen> {
    this.cloud.send({ kind: 'watch', files } satisfies CloudJob);
    return nextMessage<CloudSeen>(this.cloud);
  }

  /** Starts contenders that reach an entrance of the cloud, by default the second one, through a relay over this network, or directly without one. */
  async start<const Names extends readonly ContenderName[]>(
    names: Names,
    way: Way | undefined,
    { clients = 'direct', entrance = 'frontPort' }: { clients?: Clients; entrance?: 'frontPort' | 'proxyPort' } = {},
  ) {
    const port = way ? (await this.startRelay(this.ready[entrance], way, clients)).port : this.ready[entrance];
    const started = await Promise.all(names.map((name) => this.startContender(name, port, clients)));
    return started as { readonly [at in keyof Names]: Contender };
  }

  /** The addresses with which clients that use a proxy reach the second entrance of the cloud without a relay. */
  get front(): CloudReady {
    return { ...this.ready, proxyPort: this.ready.frontPort };
  }

  /** Starts a relay before the proxy of the cloud, for clients that use a proxy. Returns the addresses with which they reach the cloud. */
  async startProxy(way: Way): Promise<CloudReady> {
    return (await this.startLine(way, 'ofProxy')).cloud;
  }

  /** Starts a relay before an entrance of the cloud, by default its proxy, also for clients without a proxy, whose connections have to be led to it. */
  async startLine(
    way: Way,
    clients: Clients,
    entrance: 'frontPort' | 'proxyPort' = 'proxyPort',
  ): Promise<{ readonly cloud: CloudReady; readonly relay: Relay }> {
    const relay = await this.startRelay(this.ready[entrance], way, clients);
    return { cloud: { ...this.ready, proxyPort: relay.port }, relay };
  }

  /** Ends all started contenders and relays. */
  clear(): void {
    for (const end of this.ends.splice(0)) end();
  }

  dispose(): void {
    this.clear();
    endProcess(this.cloud);
  }

  private async startRelay(target: number, way: Way, clients: Clients): Promise<Relay> {
    const relay = await startRelay(target, way, clients);
    this.ends.push(() => relay.stop());
    return relay;
  }

  private async startContender(name: ContenderName, port: number, clients: Clients): Promise<Contender> {
    const [kind = '', atOnce = ''] = name.split(' ');
    const file = kind === 'ours' ? 'ours.js' : 'others.mjs';
    const child = startProcess(file, String(port), JSON.stringify(this.ready), kind, atOnce, clients);
    this.ends.push(() => endProcess(child));
    await nextMessage(child);
    const work = (job: Job | MoveJob | FetchJob) => {
      child.send(job);
      return nextMessage<PublishResult>(child);
    };
    return { name, publish: work, move: work, fetch: work };
  }
}

/** Starts a built file of this folder in a separate process that can exchange messages with this one. */
function startProcess(file: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(outdir, file), ...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** Waits for the next message of a process. Rejects if the process ends without one. */
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

/** Asks a process to end, unless it has already ended. */
function endProcess(child: ChildProcess): void {
  if (child.connected) child.disconnect();
}
