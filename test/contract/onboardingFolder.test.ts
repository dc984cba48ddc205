import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FolderRequest } from '../../src/core/onboarding/run/mappingPort.js';
import { systemClock } from '../../src/disk/clock.js';
import { eventually } from '../support/eventually.js';
import { createOnboardingFolder, type OnboardingWindow } from '../support/onboardingFolder.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
/** The pauses of publishing are divided by this. */
const hurry = 20;
/** Still to be added to CDN. */
const domain = 'img.shop-demo.com';

let world: SandboxCloud;
let site: ReturnType<typeof createOnboardingFolder>;
let window: OnboardingWindow;

beforeEach(async () => {
  world = await openSandboxCloud({ speed: 3_000 });
  site = createOnboardingFolder({ bucket: 'site-hangzhou', domain });
  site.map();
  const sleep: typeof systemClock.sleep = (ms, given) => systemClock.sleep(ms / hurry, given);
  window = site.openWindow('one', world.cloud, { now: systemClock.now, sleep });
});
afterEach(async () => {
  site.remove();
  await world.stop();
});

const objectOf = (key: string) => world.sandbox.state.buckets.get('site-hangzhou')?.objects.get(key);
const puts = () => world.sandbox.state.calls.filter(({ action }) => action === 'PutObject').length;
const read = () => window.port.readPublishing(site.mapped, signal);
const publish = (request: FolderRequest) => window.port.publish(site.mapped, async () => request, signal);
const settled = () =>
  eventually(async () => {
    const now = await read();
    return now.kind === 'compared' ? now : expect.unreachable('sending');
  });

it('a run publishes new files at once, replacements after approval, secrets never, and each file once', async () => {
  site.save('dist/index.html', '<h1>built</h1>');
  site.save('dist/css/site.css', objectOf('css/site.css')?.body.toString() ?? '');
  site.save('dist/blog/index.html', '<h1>blog</h1>');
  site.save(
    'dist/key.txt',
    `-----BEGIN ${'RSA PRIVATE'} KEY-----\nMIIEpAIBAAKCAQEA3Zk9xT1rVdWm0aYc5HnUoJsLg2PeQwXiRfCtDvBh7Lq8sNfGu\n`,
  );
  site.save('dist/.env', 'KEY=1');
  await window.port.giveConsent(site.mapped);
  // Of the style sheet only the headers differ.
  expect(await read()).toMatchObject({ files: 4, added: 2, headers: 1, replaced: ['index.html'], unsent: [] });

  expect(await publish('added')).toBe('added');
  const open = await settled();
  expect(open).toMatchObject({ files: 3, added: 0, replaced: ['index.html'], unsent: ['key.txt'] });
  expect(objectOf('blog/index.html')?.body.toString()).toBe('<h1>blog</h1>');
  expect(objectOf('index.html')?.body.toString()).toContain('Shop demo');

  expect(await publish('all')).toBe('all');
  expect(await settled()).toMatchObject({ files: 3, added: 0, replaced: [], unsent: ['key.txt'] });
  expect(objectOf('index.html')?.body.toString()).toBe('<h1>built</h1>');
  expect([puts(), objectOf('key.txt'), objectOf('.env')]).toEqual([2, undefined, undefined]);
  // The domain is not on CDN yet: there is nothing to refresh, which is no failure.
  const failures = () => window.feature.publishing.publisher.list().map(({ publication: { key } }) => key);
  await eventually(() => expect(failures()).toEqual(['key.txt']));
});
