import { beforeEach, describe, expect } from 'vitest';
import type { CdnConfig, CdnDomain } from '../../../../src/core/ports/cdn.js';
import { resetEditor } from '../../../support/fakeVscode.js';
import type { MemoryCloud } from '../../../support/memoryCloud.js';
import { sampled } from '../../../support/sample.js';
import { config, name } from './delivery/deliveryWorld.js';
import { type SettingKind, settingKinds } from './settingKinds.js';
import { openSettingWorld, readSettings, runSetting, type SettingWorld } from './settingWindow.js';

beforeEach(resetEditor);

/** A function that no setting here is about, as it is set in the console. */
const unrelated = config('ali_ua', { ua: 'curl', type: 'black' });

/** Runs a setting undisturbed. */
async function trace(kind: SettingKind) {
  resetEditor();
  const world = openSettingWorld(kind);
  const outcome = await runSetting(world, kind.topic, kind.lines);
  return { kind, ...outcome, end: readSettings(world.cloud) };
}

const wholes: Awaited<ReturnType<typeof trace>>[] = [];
// They share what is shown.
for (const kind of settingKinds) wholes.push(await trace(kind));

const configsOf = ({ state }: MemoryCloud) => state.configs.get(name) ?? [];

/** Sets the same thing in the console, in the place of what is there. */
function setTheirs(cloud: MemoryCloud, { theirs }: SettingKind): void {
  if ('xml' in theirs) {
    cloud.state.buckets.get('site')!.settings!.set(theirs.setting, theirs.xml);
    return;
  }
  const others = configsOf(cloud).filter((each) => !isSamePlace(each, theirs));
  cloud.state.configs.set(name, [...others, theirs]);
}

function isSamePlace(left: CdnConfig, right: CdnConfig): boolean {
  const place = ({ functionName, args: { key, path } }: CdnConfig) =>
    JSON.stringify([functionName.replace(/_(white|black)_list_set$/, ''), key, path]);
  return place(left) === place(right);
}

/** Whether what was set in the console is there as it was set. */
function isThere(cloud: MemoryCloud, { theirs }: SettingKind): boolean {
  if ('xml' in theirs) return cloud.state.buckets.get('site')?.settings?.get(theirs.setting) === theirs.xml;
  return configsOf(cloud).some(({ args }) => JSON.stringify(args) === JSON.stringify(theirs.args));
}

describe.each(wholes)('$kind.title', ({ kind, calls, end, askedAt }) => {
  const first = calls.find(({ isWrite }) => isWrite)!.at;
  const cells = calls.map(({ at, action }) => ({ at, action }));

  // CDN and OSS take no condition: what comes between the last read and the write itself cannot be noticed.
  sampled(
    cells.filter(({ at }) => at !== first),
    3,
  )('a different value that is set in the console before call $at, $action, is never lost', async ({ at }) => {
    const world = openSettingWorld(kind);
    const outcome = await runSetting(world, kind.topic, kind.lines, {
      meet: (call) => void (call.at === at && setTheirs(world.cloud, kind)),
    });
    const isNoticed = outcome.shown.some((text) => text.includes('changed outside this extension'));
    if (isNoticed || at > first) expect(isThere(world.cloud, kind)).toBe(true);
    if (at > first) return;
    // What is there already when the change is shown is what is agreed to.
    const isShown = at < askedAt && outcome.shown[0]?.includes(kind.shownAs) === true;
    expect(isNoticed || isShown).toBe(true);
  });

  sampled(cells, 3)(
    'an unrelated setting that is made in the console before call $at, $action, stays',
    async ({ at }) => {
      const world = openSettingWorld(kind);
      await runSetting(world, kind.topic, kind.lines, {
        meet: (call) => {
          if (call.at === at) world.cloud.state.configs.set(name, [...configsOf(world.cloud), unrelated]);
          return undefined;
        },
      });
      const { configs, ...others } = readSettings(world.cloud);
      const { functionName, args } = unrelated;
      expect(configs).toContainEqual({ functionName, args });
      expect({ ...others, configs: configs.filter((each) => each.functionName !== functionName) }).toEqual(end);
    },
  );
});

const states = {
  disabled: ({ cloud }: SettingWorld) => setStatus(cloud, 'offline'),
  deleted: ({ cloud }: SettingWorld) => void cloud.state.domains.delete(name),
  'under a staging test': ({ cloud }: SettingWorld) => void cloud.state.staging.add(name),
};
const refusals = { disabled: 'domainOffline', deleted: 'domainNotFound', 'under a staging test': 'stagingActive' };

function setStatus({ state }: MemoryCloud, status: CdnDomain['status']): void {
  const domain = state.domains.get(name);
  if (domain) state.domains.set(name, { ...domain, status });
}

/** The website of a bucket is no matter of the domain. */
const ofDomains = wholes.filter(({ kind }) => !('xml' in kind.theirs));

describe.each(ofDomains)('$kind.title, of a domain', ({ kind, calls }) => {
  const [first, second] = calls.filter(({ isWrite }) => isWrite);
  const cells = calls.flatMap(({ at, action }) =>
    (Object.keys(states) as (keyof typeof states)[]).map((state) => ({ state, at, action })),
  );

  sampled(cells, 5)(
    'a domain that is $state before call $at, $action, ends the change at once, and completed parts are reported',
    async (cell) => {
      const world = openSettingWorld(kind);
      const outcome = await runSetting(world, kind.topic, kind.lines, {
        meet: ({ at }) => void (at === cell.at && states[cell.state](world)),
      });
      const made = outcome.calls.filter(({ isWrite }) => isWrite);
      const isDone = outcome.shown.some((text) => /^(Settings changed|HSTS is changed)/.test(text));
      if (outcome.error?.kind !== refusals[cell.state]) {
        // It came when nothing of the domain was left to do.
        expect(outcome.error).toBeUndefined();
        expect(isDone || cell.at <= first!.at).toBe(true);
        return;
      }
      const isPartly = second !== undefined && cell.at > first!.at && kind.topic !== 'cors';
      if (isPartly) expect(outcome.shown).toContainEqual(expect.stringMatching(/^Already changed: /));
      expect(made.filter(({ at }) => at > Math.max(cell.at, first!.at)).length).toBeLessThanOrEqual(1);
    },
  );
});
