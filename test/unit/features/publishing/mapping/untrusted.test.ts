import { beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { addCacheRules } from '../../../../../src/features/publishing/mapping/addCacheRules.js';
import { readText } from '../../../../../src/features/publishing/mapping/mappingFile.js';
import { createOnboardingMapping } from '../../../../../src/features/publishing/mapping/onboardingMapping.js';
import { errorText } from '../../../../../src/host/errors/presentError.js';

const { touched } = vi.hoisted(() => ({ touched: [] as string[] }));

vi.mock('vscode', async () => {
  const { l10n } = await import('../../../../support/fakeVscode.js');
  const { posix } = await import('node:path');
  const toUri = (path: string) => ({ scheme: 'file', fsPath: path, path, toString: () => `file://${path}` });
  const folder = { uri: toUri('/w'), name: 'w' };
  const touch = (path: string) => void touched.push(path);
  return {
    l10n,
    FileType: { File: 1 },
    FileSystemError: class extends Error {},
    Uri: {
      parse: (text: string) => toUri(text.replace('file://', '')),
      joinPath: ({ path }: { path: string }, ...more: string[]) => toUri(posix.join(path, ...more)),
    },
    window: {},
    workspace: {
      isTrusted: false,
      workspaceFolders: [folder],
      textDocuments: [],
      getWorkspaceFolder: () => folder,
      openTextDocument: async ({ path }: { path: string }) => touch(path),
      fs: {
        stat: async ({ path }: { path: string }) => {
          touch(path);
          return { type: 1, size: 300 * 1024 };
        },
        readFile: async ({ path }: { path: string }) => touch(path),
        writeFile: async ({ path }: { path: string }) => touch(path),
      },
    },
  };
});

beforeEach(() => void touched.splice(0));

const origin = { kind: 'bucket', bucket: { name: 'abc', region: 'cn-hangzhou' } };
const plan = { domain: 'img.example.com', origin } as never;

test.each([
  ['cache rules are added', () => addCacheRules()],
  ['a mapping', () => createOnboardingMapping({ log: {} as never }).addMapping(plan, 'file:///w/dist')],
])('neither read nor changed before trust is the mapping file when %s', async (_name, act) => {
  const error: unknown = await act().catch((caught: unknown) => caught);
  expect(error instanceof AppError && errorText(error)).toMatch(/^This workspace is not trusted.*: \.vscode\/oss-cdn/);
  expect(touched).toEqual([]);
});

test('a mapping file that is too large is refused unread, with its own sentence', async () => {
  const uri = { path: '/w/.vscode/oss-cdn.json', fsPath: '/w/.vscode/oss-cdn.json' } as never;
  const error: unknown = await readText(uri).catch((caught: unknown) => caught);
  expect(error instanceof AppError && errorText(error)).toContain('A mapping file has at most 256 KB');
  expect(touched).toEqual(['/w/.vscode/oss-cdn.json']);
});
