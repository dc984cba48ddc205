import { describe, expect, test } from 'vitest';
import { parseTaskIds } from '../../../src/cloud/callWithRetry.js';

describe('the task ids of an answer', () => {
  test.each([
    { value: '12,13', ids: ['12', '13'] },
    { value: '14', ids: ['14'] },
    { value: 15, ids: ['15'] },
  ])('are listed from $value', ({ value, ids }) => {
    expect(parseTaskIds(value)).toEqual(ids);
  });

  test.each([undefined, null, '', ',', {}, [], true])('are empty where the field is %j', (value) => {
    expect(parseTaskIds(value)).toEqual([]);
  });
});
