import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { createControl } from '../support/control.js';

async function refuses(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const [outcome] = await Promise.race([once(socket, 'connect').then(() => ['open']), once(socket, 'error')]).catch(
    (error: Error) => [error],
  );
  socket.destroy();
  return outcome instanceof Error;
}

it.each(['SIGINT', 'SIGTERM'] as const)(
  'the program tells where it is in one line, and %s ends all of it',
  async (signal) => {
    const program = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts', '--speed', '30'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    const output = createInterface(program.stdout);
    output.on('line', (line) => lines.push(line));
    await once(output, 'line');
    const address = JSON.parse(lines[0] ?? '');
    expect(readFileSync(address.caPath, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/);
    expect(await createControl(address).state()).toMatchObject({ speed: 30 });

    const ended = once(program, 'exit');
    program.kill(signal);
    expect(await ended).toEqual([0, null]);
    expect(lines).toHaveLength(1);
    expect(existsSync(address.caPath)).toBe(false);
    expect(await Promise.all([address.proxyPort, address.controlPort].map(refuses))).toEqual([true, true]);
  },
);
