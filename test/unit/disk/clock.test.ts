import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../../src/disk/clock.js';
import { createFiles } from '../../../src/disk/files.js';

test('sleep ends on time, and at once when cancelled', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let hasEnded = false;
  const short = systemClock.sleep(20, new AbortController().signal).then(() => {
    hasEnded = true;
  });
  await vi.advanceTimersByTimeAsync(19);
  expect(hasEnded).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await short;
  const abort = new AbortController();
  const long = systemClock.sleep(60_000, abort.signal);
  abort.abort();
  await expect(long).rejects.toMatchObject({ kind: 'cancelled' });
  await expect(systemClock.sleep(60_000, abort.signal)).rejects.toMatchObject({ kind: 'cancelled' });
});

test('a missing file is undefined, and a folder in its place is an error', async () => {
  const files = createFiles();
  expect(await files.read(import.meta.filename)).toBeInstanceOf(Uint8Array);
  expect(await files.realPath(import.meta.filename)).toBe(import.meta.filename);
  expect(await files.read(`${import.meta.filename}.absent`)).toBeUndefined();
  expect(await files.realPath(`${import.meta.filename}/below`)).toBeUndefined();
  await expect(files.read(import.meta.dirname)).rejects.toMatchObject({
    kind: 'badFile',
    details: { code: 'notRegular' },
  });
});
