import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { createControl } from '../support/control.js';

async function refuses(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

it.each(['SIGINT', 'SIGTERM'] as const)(
  'the sandbox program prints its address as one line and stops on %s',
  async (signal) => {
    const program = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts', '--speed', '30'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(program, 'exit');
    try {
      const lines: string[] = [];
      const output = createInterface(program.stdout);
      output.on('line', (line) => lines.push(line));
      const crashed = ended.then((status) => Promise.reject(new Error(`ended before its first line: ${status}`)));
      await Promise.race([once(output, 'line'), crashed]);
      const address = JSON.parse(lines[0] ?? '');
      expect(readFileSync(address.caPath, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/);
      expect(await createControl(address).state()).toMatchObject({ speed: 30 });

      program.kill(signal);
      expect(await ended).toEqual([0, null]);
      expect(lines).toHaveLength(1);
      expect(existsSync(address.caPath)).toBe(false);
      expect(await Promise.all([address.proxyPort, address.controlPort].map(refuses))).toEqual([true, true]);
    } finally {
      program.kill('SIGKILL');
    }
  },
);
