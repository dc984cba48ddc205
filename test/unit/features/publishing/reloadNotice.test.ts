import { beforeEach, expect, test } from 'vitest';
import { registerReloadNotice } from '../../../../src/features/publishing/publishingFeature.js';
import type { Publishing } from '../../../../src/features/publishing/services.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { settings } from '../../../support/fakeWorkspace.js';

beforeEach(() => {
  resetEditor();
  settings.set('console', 'international');
});

test('a window with a store changed by a newer version is asked once to reload, by a button', async () => {
  let change = () => {};
  const publisher = {
    needsReload: false,
    onDidChange: (listener: () => void) => {
      change = listener;
      return { dispose: () => undefined };
    },
  };
  const deps = { log: { redact: (text: string) => text } };
  editor.press = (button) => button === 'Reload Window';
  registerReloadNotice({ publisher, deps } as unknown as Publishing);
  change();
  expect(editor.shown).toEqual([]);
  publisher.needsReload = true;
  change();
  change();
  await expect.poll(() => editor.ran).toEqual([['workbench.action.reloadWindow']]);
  expect(editor.shown.map(({ text }) => text)).toEqual([
    'The publishing state was written by a newer version of this extension: reload the window or, if that does not help, update the extension',
  ]);
});
