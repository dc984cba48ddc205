import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { withTrust } from '../../test/support/throughProxy.js';

/** An object as an earlier run has left it, by its key. */
export interface EarlierObject {
  readonly key: string;
  readonly md5: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** The work of a contender: it puts all files of a folder into the bucket, and answers with a `PublishResult`. */
export interface Job {
  readonly folder: string;
  readonly names: readonly string[];
  /** The ledger's rows of these files. */
  readonly earlier?: readonly EarlierObject[];
  /** Also waits until the edge serves all of them. */
  readonly untilFresh?: boolean;
}

/** How publishing a folder went. */
export interface PublishResult {
  /** From the confirmation until the last PUT is answered, ms. */
  readonly ms: number;
  /** The same until the edge has shown each of them, ms. */
  readonly freshMs?: number;
  /** Comparing the folder with the bucket before, ms. */
  readonly planMs?: number;
}

/** Sends every connection over TLS of this process to a port of this computer from now on, whatever its host. */
export function sendAllTo(port: number, caPath: string): void {
  const { connect } = tls;
  const ca = readFileSync(caPath, 'utf8');
  const redirected = (options: tls.ConnectionOptions) =>
    connect({ ...withTrust(options, ca), host: '127.0.0.1', port });
  tls.connect = redirected as typeof connect;
}
