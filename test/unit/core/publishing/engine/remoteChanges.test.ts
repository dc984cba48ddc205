import { beforeEach, describe, expect, it } from 'vitest';
import { commandAbout } from '../../../../../src/core/publishing/queue/userCommands.js';
import { never, openPublisher } from '../engineWorld.js';

const minute = 60_000;
type Opened = ReturnType<typeof openPublisher>;
let world: Opened['world'];
let publisher: Opened['publisher'];
let publish: Opened['publish'];

beforeEach(() => {
  ({ world, publisher, publish } = openPublisher());
});

const baseOf = (text: string) => ({ size: text.length, md5: world.disk.md5(Buffer.from(text)) });

describe('an object that another author', () => {
  it('has changed is overwritten only by a user command', async () => {
    await publish('a.js', 'one');
    await world.put('a.js', 'theirs');
    await publish('a.js', 'two');
    expect(world.textOf('a.js')).toBe('theirs');
    expect(publisher.state).toMatchObject({ kind: 'waiting', reason: 'conflict', count: 1 });
    await publisher.execute({ kind: 'overwrite' });
    await world.clock.advance(20_000);
    expect(world.textOf('a.js')).toBe('two');
  });

  it('has changed receives the type of our file when it is overwritten, and keeps its other headers', async () => {
    await publish('index.html', '<p>one');
    await world.put('index.html', 'theirs', { 'content-type': 'application/zip', 'cache-control': 'no-cache' });
    await publish('index.html', '<p>two');
    await publisher.execute({ kind: 'overwrite' });
    await world.clock.advance(20_000);
    expect(world.stored('index.html')?.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    });
  });

  it.each([
    ['the user had given it', 'index.html', () => ({})],
    ['its name has none', 'LICENSE', () => ({ text: 'theirs' })],
  ])('keeps a type where %s', async (_why, name, theirs: () => { text?: string }) => {
    await publish(name, 'one');
    const { text } = theirs();
    await world.put(name, text ?? 'one', { 'content-type': 'text/x-own' });
    await publish(name, 'two');
    await publisher.execute({ kind: 'overwrite' });
    await world.clock.advance(20_000);
    expect(world.textOf(name)).toBe('two');
    expect(world.stored(name)?.headers).toMatchObject({ 'content-type': 'text/x-own' });
  });

  it('has changed is in no conflict where the file was equal to it before the edit', async () => {
    await publish('a.js', 'one');
    await world.put('a.js', 'theirs');
    await publish('a.js', 'two', { bases: [baseOf('theirs')] });
    expect({ text: world.textOf('a.js'), state: publisher.state.kind }).toEqual({ text: 'two', state: 'idle' });
  });

  it('has changed once more since the file was equal to it is in conflict', async () => {
    await publish('a.js', 'one');
    await world.put('a.js', 'theirs again');
    await publish('a.js', 'two', { bases: [baseOf('theirs')] });
    expect({ text: world.textOf('a.js'), state: publisher.state.kind }).toEqual({
      text: 'theirs again',
      state: 'waiting',
    });
  });

  it('has changed is in no conflict after several saves without a network', async () => {
    await publish('a.js', 'one');
    await world.put('a.js', 'theirs');
    const before = world.count('oss.putObject');
    for (let time = 0; time < 20; time++) world.cloud.failNext('oss.readObjectHead', 'before', 'offline');
    await publish('a.js', 'two', { bases: [baseOf('theirs')] });
    for (const text of ['three', 'four', 'five']) await publish('a.js', text);
    expect({ text: world.textOf('a.js'), puts: world.count('oss.putObject') - before }).toEqual({
      text: 'theirs',
      puts: 0,
    });
    publisher.dispose();
    const next = world.openWindow('next');
    await next.resume();
    await world.clock.advance(30 * minute);
    expect({ text: world.textOf('a.js'), state: next.state.kind }).toEqual({ text: 'five', state: 'idle' });
  });

  it('has changed back to an earlier content of the file is in conflict when a version of ours was there meanwhile', async () => {
    await publish('a.js', 'one');
    await world.put('a.js', 'theirs');
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    const putObject: typeof world.cloud.oss.putObject = async (...input) => {
      const result = await world.cloud.oss.putObject(...input);
      await held;
      return result;
    };
    const oss = Object.assign(Object.create(world.cloud.oss), { putObject });
    publisher.dispose();
    const slow = world.openWindow('slow', { ...world.cloud, oss });
    world.save('a.js', 'two');
    await slow.enqueue([world.publicationOf('a.js', { bases: [baseOf('theirs')] })]);
    await world.clock.advance(100);
    world.save('a.js', 'three');
    await slow.enqueue([world.publicationOf('a.js')]);
    await world.put('a.js', 'theirs');
    answer();
    await world.clock.advance(minute);
    expect({ text: world.textOf('a.js'), state: slow.state.kind }).toEqual({ text: 'theirs', state: 'waiting' });
  });

  it('has not changed is in no conflict after a PUT with a lost answer', async () => {
    await publish('a.js', 'one');
    world.cloud.failNext('oss.putObject', 'after', 'unavailable');
    world.save('a.js', 'two');
    await publisher.enqueue([world.publicationOf('a.js')]);
    await world.clock.settle();
    expect(world.textOf('a.js')).toBe('two');
    await publish('a.js', 'three');
    expect({ text: world.textOf('a.js'), state: publisher.state.kind }).toEqual({ text: 'three', state: 'idle' });
  });

  it('changes again after the command to overwrite is in conflict again', async () => {
    await publish('a.js', 'one');
    await world.put('a.js', 'theirs');
    await publish('a.js', 'two');
    await world.put('a.js', 'theirs again');
    await publisher.execute({ kind: 'overwrite' });
    await world.clock.advance(20_000);
    expect({ text: world.textOf('a.js'), state: publisher.state.kind }).toEqual({
      text: 'theirs again',
      state: 'waiting',
    });
    await publisher.execute({ kind: 'skip' });
    await world.clock.advance(20_000);
    expect({ text: world.textOf('a.js'), state: publisher.state.kind }).toEqual({
      text: 'theirs again',
      state: 'idle',
    });
  });

  it('has deleted is created again only by a user command', async () => {
    await publish('a.js', 'one');
    await world.cloud.oss.deleteObject(world.publicationOf('a.js').bucket, 'a.js', never);
    await publish('a.js', 'two');
    expect({ text: world.textOf('a.js'), entry: publisher.list()[0] }).toMatchObject({
      text: undefined,
      entry: { stage: 'conflict', remote: {} },
    });
    await publisher.execute({ kind: 'overwrite' });
    await world.clock.advance(20_000);
    expect({ text: world.textOf('a.js'), entries: publisher.list() }).toEqual({ text: 'two', entries: [] });
  });

  it('has not changed is in no conflict after a delete with a lost answer', async () => {
    await publish('a.js', 'one');
    world.remove('a.js');
    world.cloud.failNext('oss.deleteObject', 'after', 'unavailable');
    await publisher.enqueue([world.publicationOf('a.js', { act: 'delete' })]);
    await world.clock.settle();
    expect(world.textOf('a.js')).toBeUndefined();
    await publish('a.js', 'two');
    expect({ text: world.textOf('a.js'), entries: publisher.list() }).toEqual({ text: 'two', entries: [] });
  });

  it('has just created is in conflict with a file that was believed to be new', async () => {
    await publish('a.js', 'mine', {});
    world.save('b.js', 'mine');
    await world.put('b.js', 'theirs');
    void publisher.enqueue([world.publicationOf('b.js', { believedNew: true })]);
    await world.clock.advance(20_000);
    expect({ text: world.textOf('b.js'), state: publisher.state.kind }).toEqual({ text: 'theirs', state: 'waiting' });
  });

  it('has created and that has no ledger record is not deleted', async () => {
    await world.put('a.js', 'theirs');
    void publisher.enqueue([world.publicationOf('a.js', { act: 'delete' })]);
    await world.clock.advance(20_000);
    expect({ text: world.textOf('a.js'), state: publisher.state.kind }).toEqual({ text: 'theirs', state: 'waiting' });
  });

  it('has created since its bucket is recorded is in conflict, also without a ledger record', async () => {
    world.cloud.state.now = world.clock.now;
    await world.put('old.js', 'theirs');
    await world.clock.advance(minute);
    await publish('a.js', 'mine');
    await world.put('new.js', 'theirs');
    await publish('old.js', 'mine');
    await publish('new.js', 'mine');
    expect({ 'old.js': world.textOf('old.js'), 'new.js': world.textOf('new.js') }).toEqual({
      'old.js': 'mine',
      'new.js': 'theirs',
    });
    expect(publisher.state).toEqual({ kind: 'waiting', reason: 'conflict', count: 1 });
    await publisher.execute({ kind: 'overwrite' });
    await world.clock.advance(minute);
    expect({ text: world.textOf('new.js'), state: publisher.state.kind }).toEqual({ text: 'mine', state: 'idle' });
  });

  it('has made equal to the file is refreshed when the file is saved again, also after the store was lost', async () => {
    world.cloud.state.now = world.clock.now;
    await publish('first.js', 'mine');
    await world.put('a.js', 'same');
    await publish('a.js', 'same');
    await publish('a.js', 'same');
    expect(world.refreshed()).toEqual(['/first.js', '/a.js']);
  });

  it('has created before what is ours there is overwritten', async () => {
    await world.put('a.js', 'theirs');
    await publish('a.js', 'mine');
    expect({ text: world.textOf('a.js'), state: publisher.state.kind }).toEqual({ text: 'mine', state: 'idle' });
  });
});

it('entries set aside before a reload are judged when the window resumes', async () => {
  const store = world.shared.window('one');
  world.save('a.js', 'set aside');
  const request = { publications: [world.publicationOf('a.js')], held: false, at: world.clock.now() };
  await store.setAside({ accountId: '1', ...request });
  const next = world.openWindow('two');
  const left: string[] = [];
  await next.resume((entries) => {
    left.push(...entries.map(({ publication: { key } }) => key));
    return [commandAbout('cancel', entries)];
  });
  await world.clock.advance(minute);
  expect({ left, text: world.textOf('a.js') }).toEqual({ left: ['a.js'], text: undefined });
});
