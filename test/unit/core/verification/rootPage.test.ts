import { describe, expect, it } from 'vitest';
import { askRoot, writeRootRewrite } from '../../../../src/core/verification/rootPage.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';

const signal = new AbortController().signal;
const bucket = { name: 'site', region: 'cn-hangzhou' };
const at = { connectTo: 'img.example.com.w.kunlunsl.com', name: 'img.example.com' };
const denial = '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>';

function cloudThatAnswers(status: number, text: string, info = {}): MemoryCloud {
  const body = new TextEncoder().encode(text);
  const cloud = createMemoryCloud({
    edgeAnswer: () => ({ outcome: 'answered', status, headers: {}, body, durationMs: 1 }),
  });
  cloud.addBucket('site', 'cn-hangzhou', info);
  return cloud;
}

describe('the page at /', () => {
  it.each([
    ['a public bucket', {}, false],
    ['a private bucket', { acl: 'private' }, true],
    ['a public bucket with public access blocked', { publicAccessBlocked: true }, true],
  ])('is refused by OSS for %s', async (_name, info, isPrivate) => {
    expect(await askRoot(cloudThatAnswers(403, denial, info), at, bucket, signal)).toEqual({ bucket, isPrivate });
  });

  it.each([
    ['an answer', 200, '<h1>hi</h1>'],
    ['a rule of CDN that refuses', 403, 'denied by IP'],
    ['a missing page', 404, '<Code>NoSuchKey</Code>'],
  ])('is no matter with %s', async (_name, status, text) => {
    expect(await askRoot(cloudThatAnswers(status, text), at, bucket, signal)).toBeUndefined();
  });

  it('is rewritten by one rule, however often', async () => {
    const cloud = createMemoryCloud();
    const domain = { name: at.name, type: 'web', status: 'online', sources: [], httpsOn: false } as const;
    cloud.state.domains.set(at.name, domain);
    const other = { functionName: 'host_redirect', args: { regex: '^/old$', replacement: '/new' } };
    await cloud.cdn.setConfig(at.name, other, signal);
    await writeRootRewrite(cloud.cdn, at.name, signal);
    await writeRootRewrite(cloud.cdn, at.name, signal);
    const rules = await cloud.cdn.readConfigs(at.name, ['host_redirect'], signal);
    expect(rules.map(({ args }) => `${args.regex} ${args.replacement}`)).toEqual(['^/old$ /new', '^/$ /index.html']);
  });
});
