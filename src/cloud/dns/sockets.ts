import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import type { DnsQueryType } from '../../core/ports/probe.js';
import { settle } from '../http/timeLimit.js';
import { type DnsMessage, makeQuery } from './message.js';
import type { ServerAddress } from './serverAddress.js';

/** A question and its time limit. */
export interface DnsQuestion {
  readonly name: string;
  readonly type: DnsQueryType;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Queries over UDP and resends every `resendMs`. Packets that do not answer the question are ignored. Rejects with the signal's reason. */
export function askUdp(
  address: ServerAddress,
  { name, type, signal }: DnsQuestion,
  resendMs: number,
): Promise<DnsMessage> {
  const query = makeQuery(name, type, randomInt(0x1_0000));
  const socket = createSocket(isIPv6(address.host) ? 'udp6' : 'udp4');
  return settle(signal, ({ resolve, reject, onEnd }) => {
    const send = () => socket.send(query.bytes, (error) => error && reject(error));
    socket.on('error', reject);
    socket.on('message', (bytes) => {
      const answer = query.readAnswer(bytes);
      if (answer) resolve(answer);
    });
    // A connected socket receives packets of that server alone, and reports a closed port at once.
    socket.connect(address.port, address.host, (...failed: unknown[]) => {
      // Node passes the error, although the types do not say so.
      if (failed[0]) return reject(failed[0]);
      const again = setInterval(send, resendMs);
      onEnd(() => clearInterval(again));
      send();
    });
    onEnd(() => socket.close());
  });
}

/** Queries over TCP. Rejects with the signal's reason, or if the connection ends early. */
export function askTcp(address: ServerAddress, { name, type, signal }: DnsQuestion): Promise<DnsMessage> {
  const query = makeQuery(name, type, randomInt(0x1_0000));
  const socket = connect(address.port, address.host);
  return settle(signal, ({ resolve, reject, onEnd }) => {
    let received = Buffer.alloc(0);
    onEnd(() => socket.destroy());
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('The connection ended before the answer')));
    socket.on('connect', () => socket.write(withLength(query.bytes)));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const answer = query.readAnswer(received.subarray(2, 2 + received.readUInt16BE(0)));
      if (answer) resolve(answer);
      else reject(new Error('The answer does not fit the question'));
    });
  });
}

function withLength(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
