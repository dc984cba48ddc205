import { expect, test } from 'vitest';
import { type KeySubject, mayAskBucket } from '../../../../src/features/refresh/findSubjects.js';

const bucket = { name: 'site', region: 'cn-hangzhou', uploadDomain: 'upload.example.com' };
const mapped: KeySubject = { kind: 'key', bucket, key: 'a.css', name: 'a.css', domains: [], file: '/w/a.css' };
const { domains: _domains, ...ofTree } = mapped;

test.each<[string, KeySubject, boolean, boolean]>([
  ['of a mapping, trusted', mapped, true, true],
  ['of a mapping, not trusted', mapped, false, false],
  ['of a mapping that names domains, not trusted', { ...mapped, domains: ['img.example.com'] }, false, false],
  ['of the tree', ofTree, false, true],
])('the bucket %s', (_name, subject, trusted, wanted) => {
  expect(mayAskBucket(subject, trusted)).toBe(wanted);
});
