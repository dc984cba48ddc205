import { expect, test } from 'vitest';
import type { Memory } from '../../../../../src/core/ports/local.js';
import { SignedOutChanges } from '../../../../../src/features/publishing/state/signedOutChanges.js';

function createMemory(start?: unknown): Memory {
  const values = new Map<string, unknown>([['publishingUnsent', start]]);
  return {
    get: <T>(key: string) => values.get(key) as T | undefined,
    // As VS Code keeps it.
    set: async (key, value) => void values.set(key, value && JSON.parse(JSON.stringify(value))),
  };
}

test('noted changes are there in the next window until they are removed', async () => {
  const memory = createMemory();
  await new SignedOutChanges(memory).record(['/w/a', '/w/b'], 'saved');
  await new SignedOutChanges(memory).record(['/w/c'], 'deleted');
  const next = new SignedOutChanges(memory);
  expect({ saved: next.list('saved'), deleted: next.list('deleted') }).toEqual({
    saved: ['/w/a', '/w/b'],
    deleted: ['/w/c'],
  });
  await next.forget(['/w/a', '/w/c', '/w/other']);
  expect({ saved: next.list('saved'), deleted: next.list('deleted') }).toEqual({ saved: ['/w/b'], deleted: [] });
  await next.forget(['/w/b']);
  expect(memory.get('publishingUnsent')).toBeUndefined();
});

test('the last event of a file counts', async () => {
  const signedOutChanges = new SignedOutChanges(createMemory());
  await signedOutChanges.record(['/w/a'], 'saved');
  await signedOutChanges.record(['/w/a'], 'deleted');
  expect({ saved: signedOutChanges.list('saved'), deleted: signedOutChanges.list('deleted') }).toEqual({
    saved: [],
    deleted: ['/w/a'],
  });
  await signedOutChanges.record(['/w/a'], 'saved');
  expect({ saved: signedOutChanges.list('saved'), deleted: signedOutChanges.list('deleted') }).toEqual({
    saved: ['/w/a'],
    deleted: [],
  });
});

test('notes at the same time are all kept', async () => {
  const signedOutChanges = new SignedOutChanges(createMemory());
  await Promise.all(['/w/a', '/w/b', '/w/c'].map((path) => signedOutChanges.record([path], 'saved')));
  expect(signedOutChanges.list('saved')).toEqual(['/w/a', '/w/b', '/w/c']);
});

test.each([undefined, 'text', null, { '/w/a': 1 }, ['/w/a']])('damaged as %j it is empty', (value) => {
  expect(new SignedOutChanges(createMemory(value)).list('saved')).toEqual([]);
});

test('every kind of pending change is forgotten when consent is revoked', async () => {
  const memory = createMemory();
  const signedOutChanges = new SignedOutChanges(memory);
  for (const kind of ['saved', 'deleted', 'changed', 'held'] as const)
    await signedOutChanges.record([`/w/${kind}`], kind);
  await signedOutChanges.forgetAll();
  expect(memory.get('publishingUnsent')).toBeUndefined();
});
