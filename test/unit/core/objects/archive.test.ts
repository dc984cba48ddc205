import { expect, test } from 'vitest';
import { archiveClasses, readArchiveState, restoreCostText } from '../../../../src/core/objects/archive.js';

const until = Date.UTC(2026, 2, 4, 5);

test.each([
  ['Standard', undefined, undefined],
  ['IA', 'ongoing-request="true"', undefined],
  ['Archive', undefined, 'archived'],
  ['ColdArchive', 'ongoing-request="true"', 'restoring'],
  ['DeepColdArchive', `ongoing-request="false", expiry-date="${new Date(until).toUTCString()}"`, { until }],
  ['Archive', 'ongoing-request="false"', {}],
  ['Archive', 'something else', 'archived'],
])('the state of an object of class %s with x-oss-restore %s is %o', (storageClass, restore, state) => {
  const headers = { 'x-oss-storage-class': storageClass, ...(restore && { 'x-oss-restore': restore }) };
  expect(readArchiveState({ headers })).toEqual(state);
});

test('an object whose class OSS does not return is of class Standard', () => {
  expect(readArchiveState({ headers: { 'x-oss-restore': 'ongoing-request="true"' } })).toBeUndefined();
});

test.each([
  ['Archive', false],
  ['ColdArchive', true],
  ['DeepColdArchive', true],
])(
  'the cost of %s is what OSS bills, without numbers, since its prices depend on region and time',
  (name, billsCopy) => {
    const text = restoreCostText(10 * 1024 ** 3, archiveClasses[name]!);
    expect(text).toContain('OSS bills the retrieval of 10.0 GB by the GB, and each request.');
    expect(text).not.toMatch(/CNY|USD/);
    expect(text.includes('billed as Standard storage')).toBe(billsCopy);
  },
);
