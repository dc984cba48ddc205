import { gzipSync } from 'node:zlib';
import { beforeEach, expect, test, vi } from 'vitest';
import { Uri, window } from 'vscode';
import type { Session } from '../../../../src/core/account.js';
import { toPublication } from '../../../../src/core/publishing/mapping/toPublication.js';
import { BucketDocuments } from '../../../../src/features/publishing/bucketDocument.js';
import { editor, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { fileSystems, providers } from '../../../support/fakeWorkspace.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'site', region: 'cn-hangzhou' };
const mapping = { folder: 'css', bucket, prefix: '', domains: ['img.example.com'], onSave: 'publish' } as const;
const publication = toPublication({ accountId: '1', workspaceRoot: '/w', root: '/w/css', mapping }, 'a.css')!;
let cloud: MemoryCloud;
let documents: BucketDocuments;

beforeEach(() => {
  resetEditor();
  cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  documents = new BucketDocuments({ cloud: async () => cloud } as unknown as Session);
});

async function shown(): Promise<string | undefined> {
  await documents.compare(publication);
  const [, remote] = editor.ran.at(-1) ?? [];
  return [...providers.values()][0]?.provideTextDocumentContent(remote);
}

const put = (bytes: Uint8Array) => cloud.oss.putObject(bucket, publication.key, { body: bytes, headers: {} }, signal);

test('the text of an object is shown, and a missing object as an empty document', async () => {
  expect(await shown()).toBe('');
  await put(new TextEncoder().encode('body {}'));
  expect(await shown()).toBe('body {}');
});

test('an object that is no text or too large to compare is named with its size, and a large one is not fetched', async () => {
  await put(Uint8Array.of(1, 0, 2));
  expect(await shown()).toBe('This object is not text. Bytes: 3');
  cloud.calls.length = 0;
  const size = 50 * 1024 * 1024 + 1;
  vi.spyOn(cloud.state.buckets.get(bucket.name)!.objects, 'get').mockReturnValue({
    size,
    etag: 'E',
    crc64: '0',
    headers: {},
    lastModified: '',
    body: new Uint8Array(),
  });
  expect(await shown()).toBe(`This object is too large to compare. Bytes: 52,428,801`);
  expect(cloud.calls).toEqual(['oss.readObjectHead']);
});

/** The text of an address, as VS Code asks for it. */
const textOf = (uri: unknown) => [...providers.values()][0]?.provideTextDocumentContent(uri);
const object = { bucket, key: 'css/a.css' };
const store = (key: string, bytes: Uint8Array) =>
  cloud.oss.putObject(bucket, key, { body: bytes, headers: {} }, signal);

test('an object that is opened alone has one URI, where its current text is shown', async () => {
  await store(object.key, new TextEncoder().encode('one'));
  await documents.open(object);
  const [address] = editor.documents;
  expect(address).toBe('/site/css/a.css');
  const uri = Uri.from({ scheme: 'oss-cdn-object', path: address!, query: '1' });
  expect(await textOf(uri)).toBe('one');
  await store(object.key, new TextEncoder().encode('two'));
  await documents.open(object);
  expect(await textOf(uri)).toBe('two');
  expect(editor.documents).toEqual([address, address]);
});

test('an open document is read again when this window has stored other content, and not when another call or a failed one has ended', async () => {
  await store(object.key, new TextEncoder().encode('one'));
  await documents.open(object);
  const reloaded: string[] = [];
  [...providers.values()][0]?.onDidChange?.(({ query }) => reloaded.push(query));
  const call = { mutating: true, startedAt: 0, durationMs: 1 };
  for (const action of ['PutObject', 'CopyObject', 'CompleteMultipartUpload', 'PutObjectAcl'])
    documents.onCall({ ...call, action, subject: 'site/css/a.css' });
  documents.onCall({ ...call, action: 'PutObject', subject: 'site/css/b.css' });
  documents.onCall({ ...call, action: 'PutObject', subject: 'site/css/a.css', failed: 'AccessDenied' });
  expect(reloaded).toEqual(['1', '1', '1']);
  await store(object.key, new TextEncoder().encode('two'));
  const uri = Uri.from({ scheme: 'oss-cdn-object', path: '/site/css/a.css', query: '1' });
  await textOf(uri);
  expect(await textOf(uri)).toBe('two');
});

test('an object is opened with the focus in a tab of its own, or as a preview without it', async () => {
  const show = vi.spyOn(window, 'showTextDocument');
  await store(object.key, new TextEncoder().encode('one'));
  await store('logo.svg', new TextEncoder().encode('<svg/>'));
  await documents.open(object);
  await documents.open(object, false);
  await documents.open({ bucket, key: 'logo.svg' }, false);
  const ways = [...show.mock.calls.map(([, way]) => way), editor.ran.at(-1)?.[2]];
  const preview = { preserveFocus: true, preview: true };
  expect(ways).toEqual([{ preserveFocus: false, preview: false }, preview, preview]);
});

test('the same key in two buckets is shown from each', async () => {
  const other = { name: 'other', region: 'cn-hangzhou' };
  cloud.addBucket(other.name);
  await store(object.key, new TextEncoder().encode('one'));
  await cloud.oss.putObject(other, object.key, { body: new TextEncoder().encode('two'), headers: {} }, signal);
  await documents.open(object);
  await documents.open({ bucket: other, key: object.key });
  const show = (query: string) => textOf(Uri.from({ scheme: 'oss-cdn-object', path: '/x', query }));
  expect([await show('1'), await show('2')]).toEqual(['one', 'two']);
});

test('a binary or large object is not opened, with a one-sentence reason', async () => {
  await store('logo.bin', Uint8Array.of(1, 0, 2));
  await documents.open({ bucket, key: 'logo.bin' });
  await store('big.txt', new Uint8Array(5 * 1024 * 1024 + 1).fill(65));
  cloud.calls.length = 0;
  await documents.open({ bucket, key: 'big.txt' });
  expect({ shown: shownTexts(), documents: editor.documents, calls: cloud.calls }).toEqual({
    shown: [
      'logo.bin is not text (3 B): use Open CDN URL in Browser to view it',
      'big.txt is too large to open here (5.0 MB): use Download to save it',
    ],
    documents: [],
    calls: ['oss.readObjectHead'],
  });
});

test('compressed text and text in another charset is decoded to open it and compared unchanged', async () => {
  await store('gbk.html', Uint8Array.of(0xd6, 0xd0, 0xce, 0xc4));
  const body = Uint8Array.from(gzipSync('body {}'));
  await cloud.oss.putObject(bucket, 'a.css', { body, headers: { 'content-encoding': 'gzip' } }, signal);
  await documents.open({ bucket, key: 'gbk.html' });
  await documents.open({ bucket, key: 'a.css' });
  const show = (query: string) => textOf(Uri.from({ scheme: 'oss-cdn-object', path: '/x', query }));
  const texts = ['中文', 'body {}'];
  expect([await show('1'), await show('2')]).toEqual(texts);
  // VS Code asks again for a tab that it closed meanwhile.
  expect([await show('1'), await show('2')]).toEqual(texts);
});

test('a small object that decompresses to a huge one is not opened', async () => {
  const body = Uint8Array.from(gzipSync(new Uint8Array(20 * 1024 * 1024)));
  await cloud.oss.putObject(bucket, 'bomb.txt', { body, headers: { 'content-encoding': 'gzip' } }, signal);
  await documents.open({ bucket, key: 'bomb.txt' });
  expect(shownTexts()[0]).toContain('bomb.txt is too large to open here');
});

test('a picture is opened as a read-only file of its own, which the preview of VS Code shows', async () => {
  await store('img/../logo.svg', new TextEncoder().encode('<svg/>'));
  await cloud.oss.putObject(
    bucket,
    'avatar',
    { body: Uint8Array.of(1, 0, 2), headers: { 'content-type': 'image/png' } },
    signal,
  );
  await documents.open({ bucket, key: 'img/../logo.svg' });
  await documents.open({ bucket, key: 'avatar' });
  const opened = editor.ran.map(([command, uri]) => [command, (uri as Uri).path]);
  expect(opened).toEqual([
    ['vscode.open', '/site/=img%2F..%2Flogo.svg/logo.svg'],
    ['vscode.open', '/site/=avatar/avatar.png'],
  ]);
  const files = fileSystems.get('oss-cdn-picture')!;
  expect(files.readFile(editor.ran[1]?.[1] as Uri)).toEqual(Uint8Array.of(1, 0, 2));
  expect(() => files.stat(Uri.from({ scheme: 'oss-cdn-picture', path: '/site/=other/other.png' }))).toThrow();
  expect(shownTexts()).toEqual([]);
});

test('keys of dots are objects of their own', async () => {
  for (const key of ['..', 'a/../b', 'b']) await store(key, new TextEncoder().encode(key));
  for (const key of ['..', 'a/../b', 'b']) await documents.open({ bucket, key });
  const show = (query: string) => textOf(Uri.from({ scheme: 'oss-cdn-object', path: '/x', query }));
  expect([await show('1'), await show('2'), await show('3')]).toEqual(['..', 'a/../b', 'b']);
});

test('an object that is gone is refused, and a tab that was restored says how to show it again', async () => {
  await expect(documents.open(object)).rejects.toMatchObject({ kind: 'noSuchObject' });
  expect(await textOf(Uri.from({ scheme: 'oss-cdn-object', path: '/site/a.css', query: '7' }))).toBe(
    'Open the object again from the OSS + CDN view to show it',
  );
});
