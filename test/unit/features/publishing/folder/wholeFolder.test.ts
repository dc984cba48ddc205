import { afterEach, beforeEach, expect, it } from 'vitest';
import { newFacts } from '../../../../../src/core/onboarding/run/facts.js';
import { noAnswers } from '../../../../../src/core/onboarding/run/runRecord.js';
import type { StepContext } from '../../../../../src/core/onboarding/run/step.js';
import { publishStep } from '../../../../../src/core/onboarding/steps/publish.js';
import { eventually } from '../../../../support/eventually.js';
import { resetEditor } from '../../../../support/fakeVscode.js';
import { createMemoryCloud, type MemoryCloud } from '../../../../support/memoryCloud.js';
import { createMemoryFiles } from '../../../../support/memoryFiles.js';
import { createOnboardingFolder, type OnboardingWindow } from '../../../../support/onboardingFolder.js';
import { sampled } from '../../../../support/sample.js';

const domain = 'img.example.com';
const { signal } = new AbortController();
let site: ReturnType<typeof createOnboardingFolder>;
let cloud: MemoryCloud;
/** The keys that were put, each as often as OSS was asked to. */
let puts: string[];
/** What the PUT of a key waits for. */
let beforePut: () => Promise<void> | void;
let afterPut: () => void;

beforeEach(() => {
  resetEditor();
  site = createOnboardingFolder({ bucket: 'site', domain }, createMemoryFiles(Date));
  site.map();
  cloud = createMemoryCloud();
  cloud.addBucket('site');
  cloud.addDomain(domain, 'site');
  [puts, beforePut, afterPut] = [[], () => undefined, () => undefined];
});
afterEach(() => site.remove());

function openWindow(name: string): OnboardingWindow {
  const putObject: MemoryCloud['oss']['putObject'] = async (bucket, key, ...given) => {
    await beforePut();
    const answer = await cloud.oss.putObject(bucket, key, ...given);
    puts.push(key);
    afterPut();
    return answer;
  };
  return site.openWindow(name, { ...cloud, oss: Object.assign(Object.create(cloud.oss), { putObject }) });
}

/** The step as a run of this window observes it once Start has approved the folder. */
function observe({ port }: OnboardingWindow) {
  const { plan, folder } = site.mapped;
  const facts = { ...newFacts, domain: 'new' } as const;
  const answers = { ...noAnswers, folder, started: ['publish'] };
  const mapping = { ...port, hasWorkspace: () => true, hasFolder: async () => true };
  const context = { cloud, mapping, plan, facts, answers, before: { state: 'pending' }, now: 0, signal };
  return publishStep.observe(context as unknown as StepContext);
}

const addNew = async () => 'added' as const;

/** What a test waits for until it is opened. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

const save = (files: number) => {
  for (let at = 0; at < files; at++) site.save(`dist/${at % 100}/${at}.txt`, `${at}`);
};

it('pending work is counted without a comparison in every window, and not requested again', async () => {
  save(30);
  const free = gate();
  beforePut = () => free.opened;
  const one = openWindow('one');
  await one.port.giveConsent(site.mapped);
  expect(await observe(one)).toMatchObject({ kind: 'todo' });
  const twice = [one.port.publish(site.mapped, addNew, signal), one.port.publish(site.mapped, addNew, signal)];
  await Promise.all(twice);
  const two = openWindow('two');
  await two.port.publish(site.mapped, addNew, signal);
  const listings = cloud.calls.filter((call) => call === 'oss.listObjects').length;
  for (const window of [one, two])
    expect(await observe(window)).toMatchObject({ kind: 'waiting', reason: { kind: 'publishing', left: 30 } });
  expect(cloud.calls.filter((call) => call === 'oss.listObjects')).toHaveLength(listings);
  free.open();
  await eventually(async () => expect(await observe(one)).toMatchObject({ kind: 'done' }));
  expect(puts).toHaveLength(30);
});

it('source maps are left out and counted, unless the user has published some of this folder before', async () => {
  for (const name of ['index.html', 'a.js', 'a.js.map']) site.save(`dist/${name}`, name);
  const window = openWindow('one');
  await window.port.giveConsent(site.mapped);
  await window.port.publish(site.mapped, addNew, signal);
  const end = await eventually(async () => {
    const now = await observe(window);
    return now.kind === 'done' ? now : expect.unreachable(now.kind);
  });
  expect(end.facts?.published).toEqual({ folder: site.mapped.folder, files: 2, unsent: [], sourceMaps: 1 });
  expect(puts.toSorted()).toEqual(['a.js', 'index.html']);
  await window.feature.publishing.sourceMaps.set(site.mapped.folder, 'published');
  await window.port.publish(site.mapped, addNew, signal);
  await eventually(() => expect(puts).toContain('a.js.map'));
});

sampled([{ count: 1_000 }, { count: 20_000 }], 2)(
  '$count files of a window closed midway continue in the next one and end once',
  async ({ count }) => {
    save(count);
    const [half, all] = [gate(), gate()];
    const one = openWindow('one');
    const stored = () => cloud.state.buckets.get('site')?.objects.size;
    afterPut = () => {
      if ((stored() ?? 0) >= count / 2) half.open();
      if (stored() === count) all.open();
    };
    await one.port.giveConsent(site.mapped);
    await one.port.publish(site.mapped, addNew, signal);
    await half.opened;
    one.close();
    const two = openWindow('two');
    const seen = await observe(two);
    expect(seen).toMatchObject({ kind: 'waiting', reason: { kind: 'publishing' } });
    await all.opened;
    const end = await eventually(async () => {
      const now = await observe(two);
      return now.kind === 'done' ? now : expect.unreachable(now.kind);
    }, 200);
    expect(end.facts?.published).toEqual({ folder: 'file:///w/dist', files: count, unsent: [] });
    expect(puts.length - new Set(puts).size).toBe(0);
  },
);
