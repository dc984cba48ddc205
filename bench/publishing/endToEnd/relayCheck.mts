import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { median, printAim } from '../../print.mjs';
import { endProcess } from '../place.mjs';
import { startRelay } from './stage.mjs';

const connections = 25;
const echoesEach = 5;
const toleranceMs = 2;

/** Whether the relay keeps to its round trips, by an echo through it, and what it costs when it has none to keep. */
export async function printWays(): Promise<void> {
  const echo = createServer({ noDelay: true }, (socket) => void socket.pipe(socket));
  await once(echo.listen(0, '127.0.0.1'), 'listening');
  const { port } = echo.address() as AddressInfo;
  const children: ChildProcess[] = [];
  try {
    const direct = await measure(port);
    for (const roundTripMs of [0, 10, 40]) {
      const relayed = await measure(await startRelay([String(port), String(roundTripMs), '0', 'plain'], children));
      const off = Math.max(...[relayed.echoMs, relayed.connectMs].map((ms) => Math.abs(ms - roundTripMs)));
      printAim(`relay: off by at most, at ${roundTripMs} ms, ms`, off, toleranceMs);
      console.log(
        `  an echo takes ${relayed.echoMs.toFixed(2)} ms and the handshake before it ${relayed.connectMs.toFixed(2)} ms; without a relay ${direct.echoMs.toFixed(2)} ms`,
      );
    }
  } finally {
    for (const child of children) endProcess(child);
    echo.close();
  }
}

/** Medians; the handshake is what the first echo of a connection takes more than the others. */
async function measure(port: number): Promise<{ readonly echoMs: number; readonly connectMs: number }> {
  const firsts: number[] = [];
  const echoes: number[] = [];
  for (let connection = 0; connection < connections; connection++) {
    const start = performance.now();
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    for (let turn = 0; turn <= echoesEach; turn++) {
      const sent = performance.now();
      socket.write('echo');
      await once(socket, 'data');
      if (turn === 0) firsts.push(performance.now() - start);
      else echoes.push(performance.now() - sent);
    }
    socket.destroy();
  }
  return { echoMs: median(echoes), connectMs: median(firsts) - median(echoes) };
}
