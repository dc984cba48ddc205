import { beforeEach, describe, expect, it } from 'vitest';
import { AppError, type ErrorKind } from '../../../../../src/core/errors.js';
import type { CdnPort } from '../../../../../src/core/ports/cdn.js';
import { type Publication, toUrlPublication } from '../../../../../src/core/publishing/publication.js';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { createEngineWorld, domain } from '../engineWorld.js';

const minute = 60_000;
const other = 'b.example.com';
const at = (path: string) => `https://${domain}${path}`;
/** Its path is 1,083 characters once it is percent-encoded, and its key 364 bytes. */
const longName = `${Array.from({ length: 5 }, () => '中'.repeat(24)).join('/')}.css`;

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
});

/** A window whose CDN refuses a whole call for one of its URLs. */
function openRefusing(kind: ErrorKind, isRefused: (url: string) => boolean): Publisher {
  const check = (urls: readonly string[]) => {
    const subject = urls.length === 1 ? (urls[0] ?? '') : `${urls.length} URLs`;
    if (urls.some(isRefused)) throw new AppError(kind, { subject });
  };
  const refresh: CdnPort['refresh'] = async (urls, type, signal) => {
    check(urls);
    return world.cloud.cdn.refresh(urls, type, signal);
  };
  const prefetch: CdnPort['prefetch'] = async (urls, signal) => {
    check(urls);
    return world.cloud.cdn.prefetch(urls, signal);
  };
  const cdn = Object.assign(Object.create(world.cloud.cdn), { refresh, prefetch });
  return world.openWindow('one', { ...world.cloud, cdn });
}

async function publish(publisher: Publisher, names: readonly string[], more: Partial<Publication> = {}) {
  for (const name of names) world.save(name, name);
  void publisher.enqueue(names.map((name) => world.publicationOf(name, more)));
  await world.clock.advance(minute);
}

const failuresOf = ({ state }: Publisher) =>
  state.kind === 'failed'
    ? state.failures.map(({ publication: { label }, cause }) => ({
        label,
        error: cause.kind === 'error' && cause.error,
      }))
    : state.kind;

describe('a URL that CDN does not refresh', () => {
  it('fails its own file and no other one', async () => {
    const publisher = openRefusing('invalidInput', (url) => url.endsWith('7.js'));
    const names = Array.from({ length: 10 }, (_, index) => `${index}.js`);
    await publish(publisher, names);
    const error = { kind: 'invalidInput', details: { subject: at('/7.js') } };
    expect(failuresOf(publisher)).toEqual([{ label: 'dist/7.js', error }]);
    expect(world.refreshed()).toEqual(names.filter((name) => name !== '7.js').map((name) => `/${name}`));
  });

  it('keeps no other URL of the file from being refreshed', async () => {
    const publisher = openRefusing('invalidInput', (url) => url.endsWith('/100%'));
    await publish(publisher, ['a.js', 'b.js'], { variants: ['/100%', '{path}?v=1'] });
    const error = { kind: 'invalidInput', details: { subject: at('/100%') } };
    expect(failuresOf(publisher)).toEqual(['a.js', 'b.js'].map((name) => ({ label: `dist/${name}`, error })));
    expect(world.refreshed().sort()).toEqual(['/a.js', '/a.js?v=1', '/b.js', '/b.js?v=1']);
  });

  it('is looked for with a limit, when it seems to be all of them', async () => {
    let calls = 0;
    const publisher = openRefusing('invalidInput', () => ++calls > 0);
    const names = Array.from({ length: 300 }, (_, index) => `${index}.js`);
    await publish(publisher, names);
    expect(publisher.state).toMatchObject({ kind: 'failed', count: 300, failures: { length: 100 } });
    expect(calls).toBeLessThan(110);
  });

  it('is not asked for when its path is longer than CDN takes', async () => {
    const publisher = openRefusing('invalidInput', (url) => new URL(url).pathname.length > 1_024);
    await publish(publisher, [longName, 'fine.css']);
    const subject = at(encodeURI(`/${longName}`));
    const error = { kind: 'invalidInput', details: { code: 'PathTooLong', subject } };
    expect(failuresOf(publisher)).toEqual([{ label: `dist/${longName}`, error }]);
    expect({
      refreshed: world.refreshed(),
      text: world.textOf(longName),
      quotaLeft: publisher.quota?.urls?.left,
    }).toEqual({ refreshed: ['/fine.css'], text: longName, quotaLeft: 9_999 });
  });
});

describe('a URL that CDN does not prefetch', () => {
  const ask = async (publisher: Publisher, urls: readonly string[]) => {
    await publisher.enqueue(urls.map((url) => toUrlPublication('1', 'prefetches', url)));
    await world.clock.advance(minute);
  };
  const prefetched = () => world.cloud.state.tasks.filter(({ kind }) => kind === 'prefetch').map(({ url }) => url);

  it('a URL that CDN does not prefetch fails alone', async () => {
    const publisher = openRefusing('invalidInput', (url) => url.endsWith('/2'));
    await ask(publisher, ['/1', '/2', '/3'].map(at));
    expect(failuresOf(publisher)).toEqual([
      { label: at('/2'), error: { kind: 'invalidInput', details: { subject: at('/2') } } },
    ]);
    expect(prefetched()).toEqual(['/1', '/3'].map(at));
  });

  it('fails alone when its domain is not online', async () => {
    world.addDomain(other);
    const publisher = openRefusing('domainOffline', (url) => url.includes(other));
    await ask(publisher, [`https://${other}/1`, at('/2')]);
    expect(failuresOf(publisher)).toMatchObject([{ label: `https://${other}/1`, error: { kind: 'domainOffline' } }]);
    expect(prefetched()).toEqual([at('/2')]);
  });

  it('is not asked for when its path is longer than CDN takes', async () => {
    const publisher = world.openWindow('one');
    const long = at(`/${'x'.repeat(1_024)}`);
    await ask(publisher, [long, at('/2')]);
    expect(failuresOf(publisher)).toEqual([
      { label: long, error: { kind: 'invalidInput', details: { code: 'PathTooLong', subject: long } } },
    ]);
    expect({ prefetched: prefetched(), quotaLeft: world.cloud.state.quota.prefetches }).toEqual({
      prefetched: [at('/2')],
      quotaLeft: 999,
    });
  });
});
