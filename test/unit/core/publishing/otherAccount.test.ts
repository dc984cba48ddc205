import { beforeEach, describe, expect, it } from 'vitest';
import { toUrlPublication } from '../../../../src/core/publishing/publication.js';
import type { Publisher } from '../../../../src/core/publishing/publisher.js';
import { createEngineWorld, never } from './engineWorld.js';

const minute = 60_000;
let world: ReturnType<typeof createEngineWorld>;
let account: string;
let publisher: Publisher;

beforeEach(() => {
  world = createEngineWorld();
  account = '1';
  publisher = world.openWindow('one', world.cloud, world.shared.window('one'), () => account);
});

async function save(name: string, held = false): Promise<void> {
  world.save(name, 'x');
  await publisher.enqueue([world.publicationOf(name)], held);
}

describe('work of an account that is not signed in', () => {
  it.each([
    ['once it is signed out', ''],
    ['once another account is signed in', '2'],
  ])('waits, and is no failure, %s', async (_name, next) => {
    world.cloud.failNext('oss.putObject', 'before', 'forbidden');
    await save('a.js');
    await world.clock.advance(minute);
    expect(publisher.state.kind).toBe('failed');
    account = next;
    expect(publisher.state).toEqual({ kind: 'idle' });
    await save('held.js', true);
    expect(publisher.state).toEqual({ kind: 'idle' });
    await save('b.js');
    await world.clock.advance(minute);
    expect(publisher.state).toEqual({ kind: 'waiting', reason: 'signedOut', count: 1 });
  });

  it('is not that its quota is used up', async () => {
    world.cloud.state.quota.urls = 0;
    await save('a.js');
    await world.clock.advance(5_000);
    expect(publisher.state).toMatchObject({ kind: 'waiting', reason: 'quota' });
    account = '2';
    expect(publisher.state).toEqual({ kind: 'idle' });
  });

  it('work of another account is shown after work of the signed-in one', async () => {
    const { oss } = world.cloud;
    const put = oss.putObject.bind(oss);
    oss.putObject = async (...input) => {
      await world.clock.sleep(minute, never);
      return put(...input);
    };
    await save('a.js');
    await world.clock.settle();
    account = '2';
    world.save('b.js', 'x');
    await publisher.enqueue([world.publicationOf('b.js', { accountId: '2' })]);
    await world.clock.settle();
    expect(publisher.state).toEqual({ kind: 'uploading', count: 1 });
  });
});

it('a window knows which requests are of its folders', () => {
  const here = world.publicationOf('a.js');
  expect(publisher.isHere(here)).toBe(true);
  const roots = () => ['/elsewhere'];
  const window = world.openWindow('two', world.cloud, world.shared.window('two'), () => '1', { roots });
  const url = toUrlPublication('1', 'urls', 'https://img.example.com/a');
  expect([here, { ...here, workspaceRoot: '/elsewhere' }, url].map((each) => window.isHere(each))).toEqual([
    false,
    true,
    true,
  ]);
});
