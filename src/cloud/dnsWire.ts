import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import dnsPacket, { type DecodedPacket, type RecordType } from 'dns-packet';
import type { ServerAddress } from './serverAddress.js';

/** A decoded answer to our question. */
export type DnsMessage = DecodedPacket;

/** Asks over UDP, once more after `resendMs`; answers that do not fit the question are ignored. Rejects with the signal's reason. */
export function askUdp(
  address: ServerAddress,
  name: string,
  type: string,
  resendMs: number,
  signal: AbortSignal,
): Promise<DnsMessage> {
  const query = makeQuery(name, type);
  const socket = createSocket(isIPv6(address.host) ? 'udp6' : 'udp4');
  return settle(
    signal,
    () => socket.close(),
    (resolve, reject, onEnd) => {
      const send = () => socket.send(query.bytes, (error) => error && reject(error));
      socket.on('error', reject);
      socket.on('message', (bytes) => {
        const answer = decode(bytes);
        if (answer && query.fits(answer)) resolve(answer);
      });
      // A connected socket takes packets of that server alone, and learns at once of a closed port.
      socket.connect(address.port, address.host, send);
      const again = setTimeout(send, resendMs);
      onEnd(() => clearTimeout(again));
    },
  );
}

/** Asks over TCP. Rejects with the signal's reason, or when the connection ends early. */
export function askTcp(address: ServerAddress, name: string, type: string, signal: AbortSignal): Promise<DnsMessage> {
  const query = makeQuery(name, type);
  const socket = connect(address.port, address.host);
  return settle(
    signal,
    () => socket.destroy(),
    (resolve, reject) => {
      let received = Buffer.alloc(0);
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('The connection ended before the answer')));
      socket.on('connect', () => socket.write(withLength(query.bytes)));
      socket.on('data', (chunk) => {
        received = Buffer.concat([received, chunk]);
        if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
        const answer = decode(received.subarray(2, 2 + received.readUInt16BE(0)));
        if (answer && query.fits(answer)) resolve(answer);
        else reject(new Error('The answer does not fit the question'));
      });
    },
  );
}

function makeQuery(name: string, type: string) {
  const id = randomInt(0x1_0000);
  const bytes = dnsPacket.encode({
    type: 'query',
    id,
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ name, type: type as RecordType }],
  });
  const fits = (answer: DnsMessage) => {
    const question = answer.questions?.[0];
    return (
      answer.type === 'response' &&
      answer.id === id &&
      question?.name.toLowerCase() === name.toLowerCase() &&
      question.type === type
    );
  };
  return { bytes, fits };
}

function withLength(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function decode(bytes: Buffer): DnsMessage | undefined {
  try {
    return dnsPacket.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A promise that a signal can end, with its clean-up run exactly once however it ends. */
function settle<T>(
  signal: AbortSignal,
  close: () => void,
  start: (resolve: (value: T) => void, reject: (error: unknown) => void, onEnd: (run: () => void) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const ends: (() => void)[] = [close];
    const finish = (then: () => void) => {
      for (const end of ends.splice(0)) end();
      signal.removeEventListener('abort', abort);
      then();
    };
    const fail = (error: unknown) => finish(() => reject(error));
    const abort = () => fail(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    start(
      (value) => finish(() => resolve(value)),
      fail,
      (run) => ends.push(run),
    );
    if (signal.aborted) abort();
  });
}
