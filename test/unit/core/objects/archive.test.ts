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

const gb = 1024 ** 3;

test.each([
  ['Archive', 0, 10 * gb, 'CNY 0.06 per GB, here about CNY 0.60.', false],
  ['ColdArchive', 0, 10 * gb, 'CNY 0.2 per GB, here about CNY 2.00.', true],
  ['ColdArchive', 2, 1, 'CNY 0.03 per GB, here about CNY 0.01.', true],
  ['DeepColdArchive', 1, 10 * gb, 'OSS bills the retrieval of 10.0 GB by the GB, and each request.', true],
])('the cost of %s, priority %i, for %i bytes', (name, at, bytes, cost, billsCopy) => {
  const archive = archiveClasses[name]!;
  const text = restoreCostText(bytes, archive.priorities[at]!, archive);
  expect(text).toContain(cost);
  expect(text.includes('billed as Standard storage')).toBe(billsCopy);
});
