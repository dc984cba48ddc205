import { expect, test } from 'vitest';
import type { UserCommand } from '../../../../../src/core/publishing/queue/userCommands.js';
import { Revocation } from '../../../../../src/features/publishing/state/revocation.js';

function createWorld() {
  const values = new Map<string, unknown>();
  const memory = {
    get: <T>(key: string) => values.get(key) as T | undefined,
    set: async (key: string, value: unknown) => void values.set(key, value),
  };
  const clock = { at: 100, now: () => clock.at };
  const commands: UserCommand[] = [];
  return { clock, commands, revocation: new Revocation(memory, clock) };
}

test('a revocation is remembered with its time', async () => {
  const { clock, commands, revocation } = createWorld();
  await revocation.enforce(['/w'], async (command) => void commands.push(command));
  expect({ at: revocation.revokedAt(), commands }).toEqual({ at: Number.NEGATIVE_INFINITY, commands: [] });
  await revocation.record();
  clock.at = 200;
  await revocation.enforce(['/w'], async (command) => void commands.push(command));
  expect({ at: revocation.revokedAt(), commands }).toEqual({
    at: 100,
    commands: [{ kind: 'revoke', workspaceRoots: ['/w'], until: 100 }],
  });
});

test('a revocation keeps its time where it is only read while the clock is set back', async () => {
  const { clock, revocation } = createWorld();
  await revocation.record();
  clock.at = 50;
  expect(revocation.revokedAt()).toBe(50);
  clock.at = 200;
  expect(revocation.revokedAt()).toBe(100);
});

test('a revocation with a time in the future does not cover requests made after it was enforced', async () => {
  const { clock, commands, revocation } = createWorld();
  await revocation.record();
  clock.at = 10;
  await revocation.enforce(['/w'], async (command) => {
    commands.push(command);
    clock.at = 20;
  });
  clock.at = 30;
  expect({ at: revocation.revokedAt(), commands }).toEqual({
    at: 10,
    commands: [{ kind: 'revoke', workspaceRoots: ['/w'], until: 10 }],
  });
});

test('a revocation with a time in the future keeps it where it could not be enforced', async () => {
  const { clock, revocation } = createWorld();
  await revocation.record();
  clock.at = 10;
  await expect(revocation.enforce(['/w'], () => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
  clock.at = 200;
  expect(revocation.revokedAt()).toBe(100);
});

test('a revocation that is recorded while an earlier one is enforced keeps its own time', async () => {
  const { clock, revocation } = createWorld();
  await revocation.record();
  clock.at = 10;
  await revocation.enforce(['/w'], async () => {
    clock.at = 20;
    await revocation.record();
  });
  expect(revocation.revokedAt()).toBe(20);
});
