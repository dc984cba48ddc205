import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Uri } from 'vscode';
import { root as repository } from '../../../../scripts/ensure.mjs';
import { publishFolder } from '../../../../src/features/publishing/folder/publishFolder.js';
import type { PublishingFeature } from '../../../../src/features/publishing/publishingFeature.js';
import { eventually } from '../../../support/eventually.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { notifyWatchers } from '../../../support/fakeWorkspace.js';
import { type HostileWorkspace, link, mapping, openHostileWorkspace, put } from './hostileWorkspace.js';

let hostile: HostileWorkspace;
beforeEach(() => {
  resetEditor();
  hostile = openHostileWorkspace();
});
afterEach(() => hostile.close());

/** Calls that only look, such as at what was published before. */
const looks = /\.(list|read|find|get|head)[A-Z]/;

/** Agrees once to the mapping as it is, whose first file is published. */
async function agree(...folders: readonly string[]): Promise<PublishingFeature> {
  const opened = hostile.open(...folders);
  editor.press = (button, { detail }) => detail !== '' && button === 'Publish';
  await opened.onSaved(Uri.file(join(hostile.site, 'dist/a.html')));
  await eventually(() => expect(hostile.listBuckets()).toEqual(['a.html']));
  await opened.publishing.publisher.settle();
  editor.press = () => false;
  editor.shown = [];
  return opened;
}

const questions = () => editor.shown.filter(({ detail }) => detail.includes('Bucket: '));

/** What a pull changes of a mapping, field by field. */
const widened: Readonly<Record<string, unknown>> = {
  folder: '.',
  bucket: 'theirs',
  region: 'cn-shanghai',
  uploadDomain: 'up.evil.example.net',
  prefix: 'x/',
  domains: ['evil.example.net'],
  onSave: 'refresh',
  include: ['**'],
  exclude: ['x'],
  headers: [{ files: ['**'], cacheControl: 'no-cache' }],
  refreshVariants: ['{path}?x'],
  cache: 'off',
  watch: ['**'],
  prefetch: true,
};

test('each field of a mapping has a row', () => {
  const schema = JSON.parse(readFileSync(join(repository, 'media/oss-cdn.schema.json'), 'utf8'));
  expect(Object.keys(widened).sort()).toEqual(Object.keys(schema.properties.mappings.items.properties).sort());
});

describe('after the user has agreed', () => {
  test.each(Object.entries(widened))(
    'another %s of the mapping is asked about, and nothing is sent meanwhile',
    async (field, value) => {
      const opened = await agree();
      hostile.cloud.calls.length = 0;
      hostile.map({ ...mapping, [field]: value });
      await opened.onSaved(Uri.file(join(hostile.site, 'dist/b.html')));
      await opened.publishing.publisher.settle();
      const { buckets, waiting } = hostile.outcome(opened);
      const sent = hostile.cloud.calls.filter((call) => !looks.test(call));
      expect({ sent, buckets, waiting, asked: questions().length }).toEqual({
        sent: [],
        buckets: ['a.html'],
        waiting: [],
        asked: 1,
      });
    },
  );

  test.each<[string, () => void]>([
    [
      'a file that becomes a link out of the workspace',
      () => link(join(hostile.outside, 'page.html'), join(hostile.site, 'dist/b.html')),
    ],
    ['a folder that becomes a link out of the workspace', () => link(hostile.outside, join(hostile.site, 'dist'))],
    [
      'the folder of the workspace itself, with a link in its place',
      () => {
        renameSync(hostile.site, join(hostile.top, 'gone'));
        link(hostile.outside, hostile.site);
      },
    ],
  ])('nothing of %s is read or sent', async (_what, exchange) => {
    const opened = await agree();
    exchange();
    for (const name of ['dist/b.html', 'dist/page.html', 'page.html']) {
      notifyWatchers('changed', join(hostile.site, name));
      await opened.onSaved(Uri.file(join(hostile.site, name)));
    }
    await opened.publishing.publisher.settle();
    expect({ buckets: hostile.listBuckets(), strange: hostile.strange }).toEqual({ buckets: ['a.html'], strange: [] });
  });

  test('a folder that a link leads out of the workspace is not published by Publish Folder either', async () => {
    const { publishing } = await agree();
    link(hostile.outside, join(hostile.site, 'dist'));
    const published = publishFolder(publishing, [Uri.file(join(hostile.site, 'dist')).toString()]);
    await expect(published).rejects.toMatchObject({ kind: 'badFile', details: { subject: 'dist', code: 'outside' } });
    expect(hostile.strange).toEqual([]);
  });

  test('no file of a second workspace folder is sent by the consent to the first', async () => {
    const opened = await agree(hostile.other);
    put(join(hostile.other, '.vscode/oss-cdn.json'), { mappings: [{ ...mapping, prefix: 'c/' }] });
    await opened.publishing.mappingStore.load();
    await opened.onSaved(Uri.file(join(hostile.other, 'dist/c.html')));
    await opened.publishing.publisher.settle();
    expect({ buckets: hostile.listBuckets(), asked: questions().length }).toEqual({ buckets: ['a.html'], asked: 1 });
  });
});
