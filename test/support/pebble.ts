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

/** How a Pebble behaves. */
export interface PebbleOptions {
  /** Days until its certificates end; 90 unless given. */
  readonly days?: number;
  /** How many of 100 good nonces it refuses; none unless given. */
  readonly nonceReject?: number;
  /** A file of CA certificates to which the one of this Pebble is added, so that who reads it later trusts what it issues. */
  readonly caFile?: string;
}

/** A running Pebble, which stands for Let's Encrypt behind the proxy of a sandbox. */
export interface Pebble {
  /** Ends it and starts a new one in its place, which knows nothing of the earlier one. */
  restart(options?: PebbleOptions): Promise<void>;
  stop(): Promise<void>;
}

/** Whether Pebble is on this computer. */
export function hasPebble(): boolean {
  return existsSync(program);
}

/** Starts a Pebble that asks the name server of the sandbox; rejects with what to install where it is missing. */
export async function startPebble(
  { state, dnsPort }: Pick<Sandbox, 'state' | 'dnsPort'>,
  options: PebbleOptions = {},
): Promise<Pebble> {
  if (!hasPebble()) throw new Error(`${program} is missing. Install it first: apt-get install -y pebble`);
  const folder = mkdtempSync(path.join(tmpdir(), 'oss-cdn-pebble-'));
  const pair = state.issue?.(['localhost'], 30);
  for (const [name, text] of Object.entries(pair ?? {})) writeFileSync(path.join(folder, `${name}.pem`), text);
  const open = async (wanted: PebbleOptions) => {
    const port = await freeTcpPort();
    const started = await launch(folder, port, dnsPort, wanted);
    state.acmeServer = `127.0.0.1:${port}`;
    return started;
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

/** How often a server that is just starting is asked, and how long after each other, ms. */
const tries = { most: 100, pauseMs: 50 };

/** The certificate of the authority that a Pebble makes up as it starts, in PEM. Source: Pebble, README, "CA Root and Intermediate Certificates". */
async function readRoot(address: string, count = 1): Promise<string> {
  try {
    // The way inside this computer.
    const asked = get(`https://${address}/roots/0`, { rejectUnauthorized: false });
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return await text(response);
  } catch (error) {
    if (count >= tries.most) throw error;
    await setTimeout(tries.pauseMs);
    return readRoot(address, count + 1);
  }
}
