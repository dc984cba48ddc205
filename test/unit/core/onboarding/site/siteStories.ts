import type { OnboardingPlan } from '../../../../../src/core/onboarding/run/run.js';
import type { CdnConfig } from '../../../../../src/core/ports/cdn.js';
import { type Fate, openMortal } from '../mortal.js';
import { createWorld, live, type World } from '../world.js';
import { cloudWithDomain, domain, setting, settings, sitePlan } from './siteWorld.js';

/** A domain as it is before a run of a site type, and that run. */
export interface SiteStory {
  readonly name: string;
  readonly plan: OnboardingPlan;
  readonly before: readonly CdnConfig[];
}

/** Documentation with a page for what is missing: every function that a site of pages can set. */
export const docsPlan: OnboardingPlan = {
  ...sitePlan,
  site: { type: 'docs', notFoundPage: `http://${domain}/404.html`, query: 'ignored' },
};

/** Runs that between them set, replace and remove every function that a site type is about. */
export const siteStories: readonly SiteStory[] = [
  { name: 'a single-page app where nothing is set', plan: sitePlan, before: [] },
  {
    name: 'documentation in place of a single-page app, beside settings of the user',
    plan: docsPlan,
    before: [
      setting('host_redirect', { regex: '^/[^.]*$', replacement: '/index.html', flag: 'break' }, 'routes'),
      setting('host_redirect', { regex: '^/old$', replacement: '/new', flag: 'redirect' }, 'own'),
      setting('path_based_ttl_set', { path: '/', ttl: '60', weight: '9', swift_follow_cachetime: 'on' }),
      setting('set_hashkey_args', { disable: 'off', hashkey_args: 'v' }),
      setting('error_page', { error_code: '404', rewrite_page: 'http://example.com/gone.html' }, 'gone'),
      setting('gzip', { enable: 'off', foreign: 'x' }),
    ],
  },
  {
    name: 'downloads in place of a website',
    plan: { ...sitePlan, site: { type: 'downloads' } },
    before: [
      setting('host_redirect', { regex: '^/$', replacement: '/index.html', flag: 'break' }, 'index'),
      setting('range', { enable: 'off' }),
    ],
  },
];

/** How a story is played: what goes wrong, and whether a second window is open from the start. */
interface Play {
  readonly fate: Fate;
  readonly watched?: boolean;
}

/** Plays a story in a window with this fate and, when that has died, in a second one; answers what was done and what is left. */
export async function playSite({ plan, before }: SiteStory, { fate, watched = false }: Play) {
  const world = createWorld(cloudWithDomain(...before));
  const writes: string[] = [];
  let saves = 0;
  const note: Parameters<typeof openMortal>[3] = (deed) => {
    if (deed.kind === 'save') saves += 1;
    else if (deed.write !== undefined) writes.push(deed.write);
  };
  const first = openMortal(world, 'a', fate, note);
  const open = () => openMortal(world, 'b', () => undefined, note).board;
  const id = await first.board.start(plan);
  const watching = watched ? open() : undefined;
  await watching?.load();
  await live(world, first.board, id, 40, first.isDead);
  const died = first.isDead();
  const board = watching ?? (died ? open() : first.board);
  if (died && !watching) await board.load();
  await live(world, board, id, 40);
  await board.load();
  return { died, activity: board.runs[0]?.activity, writes: writes.sort(), saves, end: settings(world.cloud) };
}

/** Puts a setting in the place of those of its function that it is meant instead of, as in the vendor's console. */
export function setByHand({ cloud: { state } }: World, theirs: CdnConfig): void {
  const others = (state.configs.get(domain) ?? []).filter((each) => !isSamePlace(each, theirs));
  state.configs.set(domain, [...others, theirs]);
}

/** Removes what `setByHand` would replace. */
export function removeByHand({ cloud: { state } }: World, theirs: CdnConfig): void {
  state.configs.set(
    domain,
    (state.configs.get(domain) ?? []).filter((each) => !isSamePlace(each, theirs)),
  );
}

function isSamePlace(left: CdnConfig, right: CdnConfig): boolean {
  const place = ({ functionName, args: { regex, path, error_code } }: CdnConfig) =>
    JSON.stringify([functionName, regex, path, error_code]);
  return place(left) === place(right);
}
