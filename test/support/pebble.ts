import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox/server.js';
import { freeTcpPort } from './ports.js';
import { type Group, startGroup } from './processes.js';

const program = process.env.PEBBLE_PATH ?? '/usr/bin/pebble';

/** Options of a Pebble. */
export interface PebbleOptions {
  /** Days until its certificates end; 90 by default. */
  readonly days?: number;
  /** The percentage of valid nonces that it refuses; none by default. */
  readonly nonceReject?: number;
  /** A file of CA certificates to which this Pebble's is appended, so that its certificates are trusted. */
  readonly caFile?: string;
}

/** A running Pebble in the place of Let's Encrypt behind the sandbox's proxy. */
export interface Pebble {
  /** Replaces it by a new one without its state. */
  restart(options?: PebbleOptions): Promise<void>;
  stop(): Promise<void>;
}

/** Whether Pebble is on this computer. */
export function hasPebble(): boolean {
  return existsSync(program);
}

/** Starts a Pebble that queries the sandbox's name server; if it is not installed, rejects with what to install. */
export async function startPebble(
  { state, dnsPort }: Pick<Sandbox, 'state' | 'dnsPort'>,
  options: PebbleOptions = {},
): Promise<Pebble> {
  if (!hasPebble()) throw new Error(`${program} is missing. Install it first: apt-get install -y pebble`);
  const folder = mkdtempSync(path.join(tmpdir(), 'oss-cdn-pebble-'));
  const pair = state.issue?.(['localhost'], 30);
  for (const [name, text] of Object.entries(pair ?? {})) writeFileSync(path.join(folder, `${name}.pem`), text);
  const open = async (wanted: PebbleOptions, tries = 3): Promise<Group> => {
    const port = await freeTcpPort();
    try {
      const started = await launch(folder, port, dnsPort, wanted);
      state.acmeServer = `127.0.0.1:${port}`;
      return started;
    } catch (error) {
      // Another program may have taken a port that was free.
      if (tries === 1) throw error;
      return open(wanted, tries - 1);
    }
  };
  let group = await open(options);
  return {
    async restart(wanted = options) {
      await group.stop();
      group = await open(wanted);
    },
    async stop() {
      delete state.acmeServer;
      await group.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function launch(
  folder: string,
  port: number,
  dnsPort: number,
  { days = 90, nonceReject = 0, caFile }: PebbleOptions,
): Promise<Group> {
  const managementListenAddress = `127.0.0.1:${await freeTcpPort()}`;
  const config = {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress,
    certificate: path.join(folder, 'certificate.pem'),
    privateKey: path.join(folder, 'key.pem'),
    httpPort: 1,
    tlsPort: 1,
    retryAfter: { authz: 1, order: 1 },
    certificateValidityPeriod: days * 86_400,
  };
  const file = path.join(folder, 'pebble.json');
  writeFileSync(file, JSON.stringify({ pebble: config }));
  const env = { PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: String(nonceReject), PEBBLE_AUTHZREUSE: '0' };
  const group = startGroup(program, ['-config', file, '-dnsserver', `127.0.0.1:${dnsPort}`], { env });
  await group.printed(/Listening on/);
  if (caFile !== undefined) appendFileSync(caFile, await readRoot(managementListenAddress));
  return group;
}

/** How often and how fast a starting server is polled, ms: a minute and more on a busy computer. */
const tries = { most: 1_200, pauseMs: 50 };

/** Pebble's CA certificate, created at its start, in PEM. Source: Pebble, README, "CA Root and Intermediate Certificates". */
async function readRoot(address: string, count = 1): Promise<string> {
  try {
    // A connection inside this computer.
    const asked = get(`https://${address}/roots/0`, { rejectUnauthorized: false });
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return await text(response);
  } catch (error) {
    if (count >= tries.most) throw error;
    await setTimeout(tries.pauseMs);
    return readRoot(address, count + 1);
  }
}
