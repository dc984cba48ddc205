import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planCopies } from '../../../../../src/core/objects/copy/copyPlan.js';
import type { FoundObject } from '../../../../../src/core/objects/objectTargets.js';
import { fuzz } from '../../../../support/fuzz.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const other = { name: 'other', region: 'cn-hangzhou' };
const far = { name: 'far', region: 'cn-beijing' };

/** The objects that a listing finds for a target. */
function find(target: string, ...keys: readonly string[]): readonly FoundObject[] {
  const around = target.slice(0, target.lastIndexOf('/', target.length - 2) + 1);
  return keys.map((key) => ({ bucket, key, path: key.slice(around.length), etag: `E-${key}` }));
}

test.each([
  ['a.js', ['a.js'], { prefix: '', name: 'b.js' }, ['b.js']],
  ['x/a.js', ['x/a.js'], { prefix: 'y/' }, ['y/a.js']],
  ['x/a.js', ['x/a.js'], { prefix: 'y/', name: 'b.js' }, ['y/b.js']],
  ['x/img/', ['x/img/', 'x/img/1', 'x/img/s/2'], { prefix: 'x/', name: 'pics' }, ['x/pics/', 'x/pics/1', 'x/pics/s/2']],
  ['x/img/', ['x/img/1'], { prefix: '' }, ['img/1']],
  ['x/img/', ['x/img/1'], { prefix: 'x/imgs/' }, ['x/imgs/img/1']],
  ['x//', ['x//1'], { prefix: 'x/', name: 'y' }, ['x/y/1']],
])('%s with %j goes to %j as %j', (target, keys, place, expected) => {
  const plan = planCopies([{ bucket, key: target }], find(target, ...keys), { bucket, ...place });
  expect('pairs' in plan && plan.pairs.map(({ to, etag }) => [to.key, etag])).toEqual(
    expected.map((key, at) => [key, `E-${keys[at]}`]),
  );
});

test.each([
  ['same', 'x/a.js', ['x/a.js'], { bucket, prefix: 'x/' }],
  ['same', 'x/img/', ['x/img/1'], { bucket, prefix: 'x/' }],
  ['inside', 'x/', ['x/1'], { bucket, prefix: 'x/' }],
  ['inside', 'x/', ['x/1'], { bucket, prefix: 'x/y/' }],
  ['inside', 'x/', ['x/1'], { bucket, prefix: 'x/', name: 'y' }],
  ['region', 'a.js', ['a.js'], { bucket: far, prefix: '' }],
  ['name', 'a.js', ['a.js'], { bucket, prefix: `${'n'.repeat(1_020)}/` }],
  ['name', 'x//a', ['x//a'], { bucket, prefix: '/' }],
])('it is refused as "%s" to put %s to a place', (problem, target, keys, to) => {
  expect(planCopies([{ bucket, key: target }], find(target, ...keys), to)).toEqual({ problem });
});

test('objects of the same name from two folders are refused, and another bucket may have the same keys', () => {
  const found = [...find('x/a', 'x/a'), ...find('y/a', 'y/a')];
  const targets = found.map(({ key }) => ({ bucket, key }));
  expect(planCopies(targets, found, { bucket, prefix: 'z/' })).toEqual({ problem: 'clash' });
  expect(planCopies(targets.slice(0, 1), found.slice(0, 1), { bucket: other, prefix: 'x/' })).toMatchObject({
    pairs: [{ to: { bucket: other, key: 'x/a' } }],
  });
});

test('no plan puts two objects at one place or leaves one where it is', () => {
  const segment = fc.constantFrom('a', 'b', 'ab');
  const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  const input = fc.record({ paths: fc.uniqueArray(path, { minLength: 1, maxLength: 6 }), target: path, prefix: path });
  fuzz(input, ({ paths, target, prefix }) => {
    const folder = `${target}/`;
    const keys = paths.map((each) => folder + each);
    const plan = planCopies([{ bucket, key: folder }], find(folder, ...keys), { bucket, prefix: `${prefix}/` });
    if ('problem' in plan) return;
    const to = plan.pairs.map((pair) => pair.to.key);
    expect(new Set(to).size).toBe(keys.length);
    expect(plan.pairs.map(({ from }) => from.key)).toEqual(keys);
    for (const pair of plan.pairs) expect(pair.to.key).not.toBe(pair.from.key);
  });
});
