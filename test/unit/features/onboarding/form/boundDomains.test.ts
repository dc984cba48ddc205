import { describe, expect, it } from 'vitest';
import type { FormUi, PickQuestion } from '../../../../../src/core/form.js';
import { askDomain } from '../../../../../src/features/onboarding/form/domainQuestion.js';
import { openSources } from '../../../../../src/features/onboarding/form/sources.js';
import { createMemoryCloud, type MemoryCloud } from '../../../../support/memoryCloud.js';
import { formMeans } from './fillIn.js';

const name = 'img.example.com';
const bucket = { name: 'site', region: 'cn-hangzhou' };

/** A bucket with one bound domain. */
function account(): MemoryCloud {
  const cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  cloud.state.buckets.get(bucket.name)?.cnames.set(name, { domain: name, enabled: true });
  return cloud;
}

/** Asks for the domain and leaves once the picker shows; answers what it was asked to show. */
async function show(cloud: MemoryCloud, earlier?: string) {
  const means = formMeans({ loadIsPublicSuffix: async () => () => false, resolvers: ['192.0.2.1', '192.0.2.2'] });
  const { clock } = means;
  let shown: PickQuestion<unknown> | undefined;
  const ui: FormUi = {
    pick: async (question) => {
      shown = question as PickQuestion<unknown>;
      return { kind: 'cancel' };
    },
    input: async () => ({ kind: 'cancel' }),
  };
  const sources = openSources(cloud, means, new AbortController().signal);
  await askDomain(ui, sources, { originKind: 'bucket', bucket }, { step: 1, total: 2, ...(earlier && { earlier }) });
  return { clock, first: await shown?.items, refined: shown?.refined, shown };
}

describe('a domain that is bound to the bucket', () => {
  it.each([
    ['points directly to the bucket', { type: 'CNAME', data: 'site.oss-cn-hangzhou.aliyuncs.com' }],
    ['points directly to the bucket', { type: 'CNAME', data: 'x7f.taihangcda.cn' }],
    ['already points to CDN', { type: 'CNAME', data: `${name}.w.kunlunsl.com` }],
    ['in use: CNAME pages.example.net', { type: 'CNAME', data: 'pages.example.net' }],
  ])('says once it is known that it %s: %o', async (words, record) => {
    const cloud = account();
    cloud.state.extraDns.push({ name, ttl: 60, ...record });
    const { first, refined } = await show(cloud);
    expect(first?.[0]).toMatchObject({ label: name, description: 'bound to this bucket' });
    expect((await refined)?.[0]).toMatchObject({ label: name, description: `bound to this bucket · ${words}` });
  });

  it('is in use too where it has other records than those that visitors follow', async () => {
    const cloud = account();
    for (const server of ['192.0.2.1', '192.0.2.2'])
      cloud.state.dnsAnswers.set(server, () => ({
        server,
        outcome: 'noData',
        records: [],
        transport: 'udp',
        at: 0,
        durationMs: 1,
      }));
    expect((await (await show(cloud)).refined)?.[0]?.description).toBe('bound to this bucket · in use');
  });

  it('the previous answer is shown as bound to the bucket too', async () => {
    const cloud = account();
    cloud.state.extraDns.push({ name, type: 'CNAME', ttl: 60, data: 'site.oss-cn-hangzhou.aliyuncs.com' });
    const { refined, shown } = await show(cloud, name);
    expect((await refined)?.[0]?.description).toBe(
      'your previous answer · bound to this bucket · points directly to the bucket',
    );
    expect(shown).toMatchObject({ preset: name });
    expect(shown).not.toHaveProperty('selected');
  });

  it('a bound domain without a record is available', async () => {
    expect((await (await show(account())).refined)?.[0]?.description).toBe('bound to this bucket · available');
  });

  it('does not wait for servers that are silent', async () => {
    const cloud = account();
    cloud.resolver.query = () => new Promise(() => {});
    const { clock, first, refined } = await show(cloud);
    expect(first?.[0]?.label).toBe(name);
    await clock.advance(3_000);
    expect((await refined)?.[0]?.description).toBe('bound to this bucket');
  });
});

describe('a name in a zone of the account', () => {
  /** What the rows say once everything is known. */
  async function said(cloud: MemoryCloud) {
    const { refined } = await show(cloud);
    return Object.fromEntries(((await refined) ?? []).map(({ label, description }) => [label, description]));
  }

  const zoned = () => {
    const cloud = account();
    cloud.addZone('example.org');
    return cloud;
  };
  const added = (cloud: MemoryCloud, domain: string, origin: string) =>
    cloud.state.domains.set(domain, {
      name: domain,
      status: 'online',
      type: 'web',
      sources: [{ type: 'oss', content: origin, port: 80, priority: '20', weight: '10' }],
      httpsOn: false,
    });

  it('says whether it is in use, on CDN with which origin, or free', async () => {
    const cloud = zoned();
    cloud.state.extraDns.push({ name: 'www.example.org', type: 'A', ttl: 60, data: '203.0.113.10' });
    const { query } = cloud.resolver;
    cloud.resolver.query = async (server, name, type, stop) => {
      const answer = await query(server, name, type, stop);
      return type === 'CNAME' && name.startsWith('www.') ? { ...answer, outcome: 'noData' } : answer;
    };
    added(cloud, 'static.example.org', 'other.oss-cn-beijing.aliyuncs.com');
    expect(await said(cloud)).toMatchObject({
      'www.example.org': 'in use: A 203.0.113.10',
      'static.example.org': 'on CDN with another origin: other.oss-cn-beijing.aliyuncs.com',
      'img.example.org': 'available',
    });
    added(cloud, 'img.example.org', 'site.oss-cn-hangzhou.aliyuncs.com');
    expect(await said(cloud)).toMatchObject({ 'img.example.org': 'already on CDN' });
  });
});
