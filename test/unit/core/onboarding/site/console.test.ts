import { describe, expect, it } from 'vitest';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import type { CdnConfig } from '../../../../../src/core/ports/cdn.js';
import { openMortal } from '../mortal.js';
import { agree, createWorld, live, type World } from '../world.js';
import { docsPlan, removeByHand, setByHand } from './siteStories.js';
import { asks, cloudWithDomain, domain, setting } from './siteWorld.js';

/** Each setting of the site as it may be made otherwise in the console, and the step that is about it. */
const cells = [
  ['addresses', setting('host_redirect', { regex: '^/$', replacement: '/index.html', flag: 'redirect', own: '1' })],
  ['addresses', setting('host_redirect', { regex: '^/(.+)/$', replacement: '/$1/home.html', flag: 'break' })],
  ['notFound', setting('error_page', { error_code: '404', rewrite_page: 'http://example.com/', own: '1' })],
  ['caching', setting('path_based_ttl_set', { path: '/', ttl: '60', weight: '9', own: '1' })],
  ['caching', setting('set_hashkey_args', { disable: 'off', hashkey_args: 'v', own: '1' })],
  ['transfer', setting('gzip', { enable: 'off', own: '1' })],
  ['transfer', setting('brotli', { enable: 'off', brotli_level: '5' })],
].map(([step, theirs]) => ({ step, theirs })) as readonly { step: 'addresses' | 'caching'; theirs: CdnConfig }[];
/** Those that CDN has one of for each place: the run replaces them, and nothing stands beside them. */
const replaced = cells.filter(({ theirs }) => theirs.args.replacement !== '/$1/home.html');

type Approve = Extract<UserAsk, { kind: 'approveSite' }>;

const present = ({ cloud }: World, { id }: CdnConfig) =>
  cloud.state.configs.get(domain)?.find((each) => each.id === id);

/** A run that waits for its first approval. */
async function waitForApproval() {
  const world = createWorld(cloudWithDomain());
  world.unanswered.add('approveSite');
  const board = world.openWindow('a');
  const id = await board.start(docsPlan);
  const go = (minutes = 2) => live(world, board, id, minutes);
  await go();
  return { world, board, id, go, asked: () => asks(board.runs[0]!.record) as Approve };
}

/** What the user is shown is the change from what is there now, and it keeps what the setting has besides. */
function expectShown({ changes }: Approve, { id, args }: CdnConfig): void {
  const change = changes.find(({ configId }) => configId === id);
  expect(change?.before).toEqual(args);
  expect(change?.after).toMatchObject(ownOf({ args }));
}

/** What a setting has besides what a site is about. */
function ownOf({ args }: Pick<CdnConfig, 'args'>): CdnConfig['args'] {
  const own = Object.entries(args).filter(([name]) => /^own$|^weight$|^brotli_level/.test(name));
  return Object.fromEntries(own);
}

describe('a setting that is changed in the console', () => {
  it.each(replaced)(
    'a setting that changes while its approval is open is asked about in its new state: $theirs.functionName',
    async ({ theirs }) => {
      const { world, board, id, go, asked } = await waitForApproval();
      const old = asked().approval;
      setByHand(world, theirs);
      board.recheck(id);
      await go();
      expectShown(asked(), theirs);
      await board.answer(id, { approvals: { site: old } });
      await go();
      expectShown(asked(), theirs);
      expect(present(world, theirs)).toEqual(theirs);
      world.unanswered.clear();
      await go(40);
      expect(board.runs[0]?.activity).toBe('finished');
      expect(present(world, theirs)?.args).toMatchObject(ownOf(theirs));
    },
  );

  it.each(replaced)(
    'right before the approval takes effect is not overwritten: $theirs.functionName',
    async ({ theirs }) => {
      const { world, board, id, go, asked } = await waitForApproval();
      const answer = agree(asked(), world.cloud);
      setByHand(world, theirs);
      await board.answer(id, answer);
      await go();
      expectShown(asked(), theirs);
      expect(present(world, theirs)).toEqual(theirs);
    },
  );

  it.each(replaced.filter(({ step }) => step !== 'addresses'))(
    'a setting that changes after the first write of the run is not overwritten: $theirs.functionName',
    async ({ theirs }) => {
      const world = createWorld(cloudWithDomain());
      world.unanswered.add('approveSite');
      let isMade = false;
      const { board } = openMortal(
        world,
        'a',
        () => undefined,
        (deed) => {
          if (deed.kind !== 'call' || deed.write === undefined || isMade) return;
          isMade = true;
          setByHand(world, theirs);
        },
      );
      const id = await board.start(docsPlan);
      await live(world, board, id, 2);
      await board.answer(id, agree(asks(board.runs[0]!.record)!, world.cloud));
      await live(world, board, id, 5);
      expect(isMade).toBe(true);
      expectShown(asks(board.runs[0]!.record) as Approve, theirs);
      expect(present(world, theirs)).toEqual(theirs);
    },
  );

  const later = cells.flatMap((cell) =>
    (['made otherwise', 'removed'] as const).flatMap((what) =>
      (['while a later step asks', 'after the finish'] as const).map((when) => ({ ...cell, what, when })),
    ),
  );
  it.each(later)('$when stays as it is $what: $theirs.functionName', async ({ step, theirs, what, when }) => {
    const world = createWorld(cloudWithDomain());
    // The edge obeys the console, so that the site may no longer be proven.
    world.unanswered.add('siteUnserved');
    if (when === 'while a later step asks') world.unanswered.add('offerDrop');
    const board = world.openWindow('a');
    const id = await board.start(docsPlan);
    await live(world, board, id);
    if (what === 'removed') removeByHand(world, theirs);
    else setByHand(world, theirs);
    const left = [...world.cloud.state.configs.get(domain)!];
    const writes = world.cloud.calls.filter((call) => call === 'cdn.setConfigs').length;
    world.unanswered.delete('offerDrop');
    board.recheck(id);
    await live(world, board, id, 5);
    expect(world.cloud.state.configs.get(domain)).toEqual(left);
    expect(world.cloud.calls.filter((call) => call === 'cdn.setConfigs')).toHaveLength(writes);
    const { [step]: state } = board.runs[0]!.record.steps;
    const isOther = !(theirs.args.replacement === '/$1/home.html' && what === 'made otherwise');
    if (isOther) expect(state).toMatchObject({ state: 'done', note: 'changedSince' });
  });
});
