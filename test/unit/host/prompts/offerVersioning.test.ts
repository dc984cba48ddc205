import { beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { offerVersioning } from '../../../../src/host/prompts/offerVersioning.js';
import { editor, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';

beforeEach(resetEditor);

/** Offers versioning twice for a bucket of this name. */
async function offer(
  name: string,
  prepare: (cloud: ReturnType<typeof createMemoryCloud>) => unknown = () => undefined,
) {
  const cloud = createMemoryCloud();
  const bucket = { name, region: 'cn-hangzhou' };
  cloud.addBucket(name);
  await prepare(cloud);
  const deps = { session: { cloud: async () => cloud } } as never;
  await offerVersioning(deps, bucket);
  await offerVersioning(deps, bucket);
  return bucket;
}

test('versioning is offered once for a bucket whose objects the user overwrote', async () => {
  editor.press = (button) => button === 'Turn On Versioning…';
  const bucket = await offer('offer-once');
  expect(shownTexts()).toEqual([
    'Without versioning, OSS does not keep what is overwritten in the bucket: offer-once\n[Turn On Versioning…]',
  ]);
  expect(editor.ran).toEqual([['ossCdn.turnOnVersioning', bucket]]);
});

test('nothing is offered where versioning is on, or where the bucket may not be read', async () => {
  await offer('offer-on', ({ oss }) =>
    oss.setVersioning({ name: 'offer-on', region: 'cn-hangzhou' }, 'enabled', new AbortController().signal),
  );
  await offer('offer-denied', ({ oss }) => {
    oss.readBucketInfo = () => Promise.reject(new AppError('forbidden'));
  });
  expect(shownTexts()).toEqual([]);
});
