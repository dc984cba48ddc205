import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { withTrust } from '../../test/support/throughProxy.js';

/** An object in the bucket as an earlier run recorded it. */
export interface EarlierObject {
  readonly key: string;
  readonly md5: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** The work of a contender: to put all files of a folder into the bucket. The answer is a `PublishResult`. */
export interface Job {
  readonly folder: string;
  readonly names: readonly string[];
  /** The recorded objects of these files from an earlier run. */
  readonly earlier?: readonly EarlierObject[];
  /** Whether to wait until the edge serves all files. */
  readonly untilFresh?: boolean;
  /** The prefix of the keys. */
  readonly prefix?: string;
  /** The folder of a store that windows share. */
  readonly store?: string;
  /** The number of files to save while the folder is published, and before that. */
  readonly saves?: number;
}

/** The work of our contender to move all objects of a folder of the bucket: as the command does, or by bare copies and deletions. */
export interface MoveJob {
  readonly move: 'ours' | 'bare';
  readonly from: string;
  readonly to: string;
}

/** The work of a script to request a path of the bucket, with its query, and to write the answer to a file. */
export interface FetchJob {
  readonly path: string;
  readonly to: string;
}

/** The measured times of publishing a folder. */
export interface PublishResult {
  /** The time from the confirmation until the last PUT is answered, ms. */
  readonly ms: number;
  /** The processor time from the confirmation until the end, ms. It hardly depends on how busy this computer is. */
  readonly processorMs: number;
  /** The time from the confirmation until all files are known to be in the bucket, also those whose PUT was not answered, ms. */
  readonly endMs?: number;
  /** The time from the confirmation until the edge has served each file, ms. */
  readonly freshMs?: number;
  /** The time to compare the folder with the bucket before the confirmation, ms. */
  readonly planMs?: number;
  /** The times from a save until its PUT is answered, while nothing else is published and while the folder is, ms. */
  readonly saves?: { readonly aloneMs: readonly number[]; readonly duringMs: readonly number[] };
}

/** Redirects every further TLS connection of this process, whatever its host, to a port of this computer. */
export function sendAllTo(port: number, caPath: string): void {
  const { connect } = tls;
  const ca = readFileSync(caPath, 'utf8');
  const redirected = (options: tls.ConnectionOptions) =>
    connect({ ...withTrust(options, ca), host: '127.0.0.1', port });
  tls.connect = redirected as typeof connect;
}

/** Starts to measure the processor time of this process. The returned function returns it in ms. */
export function startProcessorTime(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  };
}
