import { deepEqual, equal } from 'node:assert/strict';
import { utimesSync, writeFileSync } from 'node:fs';
import { Position, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { eventually, test } from '../harness.js';
import { watchingMessages } from '../person.js';
import { callOf, control, workspaceFolder } from '../world.js';

const toUri = (path: string) => Uri.joinPath(workspaceFolder(), path);
const write = (path: string, text: string) => workspace.fs.writeFile(toUri(path), new TextEncoder().encode(text));

const path = 'styles/page.css';
const bucket = 'assets-singapore';
const mapping = { folder: 'styles', bucket, region: 'ap-southeast-1', prefix: 'styles/' };

test('a version of another author that was pulled before the edit is no conflict, and a later one is', async () => {
  await write(
    '.vscode/oss-cdn.json',
    JSON.stringify({ mappings: [{ ...mapping, domains: ['static.shop-demo.com'] }] }),
  );
  await write(path, '/* ours */\n');
  await publishWith('/* first */\n', 'Publish');
  const pulled = '/* pulled */\n';
  await putElsewhere(pulled);
  pull(pulled);
  const document = await workspace.openTextDocument(toUri(path));
  // A watcher that begins late misses it.
  await eventually(
    'the editor shows what was pulled',
    () => {
      if (document.getText() === pulled) return true;
      pull(pulled);
      return undefined;
    },
    3_000,
  );
  deepEqual(await publishWith('/* after the pull */\n'), []);
  await putElsewhere('/* not pulled */\n');
  const asked = await publishWith('/* without a pull */\n', 'Overwrite');
  // The offer to turn versioning on may follow.
  equal(asked[0]?.text, `This object was changed in the bucket outside this extension: ${path}`);
});

/** Another author writes the object. */
async function putElsewhere(text: string): Promise<void> {
  await control.act('putObject', { bucket, key: path, text, type: 'text/css' });
}

/** Writes past the editor as git would, a while ago. */
function pull(text: string): void {
  const { fsPath } = toUri(path);
  writeFileSync(fsPath, text);
  utimesSync(fsPath, new Date(), new Date(Date.now() - 60_000));
}

/** Saves the file with another first line and answers what was shown until it was uploaded, with this button pressed. */
async function publishWith(line: string, button?: string) {
  const since = Date.now();
  return watchingMessages(
    async () => {
      const document = await workspace.openTextDocument(toUri(path));
      await window.showTextDocument(document);
      const edit = new WorkspaceEdit();
      edit.insert(document.uri, new Position(0, 0), line);
      await workspace.applyEdit(edit);
      await eventually('the file is saved', async () => ((await document.save()) ? true : undefined));
      const { status } = await callOf('PutObject', since, ({ params }) => params.key === path);
      equal(status, 200);
    },
    ({ buttons }) => buttons.find((each) => each === button),
  );
}
