import { beforeEach, expect, test, vi } from 'vitest';
import type { Session } from '../../../../src/core/account.js';
import { toPublication } from '../../../../src/core/publishing/mapping/toPublication.js';
import { BucketDocuments } from '../../../../src/features/publishing/bucketDocument.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';

interface Provider {
  provideTextDocumentContent(uri: object): Promise<string>;
}

const editor = vi.hoisted(() => ({ provider: undefined as Provider | undefined, compared: [] as object[] }));

vi.mock('vscode', async () => ({
  ...(await import('../../../support/fakeVscode.js')),
  workspace: {
    registerTextDocumentContentProvider: (_scheme: string, provider: Provider) => {
      editor.provider = provider;
      return { dispose: () => undefined };
    },
  },
  commands: { executeCommand: async (_diff: string, remote: object) => editor.compared.push(remote) },
  Uri: { from: (parts: object) => parts, file: (path: string) => ({ path }) },
}));

const { signal } = new AbortController();
const bucket = { name: 'site', region: 'cn-hangzhou' };
const mapping = { folder: 'css', bucket, prefix: '', domains: ['img.example.com'], onSave: 'publish' } as const;
const publication = toPublication({ accountId: '1', workspaceRoot: '/w', root: '/w/css', mapping }, 'a.css')!;
let cloud: MemoryCloud;
let documents: BucketDocuments;

beforeEach(() => {
  editor.compared = [];
  cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  documents = new BucketDocuments({ cloud: async () => cloud } as unknown as Session);
});

async function shown(): Promise<string | undefined> {
  await documents.compare(publication);
  return editor.provider?.provideTextDocumentContent(editor.compared[0] ?? {});
}

const put = (bytes: Uint8Array) => cloud.oss.putObject(bucket, publication.key, bytes, { headers: {} }, signal);

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
