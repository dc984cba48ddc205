import { beforeEach, describe, expect, it } from 'vitest';
import { AppError, type ErrorKind } from '../../../../../src/core/errors.js';
import type { CloudPorts } from '../../../../../src/core/ports/cloud.js';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { Signal } from '../../../../../src/core/signal.js';
import { createEngineWorld, never } from '../engineWorld.js';

const minute = 60_000;
/** A request and its answer take so long each, ms. */
const wayMs = 50;
/** Requests at once: those that read, those that write, and the reserve of each. */
const mostAtOnce = 2 * (64 + 8);

type Sent = { readonly call: string; readonly key: unknown; readonly at: number };

let world: ReturnType<typeof createEngineWorld>;
/** Why the cloud refuses a call; nothing while the keys are valid. */
let refuse: (call: string, key: unknown) => ErrorKind | undefined;
/** Calls in the order in which they were sent, and when the first refusal was there, ms since the epoch. */
let sent: Sent[];
let refusedAt: number;
let changed: Signal<void>;

beforeEach(() => {
  world = createEngineWorld();
  [refuse, sent, refusedAt, changed] = [() => undefined, [], Number.POSITIVE_INFINITY, new Signal<void>()];
});

/** A port whose calls take their time and need keys. */
function signed<T extends object>(port: T): T {
  return new Proxy(port, {
    get(target, method) {
      const real = Reflect.get(target, method);
      if (typeof real !== 'function') return real;
      return async (...input: unknown[]) => {
        sent.push({ call: String(method), key: input[1], at: world.clock.now() });
        await world.clock.sleep(wayMs, never);
        const kind = refuse(String(method), input[1]);
        const result = kind === undefined && (await real.apply(target, input));
        await world.clock.sleep(wayMs, never);
        if (kind === undefined) return result;
        refusedAt = Math.min(refusedAt, world.clock.now());
        throw new AppError(kind);
      };
    },
  });
}

function open(): Publisher {
  const ports: CloudPorts = { ...world.cloud, oss: signed(world.cloud.oss), cdn: signed(world.cloud.cdn) };
  const account = { id: '1', source: { kind: 'secret' } } as const;
  const session = { account, onDidChange: changed.event, cloud: async () => ports };
  return world.openWindow('one', undefined, undefined, undefined, { session });
}

const namesOf = (count: number) => Array.from({ length: count }, (_, at) => `${String(at).padStart(3, '0')}.js`);

async function publish(publisher: Publisher, names: readonly string[], text: string): Promise<void> {
  for (const name of names) world.save(name, `${name} ${text}`);
  await publisher.enqueue(names.map((name) => world.publicationOf(name, { batch: 'run' })));
}

/** How many were sent after the first refusal was there, within so many ms. */
const countAfter = (ms: number) => sent.filter(({ at }) => at > refusedAt && at <= refusedAt + ms).length;

describe('keys that expire during a publish', () => {
  it('stop everything that is not running, are tried once after each pause, and nothing is lost', async () => {
    const publisher = open();
    const names = namesOf(300);
    await publish(publisher, names, 'old');
    await world.clock.advance(10 * minute);
    expect(publisher.state.kind).toBe('idle');
    let puts = 0;
    refuse = (call) => {
      if (call === 'putObject') puts++;
      return puts > 20 ? 'expiredCredentials' : undefined;
    };
    sent = [];
    await publish(publisher, names, 'new');
    await world.clock.advance(minute / 2);
    const underWay = sent.filter(({ at }) => at > refusedAt - 2 * wayMs && at <= refusedAt).length;
    expect(underWay).toBeLessThanOrEqual(mostAtOnce);
    expect(publisher.state).toMatchObject({ kind: 'waiting', reason: 'keys' });
    // After 1, 2, 4, 8 and 16 seconds.
    expect(countAfter(minute / 2)).toBeLessThanOrEqual(5);
    await world.clock.advance(10 * minute);
    // Then every half a minute.
    expect(countAfter(11 * minute)).toBeLessThanOrEqual(5 + 22);
    expect(publisher.count().failed).toBeUndefined();
    refuse = () => undefined;
    await world.clock.advance(10 * minute);
    expect(publisher.state.kind).toBe('idle');
    for (const name of names) expect(world.textOf(name), name).toBe(`${name} new`);
  });

  it.each<[string, string]>([
    ['readObjectHead', 'of a HEAD'],
    ['readObjectAcl', 'of an ACL'],
    ['putObject', 'of a PUT'],
    ['readRefreshQuota', 'of the quota'],
    ['refresh', 'of a refresh'],
    ['readRefreshTasks', 'of a task'],
  ])('stop everything with the refusal of %s', async (call) => {
    const publisher = open();
    const names = namesOf(100);
    for (const name of names) await world.put(name, 'theirs');
    let isOver = false;
    refuse = (each) => {
      isOver ||= each === call;
      return isOver ? 'badCredentials' : undefined;
    };
    await publish(publisher, names, 'new');
    await world.clock.advance(minute);
    expect(refusedAt).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(sent.filter(({ at }) => at > refusedAt && at < refusedAt + 900)).toEqual([]);
    expect(countAfter(minute)).toBeLessThanOrEqual(7);
    refuse = () => undefined;
    await world.clock.advance(20 * minute);
    expect(publisher.state.kind).toBe('idle');
    for (const name of names) expect(world.textOf(name), name).toBe(`${name} new`);
  });

  it('are not considered valid because of requests sent before they ended', async () => {
    const publisher = open();
    const real = world.cloud.oss.putObject;
    world.cloud.oss.putObject = async (...input) => {
      const result = await real(...input);
      // Its answer comes when others are refused.
      if (input[1] === '000.js') await world.clock.sleep(500, never);
      return result;
    };
    refuse = (call, key) => (call === 'putObject' && key !== '000.js' ? 'expiredCredentials' : undefined);
    await publish(publisher, namesOf(100), 'new');
    await world.clock.advance(900);
    expect(world.textOf('000.js')).toBe('000.js new');
    expect(sent.filter(({ at }) => at > refusedAt)).toEqual([]);
    expect(publisher.state).toMatchObject({ kind: 'waiting', reason: 'keys' });
  });

  it('are tried at once when the user signs in', async () => {
    const publisher = open();
    refuse = () => 'expiredCredentials';
    const names = namesOf(100);
    await publish(publisher, names, 'new');
    await world.clock.advance(5 * minute);
    refuse = () => undefined;
    changed.fire();
    await world.clock.advance(3_000);
    for (const name of names) expect(world.textOf(name), name).toBe(`${name} new`);
  });

  it('that are refused for one request only do not block the others permanently', async () => {
    const publisher = open();
    refuse = (_call, key) => (key === '000.js' ? 'badCredentials' : undefined);
    const names = namesOf(50);
    await publish(publisher, names, 'new');
    await world.clock.advance(5 * minute);
    for (const name of names.slice(1)) expect(world.textOf(name), name).toBe(`${name} new`);
    refuse = () => undefined;
    await world.clock.advance(20 * minute);
    expect({ text: world.textOf('000.js'), state: publisher.state.kind }).toEqual({
      text: '000.js new',
      state: 'idle',
    });
  });
});
