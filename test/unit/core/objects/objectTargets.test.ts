import { expect, test } from 'vitest';
import { countByTarget, withoutCovered } from '../../../../src/core/objects/objectTargets.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const other = { name: 'my-site-2', region: 'cn-hangzhou' };
const target = (key: string, of = bucket) => ({ bucket: of, key });

test('a target is left out where a folder among them covers it, or where it is named twice', () => {
  const kept = [target('img/'), target('imgs.txt'), target('img/a.png', other)];
  const covered = [target('img/a.png'), target('img/icons/'), target('img/')];
  expect(withoutCovered([...kept, ...covered])).toEqual(kept);
});

test('a whole bucket covers its own objects, not those of a bucket with the same beginning', () => {
  const kept = [target('', bucket), target('a.js', other)];
  expect(withoutCovered([...kept, target('a.js')])).toEqual(kept);
});

test('objects are counted by the target that they were found below, folders first and the largest of them before the others', () => {
  const found = ['a.js', 'img/1.png', 'img/icons/2.png', 'imgs/3.png'].map((key) => ({ bucket, key, path: key }));
  const targets = [target('a.js'), target('img/icons/'), target('imgs/'), target('img/')];
  expect(countByTarget(targets, found)).toEqual([
    { target: target('img/'), count: 2 },
    { target: target('imgs/'), count: 1 },
    { target: target('a.js'), count: 1 },
  ]);
});
