import { expect, test } from 'vitest';
import { readTraits } from '../../../../src/core/oss/objectTraits.js';

const plain = { type: 'Normal', storageClass: 'Standard', isReadable: true, tagCount: 0 };

test.each<[string, Record<string, string>, object]>([
  ['nothing', {}, plain],
  ['a type', { 'x-oss-object-type': 'Symlink' }, { ...plain, type: 'Symlink' }],
  ['a type that is unknown', { 'x-oss-object-type': 'Other' }, plain],
  ['a class that is read at once', { 'x-oss-storage-class': 'IA' }, { ...plain, storageClass: 'IA' }],
  [
    'an archive class',
    { 'x-oss-storage-class': 'ColdArchive' },
    { ...plain, storageClass: 'ColdArchive', isReadable: false },
  ],
  [
    'a restoration in progress',
    { 'x-oss-storage-class': 'Archive', 'x-oss-restore': 'ongoing-request="true"' },
    { ...plain, storageClass: 'Archive', isReadable: false, restore: { isOngoing: true } },
  ],
  [
    'a restoration that is complete',
    {
      'x-oss-storage-class': 'DeepColdArchive',
      'x-oss-restore': 'ongoing-request="false", expiry-date="Sun, 16 Apr 2017 08:12:33 GMT"',
    },
    {
      ...plain,
      storageClass: 'DeepColdArchive',
      restore: { isOngoing: false, expiresAt: Date.UTC(2017, 3, 16, 8, 12, 33) },
    },
  ],
  [
    'a restoration without a readable date',
    { 'x-oss-restore': 'ongoing-request="false", expiry-date="soon"' },
    { ...plain, restore: { isOngoing: false } },
  ],
  ['a restoration that cannot be read', { 'x-oss-restore': 'maybe' }, plain],
  [
    'encryption',
    { 'x-oss-server-side-encryption': 'KMS', 'x-oss-server-side-encryption-key-id': 'k' },
    { ...plain, encryption: { algorithm: 'KMS', keyId: 'k' } },
  ],
  [
    'version and tags',
    { 'x-oss-version-id': 'null', 'x-oss-tagging-count': '3' },
    { ...plain, versionId: 'null', tagCount: 3 },
  ],
  ['a number of tags that is none', { 'x-oss-tagging-count': 'many' }, plain],
])('a HEAD with %s is read', (_what, headers, traits) => {
  expect(readTraits({ headers })).toEqual(traits);
});
