import { expect, it } from 'vitest';
import { Engine } from '../../../../src/core/publishing/engine.js';
import { createEngineWorld } from './engineWorld.js';

it('an engine that cannot be loaded is no upload that goes on for ever, and is loaded by the next wish', async () => {
  const world = createEngineWorld();
  let broken = true;
  const loadEngine = async () => {
    if (broken) throw new Error('Cannot find module');
    return Engine;
  };
  const publisher = world.openWindow('one', world.cloud, undefined, undefined, { loadEngine });
  const shown: string[] = [];
  publisher.onDidChange(() => shown.push(publisher.state.kind));
  world.save('a.js', 'x');
  await expect(publisher.enqueue([world.publicationOf('a.js')])).rejects.toThrow('Cannot find module');
  expect(shown).toEqual(['uploading', 'idle']);
  broken = false;
  await publisher.enqueue([world.publicationOf('a.js')]);
  await world.clock.advance(60_000);
  expect([world.textOf('a.js'), world.refreshed(), publisher.state.kind]).toEqual(['x', ['/a.js'], 'idle']);
});
