import { randomBytes } from 'node:crypto';
import { acmeService } from './acme/service.js';
import { dohService } from './alidns/doh.js';
import { startNameServer } from './alidns/nameServer.js';
import { alidnsService } from './alidns/service.js';
import { publicResolvers } from './alidns/views.js';
import { casInternationalService, casService } from './cas/service.js';
import { cdnService } from './cdn/service.js';
import { startControl } from './control.js';
import { dropChangedObjects } from './edge/cache.js';
import { edgeService } from './edge/service.js';
import { ossService } from './oss/service.js';
import { outsideService } from './outside/service.js';
import { createAuthority } from './proxy/ca.js';
import { startProxy } from './proxy/proxy.js';
import { createState, readSeed, type Seed } from './seed.js';
import standardSeed from './seed.json';
import type { AccessKey } from './state/accessKey.js';
import type { SandboxState } from './state/state.js';
import { stsService } from './sts/service.js';

/**
 * Options of the cloud: ports (0 or absent: any free one), a seed file or changes of the default seed, the directory of
 * `ca.pem`, and the speed of time.
 */
export interface SandboxOptions {
  readonly port?: number;
  readonly dnsPort?: number;
  readonly controlPort?: number;
  readonly seed?: string | Partial<Seed>;
  readonly caDir?: string;
  readonly speed?: number;
  /** Host and port of a Pebble for Let's Encrypt, whose names are not served if absent. */
  readonly acmeServer?: string;
}

/** A running cloud on loopback; `accessKey` is the account's first key. */
export interface Sandbox {
  readonly proxyPort: number;
  readonly dnsPort: number;
  /** The replacement of port 53 for each public resolver, by the host of its DNS over HTTPS. */
  readonly resolverPorts: Readonly<Record<string, number>>;
  readonly controlPort: number;
  readonly controlToken: string;
  /** The console page. */
  readonly consoleUrl: string;
  readonly caPath: string;
  readonly accessKey: AccessKey;
  readonly state: SandboxState;
  stop(): Promise<void>;
}

/** Starts the whole cloud: proxy, name server and control port. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const state = createState(chooseSeed(options.seed));
  if (options.speed !== undefined) state.speed = options.speed;
  if (options.acmeServer !== undefined) state.acmeServer = options.acmeServer;
  const accessKey = state.accessKeys[0];
  if (!accessKey) throw new Error('the seed has no AccessKey');
  const authority = createAuthority(options.caDir);
  state.issue = authority.issue;
  const controlToken = randomBytes(24).toString('hex');
  dropChangedObjects(state);
  const services = [
    ossService,
    cdnService,
    casService,
    casInternationalService,
    alidnsService,
    stsService,
    dohService,
    acmeService,
    edgeService,
    outsideService,
  ];
  const running = await Promise.all([
    startProxy({ services, state, authority }, options.port),
    startNameServer(state, options.dnsPort ?? 0),
    startControl(state, controlToken, options.controlPort),
    ...publicResolvers.map((name) => startNameServer(state, 0, name)),
  ]);
  const [proxyPort, dnsPort, controlPort] = [running[0].port, running[1].port, running[2].port];
  const resolverPorts = Object.fromEntries(publicResolvers.map((name, at) => [name, running[3 + at]?.port ?? 0]));
  const stop = async () => {
    await Promise.all(running.map((part) => part.stop()));
    authority.dispose();
  };
  const ports = { proxyPort, dnsPort, resolverPorts, controlPort };
  const consoleUrl = `http://127.0.0.1:${controlPort}/#${controlToken}`;
  return { ...ports, controlToken, consoleUrl, caPath: authority.caPath, accessKey, state, stop };
}

function chooseSeed(seed: SandboxOptions['seed']): Seed {
  if (typeof seed === 'string') return readSeed(seed);
  return { ...(standardSeed as Seed), ...seed };
}
