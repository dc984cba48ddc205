import { afterEach, expect, it, vi } from 'vitest';
import { Signal } from '../../../src/core/signal.js';
import { createEngineWorld } from './publishing/engineWorld.js';

afterEach(() => vi.restoreAllMocks());

/** What the host gets to report. */
function watchReports() {
  return vi.spyOn(Promise, 'reject').mockImplementation(() => new Promise<never>(() => undefined));
}

const broken = () => {
  throw new Error('broken listener');
};

it('a signal calls every listener in order until it is disposed of, even after one that throws, which is reported', () => {
  const reports = watchReports();
  const signal = new Signal<number>();
  const heard: string[] = [];
  signal.event(broken);
  const first = signal.event((value) => heard.push(`first ${value}`));
  signal.event((value) => heard.push(`second ${value}`));
  signal.fire(1);
  first.dispose();
  signal.fire(2);
  expect(heard).toEqual(['first 1', 'second 1', 'second 2']);
  expect(reports.mock.calls).toEqual([[new Error('broken listener')], [new Error('broken listener')]]);
});

it('a listener that throws does not stop publishing', async () => {
  const reports = watchReports();
  const world = createEngineWorld();
  const publisher = world.openWindow('one');
  publisher.onDidChange(broken);
  publisher.onDidFinish(broken);
  for (const text of ['one', 'two']) {
    world.save('a.js', text);
    await publisher.enqueue([world.publicationOf('a.js')]);
    await world.clock.advance(60_000);
  }
  expect({ text: world.textOf('a.js'), refreshed: world.refreshed(), state: publisher.state.kind }).toEqual({
    text: 'two',
    refreshed: ['/a.js', '/a.js'],
    state: 'idle',
  });
  expect(reports).toHaveBeenCalled();
});
