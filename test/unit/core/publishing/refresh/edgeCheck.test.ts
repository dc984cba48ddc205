import { expect, it } from 'vitest';
import type { CdnDomain } from '../../../../../src/core/ports/cdn.js';
import type { EdgeAnswer } from '../../../../../src/core/ports/probe.js';
import {
  checkEdge,
  type EdgeCheckResult,
  type ExpectedObject,
} from '../../../../../src/core/publishing/refresh/edgeCheck.js';

const domain: CdnDomain = { name: 'a.example.com', status: 'online', type: 'web', sources: [], httpsOn: true };
const clock = { now: () => 0, sleep: async () => undefined };
const never = new AbortController().signal;
const readBytes = async () => Buffer.from('new');
const answered = (status: number, more: Partial<EdgeAnswer> = {}): EdgeAnswer => ({
  outcome: 'answered',
  status,
  headers: {},
  durationMs: 1,
  ...more,
});

const gone: ExpectedObject = { etag: undefined };

function prove(answer: EdgeAnswer, wanted: ExpectedObject): Promise<EdgeCheckResult> {
  const edge = { probe: async () => answer };
  return checkEdge({ edge, clock }, { domain, path: '/x', url: 'u' }, wanted, never);
}

it('the edge is requested over HTTP where HTTPS gets no answer, as a new domain has no certificate', async () => {
  const asked: unknown[] = [];
  const edge = {
    probe: async ({ scheme = 'https' }: { scheme?: string }) => {
      asked.push(scheme);
      return scheme === 'http'
        ? answered(200, { headers: { etag: '"AB"' } })
        : ({ outcome: 'tlsFailed', headers: {}, durationMs: 1 } as EdgeAnswer);
    },
  };
  const proof = await checkEdge({ edge, clock }, { domain, path: '/x', url: 'u' }, { etag: 'AB' }, never);
  expect({ proof, asked }).toEqual({ proof: 'fresh', asked: ['https', 'http'] });
});

it('the connection is kept for the next file', async () => {
  const asked: (boolean | undefined)[] = [];
  const edge = {
    probe: async ({ keepsConnection }: { keepsConnection?: boolean }) => {
      asked.push(keepsConnection);
      return answered(200, { headers: { etag: '"AB"' } });
    },
  };
  await checkEdge({ edge, clock }, { domain, path: '/x', url: 'u' }, { etag: 'AB' }, never);
  expect(asked).toEqual([true]);
});

it.each<[string, EdgeAnswer, ExpectedObject, string]>([
  ['the ETag', answered(200, { headers: { etag: 'W/"ab"' } }), { etag: 'AB' }, 'fresh'],
  ['another ETag', answered(200, { headers: { etag: '"CD"' } }), { etag: 'AB', readBytes }, 'stale'],
  ['no ETag and the bytes', answered(200, { body: Buffer.from('new') }), { etag: 'AB', readBytes }, 'fresh'],
  ['no ETag and other bytes', answered(200, { body: Buffer.from('old') }), { etag: 'AB', readBytes }, 'stale'],
  ['no ETag, with no bytes to compare', answered(200), { etag: 'AB' }, 'unproven'],
  ['a refusal that does not come from the bucket', answered(403), { etag: 'AB', readBytes }, 'unproven'],
  ['a redirect', answered(301), { etag: 'AB', readBytes }, 'unproven'],
  ['a node in trouble', answered(502), { etag: 'AB', readBytes }, 'unproven'],
  ['that it is not there', answered(404), { etag: 'AB', readBytes }, 'stale'],
  ['that what is gone is not there', answered(404), { etag: undefined }, 'fresh'],
  [
    'the ETag of what is gone',
    answered(200, { headers: { etag: '"cd"' } }),
    { etag: undefined, goneEtag: 'CD' },
    'stale',
  ],
  [
    'a page in place of what is gone',
    answered(200, { headers: { etag: '"EF"' } }),
    { etag: undefined, goneEtag: 'CD' },
    'unproven',
  ],
  ['some object, where what is gone is not known', answered(200, { headers: { etag: '"EF"' } }), gone, 'unproven'],
  ['a page without an ETag', answered(200), { etag: undefined, goneEtag: 'CD' }, 'unproven'],
])('an edge that shows %s', async (_name, answer, wanted, expected) => {
  const proof = await prove(answer, wanted);
  expect(typeof proof === 'object' ? proof.kind : proof).toBe(expected);
});
