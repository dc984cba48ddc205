import { beforeEach, expect, test } from 'vitest';
import { Uri } from 'vscode';
import { Signal } from '../../../../../src/core/signal.js';
import { ExternalWatcher } from '../../../../../src/features/publishing/changes/externalWatcher.js';
import type { MappedFolderWatcher } from '../../../../../src/features/publishing/mapping/mappedFolderWatcher.js';
import type { Publishing } from '../../../../../src/features/publishing/services.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';
import { disk, resetWorkspace } from '../../../../support/fakeWorkspace.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';

beforeEach(() => {
  resetEditor();
  resetWorkspace();
  for (const name of ['long-1', 'long-2']) disk.files.set(`/w/dist/${name}.js`, '');
});

test.each([
  [
    true,
    'Not published because the name is not UTF-8 or too long for an object. Rename the files to publish them. Files: 2, the first: dist/long-1.js',
  ],
  [false, undefined],
])(
  'a name that no object can have is reported when another program writes the file; watched: %s',
  async (watched, text) => {
    const clock = createVirtualClock();
    const mapping = {
      folder: 'dist',
      bucket: { name: 'site', region: 'cn-hangzhou' },
      prefix: '',
      domains: [],
      onSave: 'publish',
      watch: ['**'],
    };
    const uri = Uri.file('/w/dist');
    const [changed, created, edited] = [new Signal<void>(), new Signal<Uri>(), new Signal<Uri>()];
    const find = (file: Uri) => ({ mapping, label: file.path.slice(3), inside: file.path.slice(8) });
    const publishing = {
      mappingStore: {
        folders: [{ folder: { uri: Uri.file('/w') }, uri, mapping }],
        get: () => undefined,
        getLeftOut: find,
        rulesOf: () => ({ includes: () => true, watches: () => watched }),
        onDidChange: changed.event,
      },
      deps: {
        clock,
        session: { account: { id: '1' } },
        log: { debug: () => undefined, failure: () => undefined },
        files: {},
      },
      publisher: { enqueue: async () => undefined },
      pause: { isOn: false },
      compared: new Map(),
      sourceMaps: { get: () => undefined },
    } as unknown as Publishing;
    const watcher = { onDidCreate: created.event, onDidChange: edited.event } as unknown as MappedFolderWatcher;
    const bases = { takeChanged: () => undefined, readAhead: async () => undefined };
    new ExternalWatcher(publishing, watcher, bases);
    created.fire(Uri.file('/w/dist/long-1.js'));
    edited.fire(Uri.file('/w/dist/long-2.js'));
    await new Promise(setImmediate);
    await clock.advance(60_000);
    expect(editor.shown.map((message) => message.text)).toEqual(text === undefined ? [] : [text]);
  },
);
