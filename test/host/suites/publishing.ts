import { equal, ok } from 'node:assert/strict';
import { Position, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { eventually, test } from '../harness.js';
import { type Shown, watchingMessages } from '../person.js';
import { callOf, control, workspaceFolder } from '../world.js';

const mapping = {
  mappings: [
    {
      folder: 'css',
      bucket: 'assets-singapore',
      region: 'ap-southeast-1',
      prefix: 'css/',
      domains: ['static.shop-demo.com'],
    },
  ],
};

test('the first save of a mapped file asks once, then uploads the bytes on disk and refreshes the URL', async () => {
  await writeMapping(mapping);
  const since = Date.now();
  const shown = await watchingMessages(async () => {
    await saveWith('css/site.css', '/* first */\n');
    await callOf('RefreshObjectCaches', since);
  }, publish);
  const asked = shown.filter(({ buttons }) => buttons.includes('Publish'));
  equal(asked.length, 1);
  for (const part of ['1099511627776001', 'assets-singapore', 'css/', 'static.shop-demo.com']) {
    ok(asked[0]?.detail?.includes(part), `the question does not name ${part}`);
  }
  const put = await callOf('PutObject', since);
  equal(put.status, 200);
  const refresh = await callOf('RefreshObjectCaches', since);
  ok(refresh.params.ObjectPath?.includes('static.shop-demo.com/css/site.css'));
});

test('a second save asks nothing', async () => {
  const since = Date.now();
  const shown = await watchingMessages(async () => {
    await saveWith('css/site.css', '/* second */\n');
    await callOf('PutObject', since);
  });
  equal(shown.length, 0);
});

test('a file outside of every mapping is not uploaded', async () => {
  const before = (await control.calls('PutObject')).length;
  const since = Date.now();
  await saveWith('js/app.js', '// untouched\n');
  await saveWith('css/site.css', '/* third */\n');
  await callOf('PutObject', since, ({ url }) => url.includes('site.css'));
  const puts = (await control.calls('PutObject')).slice(before);
  equal(puts.filter(({ url }) => url.includes('app.js')).length, 0);
});

function publish({ buttons }: Shown): string | undefined {
  return buttons.find((button) => button === 'Publish');
}

async function writeMapping(content: object): Promise<void> {
  const uri = Uri.joinPath(workspaceFolder(), '.vscode/oss-cdn.json');
  await workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify(content, undefined, 2)));
}

async function saveWith(path: string, text: string): Promise<void> {
  const document = await workspace.openTextDocument(Uri.joinPath(workspaceFolder(), path));
  await window.showTextDocument(document);
  const edit = new WorkspaceEdit();
  edit.insert(document.uri, new Position(0, 0), text);
  await workspace.applyEdit(edit);
  await eventually('the file is saved', async () => ((await document.save()) ? true : undefined));
}
