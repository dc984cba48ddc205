import { beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { ReadOnlyTexts } from '../../../../../src/features/objects/properties/readOnlyTexts.js';
import { showProperties } from '../../../../../src/features/objects/properties/showProperties.js';
import { resetEditor } from '../../../../support/fakeVscode.js';
import { providers } from '../../../../support/fakeWorkspace.js';
import { bucket, openWindow, serve } from '../objectWindow.js';

beforeEach(resetEditor);

const { signal } = new AbortController();

/** Shows the properties of an object and returns the text of the document. */
async function show(key: string, prepare: (window: Awaited<ReturnType<typeof openWindow>>) => unknown) {
  const window = await openWindow([key]);
  await prepare(window);
  const texts = new ReadOnlyTexts();
  const shown: string[] = [];
  texts.show = async (name, text) => void shown.push(name, text);
  await showProperties(window.deps, texts, { bucket, key });
  const [name = '', text = ''] = shown;
  return { name, text };
}

test('the properties of an object are one document with headers, metadata, access, tags, versions and URLs', async () => {
  const { name, text } = await show('css/a.css', async ({ cloud }) => {
    const headers = {
      'content-type': 'text/css',
      'x-oss-meta-author': String.fromCharCode(...new TextEncoder().encode('李')),
      'x-oss-tagging': 'team=web',
    };
    await cloud.oss.setVersioning(bucket, 'enabled', signal);
    await cloud.oss.putObject(bucket, 'css/a.css', { body: new Uint8Array(2048), headers }, signal);
    await cloud.oss.setObjectAcl(bucket, 'css/a.css', 'public-read', signal);
    serve(cloud, 'img.example.com');
  });
  expect(name).toBe('a.css (Properties)');
  for (const line of [
    'css/a.css',
    '  Bucket: my-site (cn-hangzhou)',
    '  Size: 2.0 KB (2,048 B)',
    '  Content-Type: text/css',
    '  x-oss-meta-author: 李',
    '  ACL: public read',
    '  ACL of the bucket: public read',
    '  Versioning: on',
    '  OSS: https://my-site.oss-cn-hangzhou.aliyuncs.com/css/a.css',
  ])
    expect(text.split('\n')).toContain(line);
  expect(text).toMatch(/^ {2}https?:\/\/img\.example\.com\/css\/a\.css$/m);
  expect(text).toMatch(/^ {2}.* · 2\.0 KB · VERSION\d+ \(current\)$/m);
  expect(text).toMatch(/^ {2}.* · 9 B · null$/m);
});

test('what may not be read says so, and an empty part says that it is empty', async () => {
  const { text } = await show('a.css', ({ cloud }) => {
    const denial = { permission: 'oss:GetObjectAcl' };
    cloud.oss.readObjectAcl = async () => {
      throw new AppError('forbidden', { denial, httpStatus: 403 });
    };
    cloud.oss.listVersions = async () => {
      throw new AppError('forbidden', { denial: { permission: 'oss:ListObjectVersions' }, httpStatus: 403 });
    };
    cloud.oss.readBucketInfo = async () => {
      throw new AppError('offline');
    };
  });
  expect(text).toContain('Permissions\n  Could not be read. Not permitted: oss:GetObjectAcl');
  expect(text).toMatch(
    /Versions\n {2}Could not be read\. Alibaba Cloud cannot be reached.*\n {2}Could not be read\. Not permitted: oss:ListObjectVersions/,
  );
  expect(text).toContain('Tags\n  None');
  expect(text).toContain('Metadata\n  None');
});

test('an object that is gone, or that may not be read, is an error', async () => {
  await expect(show('a.css', ({ cloud }) => cloud.oss.deleteObject(bucket, 'a.css', signal))).rejects.toMatchObject({
    kind: 'noSuchObject',
  });
});

test('a document shows only what was read in this window', async () => {
  const texts = new ReadOnlyTexts();
  const uri = texts.add('a/b', 'text');
  const provide = (query: string) => providers.get('oss-cdn-text')!.provideTextDocumentContent({ ...uri, query });
  expect([uri.path, await provide(uri.query), await provide('other')]).toEqual([
    '/a∕b',
    'text',
    'Open this again from the OSS + CDN view to show it',
  ]);
});
