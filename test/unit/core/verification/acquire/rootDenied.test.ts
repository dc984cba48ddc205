import { describe, expect, it } from 'vitest';
import { isRootDenied } from '../../../../../src/core/https/browserView.js';
import type { EdgePort } from '../../../../../src/core/ports/probe.js';
import { acquireFacts } from '../../../../../src/core/verification/acquire/acquire.js';
import { diagnose } from '../../../../../src/core/verification/diagnosis/diagnose.js';
import { name, ports, seeded } from './world.js';

const signal = new AbortController().signal;
const denial = '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>';

function says(status: number, text: string): boolean {
  const body = new TextEncoder().encode(text);
  return isRootDenied({ outcome: 'answered', status, headers: {}, body, durationMs: 1 });
}

describe('the page at /', () => {
  it('the page at / is refused by OSS according to its answer', () => {
    expect(says(403, denial)).toBe(true);
  });

  it.each([
    ['an answer', 200, '<h1>hi</h1>'],
    ['a rule of CDN that refuses', 403, 'denied by IP'],
    ['a missing page', 404, '<Code>NoSuchKey</Code>'],
  ])('the page at / is not refused by OSS: %s', (_name, status, text) => {
    expect(says(status, text)).toBe(false);
  });

  it.each([
    ['a public bucket', {}, false],
    ['a private bucket', { acl: 'private' }, true],
    ['a public bucket with public access blocked', { publicAccessBlocked: true }, true],
  ] as const)('is noted with the kind of the bucket: %s', async (_name, info, isPrivate) => {
    const cloud = await seeded();
    Object.assign(cloud.state.buckets.get('site')?.info ?? {}, info);
    const body = new TextEncoder().encode(denial);
    const { edge } = cloud;
    const denies: EdgePort['probe'] = async (request, stop) =>
      request.path === '/'
        ? { outcome: 'answered', status: 403, headers: {}, body, durationMs: 1 }
        : edge.probe(request, stop);
    const options = { resolvers: ['system'], authoritativeServers: [] };
    const facts = await acquireFacts(name, { ...ports(cloud), edge: { probe: denies } }, options, signal);
    expect(facts.rootDenied).toEqual({ bucket: { name: 'site', region: 'cn-hangzhou' }, isPrivate });
    expect(diagnose(facts).verdict.kind).toBe('working');
  });
});
