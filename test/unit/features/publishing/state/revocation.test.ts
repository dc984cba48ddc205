import { expect, test } from 'vitest';
import { Revocation } from '../../../../../src/features/publishing/state/revocation.js';

function createWorld() {
  const values = new Map<string, unknown>();
  const memory = {
    get: <T>(key: string) => values.get(key) as T | undefined,
    set: async (key: string, value: unknown) => void values.set(key, value),
  };
  const clock = { at: 100, now: () => clock.at };
  return { clock, revocation: new Revocation(memory, clock) };
}

test('a revocation is remembered with its time', async () => {
  const { clock, revocation } = createWorld();
  expect({ at: revocation.get(), commands: revocation.toCommands(['/w']) }).toEqual({
    at: Number.NEGATIVE_INFINITY,
    commands: [],
  });
  await revocation.set();
  clock.at = 200;
  expect(revocation.toCommands(['/w'])).toEqual([{ kind: 'revoke', workspaceRoots: ['/w'], until: 100 }]);
});

test('a revocation with a time in the future was made before the clock was set back, and does not concern what is requested later', async () => {
  const { clock, revocation } = createWorld();
  await revocation.set();
  clock.at = 10;
  expect(revocation.get()).toBe(10);
  clock.at = 20;
  expect(revocation.get()).toBe(10);
});
