import { beforeEach, describe, expect, it } from 'vitest';
import { newFacts } from '../../../../src/core/onboarding/run/facts.js';
import type { OnboardingPlan } from '../../../../src/core/onboarding/run/run.js';
import { createRecord } from '../../../../src/core/onboarding/run/runRecord.js';
import type { EdgeAnswer } from '../../../../src/core/ports/probe.js';
import { liveNews } from '../../../../src/features/onboarding/liveNews.js';
import type { RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import { editor, env, resetEditor } from '../../../support/fakeVscode.js';
import { addMemoryCertificate } from '../../../support/memory/certificates.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';

beforeEach(() => {
  env.language = 'en';
  resetEditor();
});

const isLive = () => editor.ran.findLast(([, key]) => key === 'ossCdn.hasLiveDomain')?.[2];

const name = 'www.example.com';
const bucket = { name: 'site', region: 'cn-hangzhou' };
const plan: OnboardingPlan = {
  domain: name,
  origin: { kind: 'bucket', bucket },
  type: 'web',
  region: 'domestic',
  port: 80,
  site: { type: 'website' },
};
const answered = { outcome: 'answered', headers: { 'x-cache': 'MISS' }, durationMs: 1 } as const;
const denied: EdgeAnswer = { ...answered, status: 403, body: Buffer.from('<Error><Code>AccessDenied</Code></Error>') };

/** A domain that CDN serves from a bucket with a home page, over HTTPS where that `isSecure`. */
async function cloudOf({ isSecure = false, key = 'index.html' } = {}): Promise<MemoryCloud> {
  const cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  await cloud.oss.putObject(bucket, key, { body: Buffer.from('hi'), headers: {} }, new AbortController().signal);
  cloud.addDomain(name, bucket.name);
  cloud.bringOnline(name);
  cloud.state.domains.set(name, { ...cloud.state.domains.get(name)!, httpsOn: isSecure });
  if (isSecure) cloud.state.given.set(name, addMemoryCertificate(cloud.state, [name], Date.UTC(2027, 1, 27)).id);
  return cloud;
}

/** What is told, with its buttons; `press` is pressed. */
async function tell(cloud: MemoryCloud | undefined, { domain = plan, press = '', key = 'index.html' } = {}) {
  const session = { cloud: async () => cloud ?? Promise.reject(new Error('offline')) };
  const deps = { session, clock: { now: () => Date.UTC(2026, 10, 30) } } as unknown as RunCommandDeps;
  const record = createRecord('100', domain, 1, {
    ...newFacts,
    proof: { state: 'seen', key, at: 1, checks: [], addresses: 1 },
  });
  const { sentence, buttons } = await liveNews(deps, record);
  await buttons.find(({ label }) => label === press)?.act();
  return [sentence, ...buttons.map(({ label }) => label)];
}

describe('a home page that visitors see', () => {
  it('is live over https where the domain has that, with the ways to open and to copy it', async () => {
    const cloud = await cloudOf({ isSecure: true });
    const told = ['https://www.example.com is live', 'Open', 'Copy'];
    expect(await tell(cloud, { press: 'Copy' })).toEqual(told);
    expect(editor.copied).toEqual(['https://www.example.com']);
    await tell(cloud, { press: 'Open' });
    expect(editor.opened).toEqual(['https://www.example.com/']);
    expect(isLive()).toBe(true);
  });

  it('says until when the certificate lasts that visitors see', async () => {
    const cloud = await cloudOf({ isSecure: true });
    const session = { cloud: async () => cloud };
    const deps = { session, clock: { now: () => Date.UTC(2026, 10, 30) } } as unknown as RunCommandDeps;
    expect(await liveNews(deps, createRecord('100', plan, 1))).toMatchObject({
      isGood: true,
      httpsUntil: Date.UTC(2027, 1, 27),
    });
  });

  it('is live over http, with the way to https', async () => {
    const told = ['http://www.example.com is live', 'Open', 'Copy', 'Set Up HTTPS…'];
    expect(await tell(await cloudOf(), { press: 'Set Up HTTPS…' })).toEqual(told);
    expect(editor.ran.at(-1)).toEqual(['ossCdn.setUpHttps', name]);
    env.language = 'zh-cn';
    expect((await tell(await cloudOf()))[0]).toBe('http://www.example.com 已上线');
  });

  it('is asked for at the name itself, and at the CNAME while this computer is led elsewhere', async () => {
    const cloud = await cloudOf();
    const { probe } = cloud.edge;
    const asked: string[] = [];
    cloud.edge.probe = async (request, signal) => {
      asked.push(request.connectTo);
      return request.connectTo === name ? { ...answered, headers: {}, status: 500 } : probe(request, signal);
    };
    expect((await tell(cloud))[0]).toBe('http://www.example.com is live');
    expect(asked).toEqual([name, `${name}.w.kunlunsl.com`]);
  });
});

describe('another home page is not called live', () => {
  const reached = 'Visitors reach www.example.com through CDN';
  const page = { ...answered, status: 200 };
  const shown = (type: string) => ({ ...page.headers, 'content-type': type });
  it.each<[string, EdgeAnswer, readonly string[]]>([
    ['denied', denied, [`${reached}, but its home page returns HTTP 403`, 'Set Site Type…', 'Show Verification']],
    [
      'missing',
      { ...page, status: 404 },
      [`${reached}, but its home page returns HTTP 404`, 'Set Site Type…', 'Show Verification'],
    ],
    [
      'downloaded',
      { ...page, headers: { ...shown('text/html'), 'content-disposition': 'attachment' } },
      [`${reached}, but browsers download its home page`, 'Show Verification'],
    ],
    [
      'led elsewhere',
      { ...page, status: 302, headers: { ...page.headers, location: '/en/' } },
      [reached, 'Open', 'Copy'],
    ],
    [
      'not seen from here',
      { ...answered, outcome: 'timeout' },
      [`${reached}; its home page could not be checked from here`, 'Open', 'Copy', 'Show Verification'],
    ],
  ])('%s', async (_what, answer, told) => {
    const cloud = await cloudOf();
    cloud.state.edgeAnswer = () => answer;
    expect(await tell(cloud)).toEqual([...told, 'Set Up HTTPS…']);
    expect(isLive()).toBeUndefined();
  });

  it('warned of by browsers', async () => {
    const cloud = await cloudOf({ isSecure: true });
    const certificate = { trusted: false, names: ['other.example.com'], fingerprint: '00' };
    cloud.state.edgeAnswer = () => ({ ...page, certificate });
    expect(await tell(cloud)).toEqual([`${reached}, but browsers warn about its certificate`, 'Show Verification']);
  });

  it('absent from the bucket', async () => {
    const cloud = await cloudOf({ key: 'photo.jpg' });
    cloud.state.rootDenied = true;
    expect(await tell(cloud, { press: 'Publish a Folder…' })).toEqual([
      `${reached}, but the bucket has no index.html: the home page returns HTTP 403`,
      'Publish a Folder…',
      'Set Up HTTPS…',
    ]);
    expect(editor.ran).toEqual([['ossCdn.publishFolder']]);
  });

  it('of an OSS domain that lists no bucket', async () => {
    const cloud = await cloudOf();
    cloud.state.edgeAnswer = () => denied;
    const origin = { kind: 'ossDomain', host: 'other.oss-cn-hangzhou.aliyuncs.com' } as const;
    expect(await tell(cloud, { domain: { ...plan, origin } })).toEqual([
      `${reached}, but its home page returns HTTP 403`,
      'Set Up Home Page…',
      'Show Verification',
      'Set Up HTTPS…',
    ]);
  });

  it('not asked for where nothing can be', async () => {
    const told = [`${reached}; its home page could not be checked from here`, 'Open', 'Copy', 'Show Verification'];
    expect(await tell(undefined, { press: 'Open' })).toEqual(told);
    expect(editor.opened).toEqual(['http://www.example.com/index.html']);
  });
});

it('downloads have no home page: the verified file can be opened', async () => {
  const cloud = await cloudOf({ isSecure: true, key: 'setup.exe' });
  const domain: OnboardingPlan = { ...plan, site: { type: 'downloads' } };
  const told = ['Visitors reach www.example.com through CDN', 'Open', 'Copy'];
  expect(await tell(cloud, { domain, key: 'setup.exe', press: 'Copy' })).toEqual(told);
  expect(editor.copied).toEqual(['https://www.example.com/setup.exe']);
});

it('a wildcard has no page of its own', async () => {
  const cloud = await cloudOf();
  cloud.state.domains.set('.example.com', { ...cloud.state.domains.get(name)!, name: '.example.com' });
  expect(await tell(cloud, { domain: { ...plan, domain: '.example.com' } })).toEqual([
    'Visitors reach *.example.com through CDN',
    'Show Verification',
    'Set Up HTTPS…',
  ]);
});
