import { expect, test } from 'vitest';
import type { OssApi } from '../../../../src/cloud/oss/api.js';
import { objectCalls } from '../../../../src/cloud/oss/objects.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const { signal } = new AbortController();

test.each([
  ['encoded', '<EncodingType>url</EncodingType><Deleted><Key>100%25+1.css</Key></Deleted>'],
  ['as they are', '<Deleted><Key>100% 1.css</Key></Deleted>'],
])('keys that an answer names %s count as deleted, the others as failed', async (_form, content) => {
  const body = Buffer.from(`<DeleteResult>${content}</DeleteResult>`);
  const api = { write: async () => ({ status: 200, headers: {}, body }) } as unknown as OssApi;
  expect(await objectCalls.deleteObjects(api, bucket, ['100% 1.css', 'kept.css'], signal)).toEqual({
    failed: ['kept.css'],
  });
});
