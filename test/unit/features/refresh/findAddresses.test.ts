import { beforeEach, expect, test } from 'vitest';
import { findAddresses, type MissingAddress } from '../../../../src/features/refresh/findAddresses.js';
import type { KeySubject } from '../../../../src/features/refresh/findSubjects.js';
import type { RefreshDeps } from '../../../../src/features/refresh/refreshDeps.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
let cloud: MemoryCloud;

beforeEach(() => {
  cloud = createMemoryCloud();
  for (const name of ['.example.com', 'img.example.com']) cloud.addDomain(name, bucket.name);
});

const subjectOf = (...domains: string[]): KeySubject => ({
  kind: 'key',
  bucket,
  key: 'a b.js',
  domains,
  name: 'a b.js',
});
const find = (subject: KeySubject, onMissing?: (place: MissingAddress) => void) =>
  findAddresses({ session: { cloud: async () => cloud } } as unknown as RefreshDeps, [subject], 'all', onMissing);

test.each([
  ['is a domain of CDN', 'img.example.com'],
  ['is one of those that a wildcard serves', 'cdn.example.com'],
])('a name of a mapping that %s is found under its own name', async (_name, name) => {
  const places = await find(subjectOf(name));
  expect(places?.map(({ domain, path }) => domain.name + path)).toEqual([`${name}/a%20b.js`]);
});

test('a name that is more than one level below a wildcard is not found', async () => {
  await expect(find(subjectOf('a.b.example.com'))).rejects.toMatchObject({
    kind: 'domainNotFound',
    details: { subject: 'a.b.example.com' },
  });
});

test('a name that is not found is returned separately where the caller handles it', async () => {
  const missing: string[] = [];
  const places = await find(subjectOf('gone.example.org', 'img.example.com'), ({ domain, path }) =>
    missing.push(domain.name + path),
  );
  expect({ domains: places?.map(({ domain }) => domain.name), missing }).toEqual({
    domains: ['img.example.com'],
    missing: ['gone.example.org/a%20b.js'],
  });
});
