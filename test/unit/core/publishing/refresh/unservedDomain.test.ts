import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { DomainStatus } from '../../../../../src/core/ports/cdn.js';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import type { Publisher } from '../../../../../src/core/publishing/publisher.js';
import { createEngineWorld, domain } from '../engineWorld.js';

let world: ReturnType<typeof createEngineWorld>;
let publisher: Publisher;
let ends: string[];
/** Domains that a run of this computer is about to add to CDN. */
let onTheirWay: string[];
/** Whether their runs have requested files at the edge. */
let isEdgeAsked: boolean;

beforeEach(() => {
  world = createEngineWorld();
  const isOnItsWay = async (name: string, status?: DomainStatus) =>
    onTheirWay.includes(name) && (status === undefined || !isEdgeAsked);
  publisher = world.openWindow('one', world.cloud, undefined, undefined, { isOnItsWay });
  [ends, onTheirWay, isEdgeAsked] = [[], [], false];
  publisher.onDidFinish(({ publication: { key }, as }) => ends.push(`${key} ${as}`));
});

const minute = 60_000;
const added = 'new.example.com';

async function publish(more: Partial<Publication>): Promise<void> {
  world.save('a.js', 'x');
  await publisher.enqueue([world.publicationOf('a.js', more)]);
  await world.clock.advance(minute);
}

function setStatus(name: string, status: DomainStatus): void {
  const known = world.cloud.state.domains.get(name) ?? expect.unreachable(name);
  world.cloud.state.domains.set(name, { ...known, status });
}

/** What is wrong with each file that failed, and of which domain. */
function failures() {
  const { state } = publisher;
  if (state.kind !== 'failed') return expect.unreachable(state.kind);
  return state.failures.map(({ cause }) =>
    cause.kind === 'error' ? [cause.error.kind, cause.error.details.subject] : expect.unreachable(cause.kind),
  );
}

const urls = () => world.cloud.state.tasks.map(({ url }) => url);

describe('a domain that has never been online', () => {
  it('needs no refresh before its run adds it to CDN: the upload completes without a failure', async () => {
    onTheirWay = [added];
    await publish({ domains: [added] });
    expect(world.textOf('a.js')).toBe('x');
    expect({ ends, urls: urls(), state: publisher.state.kind }).toEqual({
      ends: ['a.js unserved'],
      urls: [],
      state: 'idle',
    });
  });

  it.each(['checking', 'check_failed'] as const)('needs no refresh while its review is %s', async (status) => {
    world.addDomain(added);
    setStatus(added, status);
    await publish({ domains: [added] });
    expect({ ends, urls: urls() }).toEqual({ ends: ['a.js unserved'], urls: [] });
  });

  it.each(['checking', 'check_failed'] as const)(
    'is reported while it is %s where a wildcard domain serves it',
    async (status) => {
      world.addDomain('.example.com');
      world.addDomain(added);
      setStatus(added, status);
      onTheirWay = [added];
      await publish({ domains: [added] });
      expect({ ends, failures: failures() }).toEqual({ ends: [], failures: [['domainOffline', added]] });
    },
  );

  it('is reported where a wildcard domain serves it, which CDN cannot refresh by its names, although a run is about to add it', async () => {
    world.addDomain('.example.com');
    onTheirWay = [added];
    await publish({ domains: [added] });
    expect({ ends, failures: failures() }).toEqual({ ends: [], failures: [['domainNotFound', added]] });
  });

  it('is reported where no run is about to add it to CDN, as one that is mistyped or was deleted', async () => {
    await publish({ domains: [added] });
    expect(world.textOf('a.js')).toBe('x');
    expect({ ends, failures: failures() }).toEqual({ ends: [], failures: [['domainNotFound', added]] });
  });

  it('does not prevent other domains of the mapping from being refreshed and verified', async () => {
    onTheirWay = [added];
    await publish({ domains: [added, domain] });
    expect({ ends, urls: urls() }).toEqual({ ends: ['a.js fresh'], urls: [`https://${domain}/a.js`] });
  });

  it('is refreshed once it is online, whatever was determined before', async () => {
    onTheirWay = [added];
    await publish({ domains: [added] });
    isEdgeAsked = true;
    world.addDomain(added);
    world.save('a.js', 'y');
    await publisher.enqueue([world.publicationOf('a.js', { domains: [added] })]);
    await world.clock.advance(minute);
    expect(urls()).toEqual([`https://${added}/a.js`]);
  });

  it.each(['configuring', 'online'] as const)(
    'needs no refresh while it is %s and its run has not requested anything at the edge',
    async (status) => {
      world.addDomain(added);
      setStatus(added, status);
      onTheirWay = [added];
      await publish({ domains: [added] });
      expect({ ends, urls: urls() }).toEqual({ ends: ['a.js unserved'], urls: [] });
      isEdgeAsked = true;
      world.save('a.js', 'y');
      await publisher.enqueue([world.publicationOf('a.js', { domains: [added] })]);
      await world.clock.advance(minute);
      expect(urls()).toEqual([`https://${added}/a.js`]);
    },
  );

  it('is refreshed where only its refresh was requested', async () => {
    world.addDomain(added);
    onTheirWay = [added];
    await publish({ domains: [added], act: 'refresh' });
    expect(urls()).toEqual([`https://${added}/a.js`]);
  });

  it('waits for one that is being configured, and is then refreshed', async () => {
    world.addDomain(added);
    setStatus(added, 'configuring');
    world.cloud.cdn.refresh = refuseWhile(() => world.cloud.state.domains.get(added)?.status === 'configuring');
    await publish({ domains: [added] });
    expect({ ends, state: publisher.state.kind }).toEqual({ ends: [], state: 'refreshing' });
    world.cloud.bringOnline(added);
    await world.clock.advance(5 * minute);
    expect({ ends, urls: urls() }).toEqual({ ends: ['a.js fresh'], urls: [`https://${added}/a.js`] });
  });

  it('is reported where only its refresh was requested', async () => {
    onTheirWay = [added];
    await publish({ domains: [added], act: 'refresh' });
    expect(failures()).toEqual([['domainNotFound', added]]);
  });

  it('does not apply to a domain that was disabled, which may have older copies and is refreshed', async () => {
    setStatus(domain, 'offline');
    onTheirWay = [added];
    await publish({ domains: [added, domain] });
    expect(failures()).toEqual([['domainOffline', domain]]);
  });
});

/** CDN as it answers for URLs of a domain that is being configured. */
function refuseWhile(isBusy: () => boolean): typeof world.cloud.cdn.refresh {
  const { cdn } = world.cloud;
  const refresh = cdn.refresh.bind(cdn);
  return async (asked, type, signal) => {
    if (isBusy()) throw new AppError('domainBusy', { subject: added });
    return refresh(asked, type, signal);
  };
}
