import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc64 } from '../../../../../src/core/crc64.js';
import { AppError, type ErrorKind } from '../../../../../src/core/errors.js';
import { fuzzAsync, fuzzTimeoutMs } from '../../../../support/fuzz.js';
import { md5Of } from '../../../../support/memory/putObject.js';
import { dieAt, type Mishap, openBucket, richHeaders, run, withMishaps } from './copyWorld.js';

const keys = ['a/1', 'a/2', 'a/sub/3'];
const target = (key: string) => key.replace('a/', 'b/');
/** Kinds of failures of a call. After the last two, it may have had its effect. */
const kinds: readonly ErrorKind[] = ['offline', 'throttled', 'forbidden', 'timeout', 'unavailable'];

test.each([undefined, 'enabled', 'suspended'] as const)(
  'a window that ends at any call of a move leaves the old or both, and a second move completes it (versioning: %s)',
  async (versioning) => {
    const isUnversioned = versioning === undefined;
    const calls = await countCalls(versioning);
    expect(calls).toBe(isUnversioned ? 13 : 16);
    for (let at = 1; at <= calls; at++) {
      for (const when of ['before', 'after'] as const) {
        const { cloud, objects, contents, pair } = await openBucket(keys, versioning);
        const pairs = keys.map((key) => pair(key, target(key)));
        const mortal = withMishaps(cloud.oss, dieAt(at, when));
        await run(mortal.oss, pairs, 'move', isUnversioned);
        const left = contents();
        for (const key of keys) expect([left[key], left[target(key)]], `${key} at ${at} ${when}`).toContain(key);
        // What is at either place is whole.
        for (const { headers, acl, tags } of objects.values())
          expect({ type: headers['content-type'], acl, tags }).toEqual({
            type: richHeaders['content-type'],
            acl: 'public-read',
            tags: { team: 'web' },
          });
        const rest = pairs.filter(({ from }) => objects.has(from.key));
        const second = await run(cloud.oss, rest, 'move', isUnversioned);
        expect(second.done.length, `at ${at} ${when}`).toBe(rest.length);
        expect(contents()).toEqual(Object.fromEntries(keys.map((key) => [target(key), key])));
      }
    }
  },
);

/** The number of calls of a move that nothing disturbs. */
async function countCalls(versioning?: 'enabled' | 'suspended'): Promise<number> {
  const { cloud, pair } = await openBucket(keys, versioning);
  const { oss, calls } = withMishaps(cloud.oss, () => undefined);
  await run(
    oss,
    keys.map((key) => pair(key, target(key))),
    'move',
    versioning === undefined,
  );
  return calls.length;
}

/** So many objects that the second look is one listing, whatever the faults leave. */
const many = Array.from({ length: 24 }, (_, at) => `a/${String(at).padStart(2, '0')}`);

/** A fault of a call: it fails, or another author writes an object before or after it. */
const faults = fc.record({
  number: fc.integer({ min: 1, max: 75 }),
  when: fc.constantFrom('before', 'after'),
  act: fc.oneof(
    fc.record({ fails: fc.constantFrom(...kinds) }),
    fc.record({ writes: fc.constantFrom(...many, ...many.map(target)) }),
    fc.record({ removes: fc.constantFrom(...many, ...many.map(target)) }),
  ),
});

test(
  'whatever fails and whatever another author does meanwhile, no content is lost and what the result says is true',
  () =>
    fuzzAsync(fc.array(faults, { maxLength: 6 }), async (schedule) => {
      const { cloud, objects, contents, pair } = await openBucket(many);
      const model = objects.get('a/00')!;
      let time = Date.UTC(2026, 0, 1);
      cloud.state.now = () => (time += 1_000);
      const pairs = many.map((key) => pair(key, target(key)));
      const removed = new Set<string>();
      const written = new Map<string, string>();
      const mishap: Mishap = ({ number, method, when }) => {
        for (const { number: at, when: then, act } of schedule) {
          if (at !== number || then !== when) continue;
          if ('fails' in act) throw new AppError(act.fails);
          // OSS has no condition for a deletion, so a change between the look and the deletion cannot be noticed.
          if (method === 'deleteObjects' || (method === 'listObjects' && when === 'after')) continue;
          if ('removes' in act) {
            objects.delete(act.removes);
            removed.add(act.removes);
            written.delete(act.removes);
          } else {
            const text = `by another ${number}`;
            const body = new TextEncoder().encode(text);
            const lastModified = new Date(cloud.state.now()).toISOString();
            objects.set(act.writes, {
              ...model,
              body,
              size: body.length,
              etag: md5Of(body),
              crc64: crc64(body),
              lastModified,
            });
            written.set(act.writes, text);
            removed.delete(act.writes);
          }
        }
      };
      const { oss } = withMishaps(cloud.oss, mishap);
      const { done, kept, failures, uncertain, remaining } = await run(oss, pairs);
      expect(done.length + kept.length + failures.length + uncertain.length + remaining.length).toBe(many.length);
      const left = contents();
      for (const [key, text] of written) expect(left[key], key).toBe(text);
      for (const { from, to } of done) {
        expect(left[from.key], from.key).toBeUndefined();
        if (!removed.has(to.key) && !written.has(to.key)) expect(left[to.key]).toBe(from.key);
      }
      for (const { from, to } of pairs) {
        const isTouched = [from.key, to.key].some((key) => removed.has(key) || written.has(key));
        if (!isTouched) expect([left[from.key], left[to.key]]).toContain(from.key);
      }
    }),
  fuzzTimeoutMs,
);
