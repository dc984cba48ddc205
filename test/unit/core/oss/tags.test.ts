import { expect, test } from 'vitest';
import { formatTags } from '../../../../src/core/oss/tags.js';

test('tags are URL-encoded, so that their own signs do not divide them', () => {
  expect(formatTags({ owner: 'web team', 'a=b': 'c+d', 路: '' })).toBe('owner=web%20team&a%3Db=c%2Bd&%E8%B7%AF=');
  expect(formatTags({})).toBe('');
});
