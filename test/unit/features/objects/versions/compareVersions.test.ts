import { beforeEach, describe, expect, test } from 'vitest';
import type { EdgeAnswer } from '../../../../../src/core/ports/probe.js';
import { ReadOnlyTexts } from '../../../../../src/features/objects/properties/readOnlyTexts.js';
import { compareWith } from '../../../../../src/features/objects/versions/compareVersions.js';
import { editor, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { bucket, openWindow, serve } from '../objectWindow.js';

beforeEach(resetEditor);

const { signal } = new AbortController();
const object = { bucket, key: 'img/a.txt' };
const bytes = (text: string) => new TextEncoder().encode(text);

/** Compares an object with the text `now`, and returns the titles of the diffs with their texts. */
async function compare(
  lines: readonly Line[],
  prepare: (window: Awaited<ReturnType<typeof openWindow>>) => unknown = () => undefined,
  now: Uint8Array = bytes('now'),
) {
  const window = await openWindow([], undefined, lines);
  await window.cloud.oss.putObject(bucket, object.key, { body: now, headers: {} }, signal);
  await prepare(window);
  const texts = new ReadOnlyTexts();
  const added: string[] = [];
  const add = texts.add.bind(texts);
  texts.add = (name, text) => {
    added.push(`${name}: ${text}`);
    return add(name, text);
  };
  await compareWith(window.deps, texts, object);
  const diffs = editor.ran.filter(([id]) => id === 'vscode.diff');
  return { added, titles: diffs.map(([, , , title]) => title), diffs };
}

describe('what CDN serves', () => {
  const edge: readonly Line[] = [{ pick: 'What CDN Serves' }];
  const answer = (given: Partial<EdgeAnswer>) => async (window: Awaited<ReturnType<typeof openWindow>>) => {
    serve(window.cloud, 'img.example.com');
    window.cloud.edge.probe = async () => ({ outcome: 'answered', status: 200, headers: {}, durationMs: 0, ...given });
  };

  test('is compared with the object', async () => {
    const { added, titles } = await compare(edge, answer({ body: bytes('cached') }));
    expect(added).toEqual(['a.txt (img.example.com): cached', 'a.txt: now']);
    expect(titles).toEqual(['a.txt (img.example.com ↔ bucket)']);
  });

  test.each([
    [{ body: bytes('now') }, 'CDN serves the same content as the bucket has: https://img.example.com/img/a.txt'],
    [{ status: 403, body: bytes('') }, 'CDN answers with status 403: https://img.example.com/img/a.txt'],
    [{ body: Uint8Array.of(0, 1) }, 'img/a.txt is not text, so it is not shown (2 B)'],
  ])('is told where there is nothing to compare: %o', async (given, text) => {
    const { titles } = await compare(edge, answer(given));
    expect([titles, shownTexts()]).toEqual([[], [text]]);
  });

  test('is not asked where no domain serves the bucket, and a failure is an error', async () => {
    await compare(edge);
    expect(shownTexts()).toEqual(['CDN serves no domain from this bucket: my-site']);
    await expect(compare(edge, answer({ outcome: 'unreachable' }))).rejects.toMatchObject({ kind: 'offline' });
  });
});

test('the local file of a mapping is compared, and otherwise one that the user chooses', async () => {
  const lines: readonly Line[] = [{ pick: 'Local File' }];
  const mapped = await compare(lines, ({ sources }) => sources.set(object.key, 'file:///w/img/a.txt'));
  expect([mapped.titles, String(mapped.diffs[0]?.[2])]).toEqual([['a.txt (bucket ↔ disk)'], 'file:///w/img/a.txt']);
  resetEditor();
  expect((await compare(lines)).titles).toEqual([]);
  editor.choosePath = () => '/other/a.txt';
  expect((await compare(lines)).titles).toEqual(['a.txt (bucket ↔ disk)']);
});

test('an object without another version says so, and a large one is not read', async () => {
  await compare([{ pick: 'Another Version' }]);
  const { titles } = await compare([{ pick: 'Local File' }], undefined, new Uint8Array(6 * 1024 * 1024));
  expect([titles, shownTexts()]).toEqual([
    [],
    ['There is no other version of img/a.txt', 'img/a.txt is too large to open here (6.0 MB): use Download to save it'],
  ]);
});
