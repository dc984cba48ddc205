import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  ConfigurationTarget,
  commands,
  FilePermission,
  Position,
  Range,
  type TextDocument,
  TextDocumentSaveReason,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { eventually, test } from '../harness.js';
import { watchingMessages } from '../person.js';
import { callOf, control } from '../world.js';

const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
const bytesOf = (text: string) => new TextEncoder().encode(text);
const { fs } = workspace;

test('an object is edited in place, and its URL refreshed', async () => {
  await put('edit/page.html', '<p>old</p>\n');
  const document = await edit('edit/page.html');
  const since = Date.now();
  await replace(document, '<p>new</p>\n');
  const always = 'Save, and Do Not Ask for This Bucket';
  const asked = await watchingMessages(save, () => always);
  deepEqual(asked[0]?.buttons, ['Save Without It', always, 'Cancel']);
  equal(document.isDirty, false);
  await hasObject('edit/page.html', '<p>new</p>\n');
  const refresh = await callOf('RefreshObjectCaches', since);
  ok(refresh.params.ObjectPath?.includes('static.shop-demo.com/edit/page.html'));
});

test('VS Code asks nothing of its own when the object has changed: our question has both ways', async () => {
  await put('edit/page.html', '<p>of a colleague</p>\n');
  const document = documentOf('edit/page.html');
  await replace(document, '<p>mine</p>\n');
  const asked = await watchingMessages(save, () => 'Take Theirs');
  deepEqual(asked[0]?.buttons, ['Compare', 'Overwrite', 'Take Theirs', 'Cancel']);
  await eventually('the editor shows the text of the bucket', () => hasText(document, '<p>of a colleague</p>\n'));
  equal(document.isDirty, false);
  await put('edit/page.html', '<p>again</p>\n');
  await replace(document, '<p>mine</p>\n');
  await watchingMessages(save, () => 'Overwrite');
  await hasObject('edit/page.html', '<p>mine</p>\n');
  equal(document.isDirty, false);
});

test('a cancelled save leaves the text unsaved', async () => {
  await put('edit/page.html', '<p>of a colleague</p>\n');
  const document = documentOf('edit/page.html');
  await replace(document, '<p>kept</p>\n');
  await watchingMessages(save);
  equal(document.isDirty, true);
  await hasObject('edit/page.html', '<p>of a colleague</p>\n');
  await watchingMessages(save, () => 'Overwrite');
});

test('a save that is not by hand asks, and writes nothing without an answer', async () => {
  const document = documentOf('edit/page.html');
  await replace(document, '<p>half-typed</p>\n');
  const since = Date.now();
  const others = {
    menu: () => commands.executeCommand('workbench.action.files.save'),
    document: () => document.save(),
  };
  for (const [name, other] of Object.entries(others)) {
    const asked = await watchingMessages(other);
    deepEqual(asked[0]?.buttons, ['Save to Bucket', 'Always for This Document', 'Cancel'], name);
    equal(document.isDirty, true, name);
  }
  await watchingMessages(() =>
    fs.writeFile(document.uri, bytesOf(document.getText())).then(undefined, () => undefined),
  );
  equal((await control.calls('PutObject')).filter(({ at }) => at >= since).length, 0);
  await watchingMessages(save);
  await hasObject('edit/page.html', '<p>half-typed</p>\n');
});

for (const autoSave of ['afterDelay', 'onFocusChange'])
  test(`auto save (${autoSave}) writes no object, and the text stays unsaved`, async () => {
    const document = await edit('edit/page.html');
    const since = Date.now();
    const reasons: TextDocumentSaveReason[] = [];
    await autoSaving(
      autoSave,
      document,
      (reason) => reasons.push(reason),
      async () => {
        await replace(document, `<p>${autoSave}</p>\n`);
        await window.showTextDocument(await workspace.openTextDocument({ content: 'another editor' }));
        await eventually('auto save begins', () => (reasons.length > 0 ? true : undefined));
        equal(document.isDirty, true);
      },
    );
    equal(reasons.includes(TextDocumentSaveReason.Manual), false);
    await window.showTextDocument(document);
    await watchingMessages(save);
    await hasObject('edit/page.html', `<p>${autoSave}</p>\n`);
    equal((await control.calls('PutObject')).filter(({ at }) => at >= since).length, 1);
  });

test('a save by hand that begins during an auto save writes the object', async () => {
  const document = await edit('edit/page.html');
  let saved: PromiseLike<unknown> | undefined;
  const saveToo = () => {
    saved ??= save();
  };
  await watchingMessages(() =>
    autoSaving('afterDelay', document, saveToo, async () => {
      await replace(document, '<p>during an auto save</p>\n');
      await eventually('auto save begins', () => (saved ? true : undefined));
      await eventually('the object is saved', () => (document.isDirty ? undefined : true));
    }),
  );
  await hasObject('edit/page.html', '<p>during an auto save</p>\n');
});

/** Calls `onSave` for each save of a document while `work` runs with auto save. */
async function autoSaving(
  autoSave: string,
  document: TextDocument,
  onSave: (reason: TextDocumentSaveReason) => void,
  work: () => Promise<void>,
): Promise<void> {
  const files = workspace.getConfiguration('files');
  const listener = workspace.onWillSaveTextDocument((event) => {
    if (event.document === document) onSave(event.reason);
  });
  await files.update('autoSaveDelay', 50, ConfigurationTarget.Global);
  await files.update('autoSave', autoSave, ConfigurationTarget.Global);
  try {
    await work();
  } finally {
    await files.update('autoSave', undefined, ConfigurationTarget.Global);
    await files.update('autoSaveDelay', undefined, ConfigurationTarget.Global);
    listener.dispose();
  }
}

test('the file system keeps the contract of VS Code', async () => {
  const { uri } = documentOf('edit/page.html');
  const stranger = Uri.from({ scheme: 'oss-cdn', path: '/assets-singapore/css/site.css' });
  const before = (await control.calls()).length;
  const stat = await fs.stat(uri);
  equal(stat.type, 1);
  equal(stat.permissions === FilePermission.Readonly, false);
  equal(new TextDecoder().decode(await fs.readFile(uri)), documentOf('edit/page.html').getText());
  deepEqual(await fs.stat(uri), stat);
  await rejects(async () => fs.stat(stranger), { code: 'FileNotFound' });
  await rejects(async () => fs.readFile(stranger), { code: 'FileNotFound' });
  await rejects(async () => fs.readDirectory(Uri.from({ scheme: 'oss-cdn', path: '/' })), { code: 'FileNotFound' });
  for (const target of [uri, stranger])
    await rejects(async () => fs.writeFile(target, bytesOf('of a program')), { code: 'NoPermissions' });
  await rejects(async () => fs.createDirectory(stranger), { code: 'NoPermissions' });
  await rejects(async () => fs.delete(uri), { code: 'NoPermissions' });
  await rejects(async () => fs.rename(uri, stranger, { overwrite: true }), { code: 'NoPermissions' });
  await rejects(async () => fs.copy(uri, stranger, { overwrite: true }), { code: 'NoPermissions' });
  const changes = (await control.calls())
    .slice(before)
    .filter(({ service, method }) => service === 'oss' && method !== 'GET' && method !== 'HEAD');
  deepEqual(changes, []);
});

test('a cloud that cannot be reached is Unavailable, and the text stays unsaved', async () => {
  const document = documentOf('edit/page.html');
  await control.fault({ action: 'GetObject', kind: 'error', code: 'AccessDenied', status: 403 });
  await rejects(async () => fs.readFile(document.uri), { code: 'NoPermissions' });
  await control.clearFaults();
  await control.fault({ action: 'GetObject', kind: 'error', code: 'InternalError', status: 500, count: 50 });
  await rejects(async () => fs.readFile(document.uri), { code: 'Unavailable' });
  await control.clearFaults();
});

async function put(key: string, text: string): Promise<void> {
  await control.act('putObject', { bucket: bucket.name, key, text });
}

/** Returns the ETag of an object, which is the MD5 of its text, read past the extension. */
async function etagOf(key: string): Promise<string | undefined> {
  return (await control.state()).buckets[bucket.name]?.objects[key]?.etag;
}

const etagOfText = (text: string) => createHash('md5').update(text).digest('hex').toUpperCase();

async function hasObject(key: string, text: string): Promise<void> {
  equal(await etagOf(key), etagOfText(text));
}

async function edit(key: string): Promise<TextDocument> {
  await watchingMessages(() => commands.executeCommand('ossCdn.editObject', { bucket, key }));
  return documentOf(key);
}

function documentOf(key: string): TextDocument {
  const found = workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'oss-cdn' && uri.path === `/${bucket.name}/${key}`,
  );
  if (!found) throw new Error(`No document shows ${key}`);
  return found;
}

async function replace(document: TextDocument, text: string): Promise<void> {
  await window.showTextDocument(document);
  const change = new WorkspaceEdit();
  change.replace(document.uri, new Range(new Position(0, 0), document.positionAt(Number.MAX_SAFE_INTEGER)), text);
  await workspace.applyEdit(change);
}

/** Saves by the save key or the button of the editor. */
const save = () => commands.executeCommand('ossCdn.saveObject');

function hasText(document: TextDocument, text: string): true | undefined {
  return document.getText() === text ? true : undefined;
}
