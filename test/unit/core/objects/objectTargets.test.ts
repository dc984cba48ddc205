import { expect, test } from 'vitest';
import { withoutCovered } from '../../../../src/core/objects/objectTargets.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const other = { name: 'my-site-2', region: 'cn-hangzhou' };
const target = (key: string, of = bucket) => ({ bucket: of, key });

test('a target is left out where a folder among them covers it, or where it is named twice', () => {
  const kept = [target('img/'), target('imgs.txt'), target('img/a.png', other)];
  const covered = [target('img/a.png'), target('img/icons/'), target('img/')];
  expect(withoutCovered([...kept, ...covered])).toEqual(kept);
});

test('a whole bucket covers its objects and none of a bucket whose name begins alike', () => {
  const kept = [target('', bucket), target('a.js', other)];
  expect(withoutCovered([...kept, target('a.js')])).toEqual(kept);
});
