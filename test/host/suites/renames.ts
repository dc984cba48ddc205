import { ConfigurationTarget, Uri, WorkspaceEdit, workspace } from 'vscode';
import { test } from '../harness.js';
import { watchingMessages } from '../person.js';
import { callOf, workspaceFolder } from '../world.js';

const toUri = (path: string) => Uri.joinPath(workspaceFolder(), path);
const write = (path: string, text: string) => workspace.fs.writeFile(toUri(path), new TextEncoder().encode(text));

const mapping = { folder: 'pages', bucket: 'assets-singapore', region: 'ap-southeast-1', prefix: 'pages/' };

test('a renamed folder is sent completely, including files hidden in the Explorer', async () => {
  await write(
    '.vscode/oss-cdn.json',
    JSON.stringify({ mappings: [{ ...mapping, domains: ['static.shop-demo.com'] }] }),
  );
  for (const name of ['a.js', 'a.js.map', 'node_modules/b.js']) await write(`pages/old/${name}`, '// page\n');
  const files = workspace.getConfiguration('files');
  await files.update('exclude', { '**/*.map': true }, ConfigurationTarget.Workspace);
  try {
    const since = Date.now();
    const edit = new WorkspaceEdit();
    edit.renameFile(toUri('pages/old'), toUri('pages/new'));
    await watchingMessages(
      async () => {
        await workspace.applyEdit(edit);
        for (const key of ['pages/new/a.js', 'pages/new/a.js.map'])
          await callOf('PutObject', since, ({ params }) => params.key === key);
      },
      ({ buttons }) => buttons.find((button) => button === 'Publish'),
    );
  } finally {
    await files.update('exclude', undefined, ConfigurationTarget.Workspace);
  }
});
