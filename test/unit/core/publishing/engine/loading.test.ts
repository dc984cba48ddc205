import { expect, it } from 'vitest';
import { Engine } from '../../../../../src/core/publishing/engine/engine.js';
import { createEngineWorld } from '../engineWorld.js';

it('a request is rejected while the engine cannot be loaded, shown as waiting, and carried out once it is loaded', async () => {
  const world = createEngineWorld();
  let isBroken = true;
  const loadEngine = async () => {
    if (isBroken) throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
    return Engine;
  };
  const publisher = world.openWindow('one', world.cloud, undefined, undefined, { loadEngine });
  const shown: string[] = [];
  publisher.onDidChange(() => shown.push(publisher.state.kind));
  world.save('a.js', 'x');
  await expect(publisher.enqueue([world.publicationOf('a.js')])).rejects.toMatchObject({ kind: 'unexpected' });
  expect(shown).toEqual(['uploading', 'waiting']);
  isBroken = false;
  await world.clock.advance(60_000);
  expect({ text: world.textOf('a.js'), refreshed: world.refreshed(), state: publisher.state.kind }).toEqual({
    text: 'x',
    refreshed: ['/a.js'],
    state: 'idle',
  });
});
