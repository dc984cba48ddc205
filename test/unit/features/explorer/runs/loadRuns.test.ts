import { beforeEach, expect, it, vi } from 'vitest';
import { createRunLoader } from '../../../../../src/features/explorer/runs/followRuns.js';
import { eventually } from '../../../../support/eventually.js';
import { resetEditor } from '../../../../support/fakeVscode.js';

beforeEach(resetEditor);

/** A window whose rows are not shown, after a session that left this in memory. */
function reload({ hasOpenRun, stored }: { hasOpenRun?: boolean; stored: readonly string[] }) {
  const kept = new Map<string, unknown>([['hasOpenRun', hasOpenRun]]);
  const runs: { activity: string }[] = [];
  const load = vi.fn(async () => void runs.push(...stored.map((activity) => ({ activity }))));
  const memory = {
    get: (key: string) => kept.get(key),
    set: async (key: string, value: unknown) => void kept.set(key, value),
  };
  const view = { visible: false };
  const deps = { session: { account: { id: '1' } }, board: { runs, load, watched: true }, log: { debug: () => {} } };
  const loader = createRunLoader({ ...deps, memory } as unknown as Parameters<typeof createRunLoader>[0], view);
  return { loader, load, runs, view, isOpen: () => kept.get('hasOpenRun') };
}

it('a run that was unfinished continues after a reload although its rows are not shown', async () => {
  const { loader, load, isOpen } = reload({ hasOpenRun: true, stored: ['here'] });
  loader.load();
  expect(load).toHaveBeenCalledTimes(1);
  await eventually(() => expect(isOpen()).toBe(true));
});

it('the store is not opened after a reload where no run was unfinished', () => {
  const { loader, load } = reload({ stored: [] });
  loader.load();
  expect(load).not.toHaveBeenCalled();
});

it('a run that becomes unfinished is remembered for the next session', async () => {
  const { loader, runs, isOpen } = reload({ stored: [] });
  runs.push({ activity: 'here' });
  loader.keep();
  await eventually(() => expect(isOpen()).toBe(true));
});

it('the next session after the last run has finished does not look for runs again', async () => {
  const { loader, isOpen } = reload({ hasOpenRun: true, stored: ['finished'] });
  loader.load();
  await eventually(() => expect(isOpen()).toBe(false));
});

it('a board that is cleared as the window closes changes nothing for the next session', () => {
  const { loader, isOpen } = reload({ hasOpenRun: true, stored: [] });
  loader.keep();
  expect(isOpen()).toBe(true);
});
