import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, Position, Range, type TextDocument, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import type { LoggedCall } from '../../../sandbox/state/state.js';
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

test('a second save does not ask', async () => {
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

test('a file that may hold secrets is uploaded only after a question that names it', async () => {
  await writeFiles(['css/.env.local'], 'MODE=demo\n');
  const publishIt = () => commands.executeCommand('ossCdn.publishFile', toUri('css/.env.local'));
  const since = Date.now();
  const asked = await answerOne(undefined, publishIt);
  deepEqual(asked.buttons, ['Publish Anyway']);
  ok(asked.text.includes('css/.env.local'), asked.text);
  deepEqual(await callsSince('PutObject', since), []);
  await answerOne('Publish Anyway', publishIt);
  await callOf('PutObject', since, ({ params }) => params.key === 'css/.env.local');
});

test('Save All of 100 files sends each once and refreshes them in at most two calls; unchanged files cost nothing', async () => {
  const names = Array.from({ length: 100 }, (_, index) => `css/many/${index}.css`);
  await writeFiles(names, '/* 0 */\n');
  const since = Date.now();
  await saveAll(names, '/* 1 */\n');
  // Earlier saves may be refreshed too.
  const isMany = (text = '') => text.includes('css/many/');
  const refreshes = await eventually('all 100 are refreshed', async () => {
    const lists = (await callsSince('RefreshObjectCaches', since)).map((call) => listUrls(call).filter(isMany));
    return lists.flat().length >= 100 ? lists.filter((list) => list.length > 0) : undefined;
  });
  deepEqual(refreshes.flat().sort(), names.map((name) => `https://static.shop-demo.com/${name}`).sort());
  // The first file may have been sent before the event of the second one came.
  ok(refreshes.length <= 2, `there were ${refreshes.length} calls`);
  const sent = (await callsSince('PutObject', since)).map(({ params }) => params.key).filter(isMany);
  deepEqual(sent.sort(), [...names].sort());
  const again = Date.now();
  await saveAll(names, '/* 1 */\n');
  // Sent after whatever the others could have caused.
  await saveWith('css/site.css', '/* after all */\n');
  const { params } = await callOf('RefreshObjectCaches', again);
  equal(params.ObjectPath, 'https://static.shop-demo.com/css/site.css');
  equal((await callsSince('PutObject', again)).length, 1);
});

test('a deleted folder is deleted from the bucket after one question that names its content', async () => {
  const since = Date.now();
  const edit = new WorkspaceEdit();
  edit.deleteFile(toUri('css/many'), { recursive: true });
  const shown = await watchingMessages(
    async () => {
      await workspace.applyEdit(edit);
      await eventually('all 100 are gone', async () =>
        (await callsSince('DeleteObject', since)).length >= 100 ? 1 : undefined,
      );
    },
    ({ buttons }) => buttons.find((button) => button === 'Delete from Bucket'),
  );
  deepEqual(
    shown.map(({ text }) => text),
    ['Also delete these objects from the bucket? Objects: 100'],
  );
  ok(shown[0]?.detail?.includes('css/many/0.css') && shown[0].detail.includes('and 90 more'));
});

test('a renamed file is sent under its new name; the old one stays unless its deletion is confirmed', async () => {
  const since = Date.now();
  const asked = await renameWithout('css/site.css', 'css/moved.css');
  equal(asked.text, 'Also delete “css/site.css” from the bucket?');
  await callOf('PutObject', since, ({ params }) => params.key === 'css/moved.css');
  await callOf('RefreshObjectCaches', since, (call) => listUrls(call).some((url) => url.endsWith('/css/moved.css')));
  deepEqual(await callsSince('DeleteObject', since), []);
  await renameWithout('css/moved.css', 'css/site.css');
});

test('a changed mapping asks again, and onSave refresh uploads nothing', async () => {
  await writeMapping({ mappings: mapping.mappings.map((each) => ({ ...each, onSave: 'refresh' })) });
  const since = Date.now();
  const shown = await watchingMessages(
    async () => {
      await saveWith('css/site.css', '/* refreshed */\n');
      await callOf('RefreshObjectCaches', since, (call) => listUrls(call).join().includes('/css/site.css'));
    },
    ({ buttons }) => buttons.find((button) => button === 'Refresh'),
  );
  equal(shown.filter(({ text }) => text.startsWith('Refresh CDN URLs')).length, 1);
  deepEqual(await callsSince('PutObject', since), []);
});

test('consent to refresh does not include uploads: publishing by hand asks again', async () => {
  const since = Date.now();
  const asked = await answerOne(undefined, () => commands.executeCommand('ossCdn.publishFile', toUri('css/site.css')));
  ok(asked.text.endsWith('to Alibaba Cloud when you run Publish?'), asked.text);
  ok(asked.detail?.includes('Files replace objects'));
  deepEqual(await callsSince('PutObject', since), []);
});

test('build output changed outside the editor is sent, but asked about after a branch switch', async () => {
  await writeMapping({ mappings: mapping.mappings.map((each) => ({ ...each, watch: ['out/**'] })) });
  writeOutside('.git/HEAD', 'ref: refs/heads/main\n');
  const since = Date.now();
  const isOf = (name: string) => (call: { params: Readonly<Record<string, string>> }) => call.params.key === name;
  const agreed = await watchingMessages(async () => {
    await saveWith('css/site.css', '/* with watch */\n');
    await callOf('PutObject', since, isOf('css/site.css'));
    // Its watcher may begin a moment later, so what is written changes until it is seen.
    await eventually(
      'the build output is sent',
      async () => {
        writeOutside('css/out/a.css', `/* ${Date.now()} */`);
        return (await callsSince('PutObject', since)).find(isOf('css/out/a.css'));
      },
      3_000,
    );
  }, publish);
  equal(agreed.filter(({ text }) => text.startsWith('Publish files')).length, 1);

  const asked = await answerOne('Publish', async () => {
    writeOutside('.git/HEAD', 'ref: refs/heads/other\n');
    writeOutside('css/out/b.css', '/* of the other branch */');
  });
  deepEqual(asked.buttons, ['Publish', 'Show', 'Discard']);
  await callOf('PutObject', since, isOf('css/out/b.css'));
});

test('build output that is deleted and rebuilt in its own folders is sent', async () => {
  const since = Date.now();
  const names = ['c.css', 'deep/d.css', 'deep/er/e.css'].map((name) => `css/out/${name}`);
  const built = new Set(names);
  await watchingMessages(async () => {
    rmSync(Uri.joinPath(workspaceFolder(), 'css/out').fsPath, { recursive: true });
    for (const name of names) writeOutside(name, `/* built again: ${name} */`);
    await eventually('all of it is sent', async () => {
      for (const { params } of await callsSince('PutObject', since)) built.delete(params.key ?? '');
      return built.size === 0 || undefined;
    });
  }, publish);
});

test('more than 50 simultaneous changes are held and can be discarded', async () => {
  const since = Date.now();
  let isAsked = false;
  // More that comes late is asked about again, and is held back until then.
  await watchingMessages(
    async () => {
      for (let index = 0; index < 60; index++) writeOutside(`css/out/many-${index}.css`, '/* many */');
      await eventually('the question about them', () => (isAsked ? true : undefined));
    },
    ({ buttons }) => {
      const discard = buttons.find((button) => button === 'Discard');
      isAsked ||= discard !== undefined;
      return discard;
    },
  );
  await saveWith('css/site.css', '/* after that */\n');
  await callOf('PutObject', since, ({ params }) => params.key === 'css/site.css');
  const keys = (await callsSince('PutObject', since)).map(({ params }) => params.key);
  deepEqual([...new Set(keys)], ['css/site.css']);
  await writeMapping(mapping);
});

function publish({ buttons }: Shown): string | undefined {
  return buttons.find((button) => button === 'Publish');
}

async function writeMapping(content: object): Promise<void> {
  const uri = Uri.joinPath(workspaceFolder(), '.vscode/oss-cdn.json');
  await workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify(content, undefined, 2)));
}

/** Does what leads to one question and answers it, or leaves it without an answer. */
async function answerOne(button: string | undefined, work: () => PromiseLike<unknown>): Promise<Shown> {
  let asked: Shown | undefined;
  await watchingMessages(
    async () => {
      await work();
      await eventually('the question', () => asked);
    },
    (shown) => {
      asked = shown;
      return button;
    },
  );
  if (!asked) throw new Error('Nothing was asked');
  return asked;
}

function renameWithout(from: string, to: string): Promise<Shown> {
  const edit = new WorkspaceEdit();
  edit.renameFile(toUri(from), toUri(to));
  return answerOne(undefined, () => workspace.applyEdit(edit));
}

const toUri = (path: string) => Uri.joinPath(workspaceFolder(), path);

async function callsSince(action: string, since: number): Promise<readonly LoggedCall[]> {
  return (await control.calls(action)).filter(({ at }) => at >= since);
}

function listUrls({ params }: LoggedCall): readonly string[] {
  return (params.ObjectPath ?? '').split(/\r?\n/).filter(Boolean).sort();
}

async function writeFiles(paths: readonly string[], text: string): Promise<void> {
  await Promise.all(paths.map((path) => workspace.fs.writeFile(toUri(path), new TextEncoder().encode(text))));
}

/** Writes past the editor, as a build or git would. */
function writeOutside(path: string, text: string): void {
  const full = join(workspaceFolder().fsPath, path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, text);
}

/** Replaces the first line of every file, and saves them all with one command. */
async function saveAll(paths: readonly string[], line: string): Promise<void> {
  const documents = await Promise.all(paths.map(open));
  const edit = new WorkspaceEdit();
  for (const { uri } of documents) edit.replace(uri, new Range(0, 0, 1, 0), line);
  await workspace.applyEdit(edit);
  // The window opens what is unsaved one after the other, and saves what it has open.
  await eventually('all are open', () => (countUnsaved() >= paths.length ? true : undefined));
  await commands.executeCommand('workbench.action.files.saveAll');
  await eventually('all are saved', () => (documents.some(({ isDirty }) => isDirty) ? undefined : true));
}

/** A document that is not shown may be closed in the moment in which it is asked for. */
function open(path: string): Promise<TextDocument> {
  const opened = async () => {
    try {
      return await workspace.openTextDocument(toUri(path));
    } catch {
      return undefined;
    }
  };
  return eventually(`${path} is open`, opened);
}

function countUnsaved(): number {
  return window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ isDirty }) => isDirty).length;
}

async function saveWith(path: string, text: string): Promise<void> {
  const document = await workspace.openTextDocument(Uri.joinPath(workspaceFolder(), path));
  await window.showTextDocument(document);
  const edit = new WorkspaceEdit();
  edit.insert(document.uri, new Position(0, 0), text);
  await workspace.applyEdit(edit);
  await eventually('the file is saved', async () => ((await document.save()) ? true : undefined));
}
