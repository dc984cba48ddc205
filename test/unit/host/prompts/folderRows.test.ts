import { beforeEach, expect, it, vi } from 'vitest';
import { folderText } from '../../../../src/host/folderText.js';
import { isFolderHere, pickFolder } from '../../../../src/host/prompts/folderRows.js';
import { resetEditor, window, workspace } from '../../../support/fakeVscode.js';
import { disk, resetWorkspace } from '../../../support/fakeWorkspace.js';
import { scriptedUi } from '../../../support/scriptedUi.js';
import { Uri } from '../../../support/vscodeValues.js';

beforeEach(() => {
  resetEditor();
  resetWorkspace();
  disk.files.set('/w/packages/site/dist/index.html', '');
  disk.files.set('/w/readme.md', '');
});

const browse = { pick: '$(folder-opened) Choose a Folder…' } as const;

/** Chooses these folders in dialogs, one after the other; nothing where a dialog is closed. */
function chooseIn(...paths: readonly (string | undefined)[]) {
  const left = [...paths];
  const open = vi.spyOn(window, 'showOpenDialog').mockImplementation(async () => {
    const path = left.shift();
    return (path === undefined ? undefined : [Uri.file(path)]) as never;
  });
  return open;
}

it('any folder of the workspace may be chosen in a dialog, which begins at the workspace', async () => {
  const open = chooseIn('/w/packages/site/dist');
  const reply = await pickFolder(scriptedUi([browse]), {});
  expect(reply).toEqual({ kind: 'value', value: 'file:///w/packages/site/dist' });
  expect(open).toHaveBeenCalledWith(
    expect.objectContaining({ canSelectFiles: false, canSelectFolders: true, defaultUri: Uri.file('/w') }),
  );
});

it('a folder outside of the workspace is refused in a sentence, and asked for again', async () => {
  chooseIn('/elsewhere/dist');
  const ui = scriptedUi([browse, 'cancel']);
  expect(await pickFolder(ui, { notes: ['note'] })).toEqual({ kind: 'cancel' });
  expect(ui.asked.map(({ notes }) => notes)).toEqual([
    ['note'],
    ['note', '/elsewhere/dist is not in this workspace. Choose a folder inside it'],
  ]);
});

it('the list comes back once a dialog is closed', async () => {
  chooseIn('/elsewhere/dist', undefined);
  const ui = scriptedUi([browse, browse, { pick: '$(folder) packages' }]);
  expect(await pickFolder(ui, {})).toEqual({ kind: 'value', value: 'file:///w/packages' });
  expect(ui.asked.at(-1)?.notes).toEqual([]);
});

it('a folder that is not on disk is not offered, since it cannot be mapped', async () => {
  workspace.workspaceFolders = [{ uri: Uri.parse('vscode-vfs://host/w'), name: 'remote', index: 0 }];
  const ui = scriptedUi(['cancel']);
  await pickFolder(ui, {});
  expect(ui.asked[0]?.labels).toEqual([browse.pick]);
});

it.each([
  ['file:///w/packages', true],
  ['file:///w', true],
  ['file:///w/gone', false],
  ['file:///w/readme.md', false],
  ['file:///elsewhere', false],
])('%s is a folder of the workspace: %s', async (folder, isHere) => {
  expect(await isFolderHere(folder)).toBe(isHere);
});

it.each([
  ['file:///w/packages/site/dist', 'packages/site/dist'],
  ['file:///w', 'w'],
  ['file:///elsewhere/dist', '/elsewhere/dist'],
  ['file:///w/my%20site', 'my site'],
])('the folder %s is shown as %s', (folder, text) => {
  expect(folderText(folder)).toBe(text);
});

it.each([
  ['file:///w/site/dist', 'shop/site/dist'],
  ['file:///other/dist', 'docs/dist'],
  ['file:///other', 'docs'],
])('where several folders are open, the folder %s is shown with the name of its own: %s', (folder, text) => {
  workspace.workspaceFolders = [
    { uri: Uri.parse('file:///w'), name: 'shop', index: 0 },
    { uri: Uri.parse('file:///other'), name: 'docs', index: 1 },
  ];
  expect(folderText(folder)).toBe(text);
});
