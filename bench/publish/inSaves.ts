import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import { test as measure, reportValue, runTests } from '../../test/host/harness.js';
import { answering, watchingMessages } from '../../test/host/person.js';
import { sendAllTo } from './contender.js';

/** Called by VS Code inside the extension host. */
export function run(): Promise<void> {
  return runTests();
}

/** The port to which connections without a proxy are led, the certificate of the cloud, and how long nothing is done, s. */
const { OSS_CDN_BENCH_PORT: port, OSS_CDN_BENCH_CA: ca = '', OSS_CDN_BENCH_IDLE: idle = '' } = process.env;

/** A test in the extension host may take three minutes. */
const longestWait = 150;
/** A person types ten characters a second for ten seconds. */
const [characters, characterMs] = [100, 100];
/** A publication has ended by then. */
const afterSaveMs = 4_000;

measure('a person signs in and agrees to publish on save', async () => {
  if (port) sendAllTo(Number(port), ca);
  await answering([{ row: 'Profile: bench' }], () => vscode.commands.executeCommand('ossCdn.signIn'));
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.toString();
  await watchingMessages(
    () => vscode.commands.executeCommand('ossCdn.allowPublishing', folder),
    ({ buttons }) => buttons.find((button) => button === 'Publish'),
  );
  await vscode.window.showTextDocument(await open());
});

for (let left = Number(idle); left > 0; left -= longestWait)
  measure(`nothing is done for a while, ${left} s are left`, () => pause(Math.min(left, longestWait) * 1_000));

measure('a person types and saves', async () => {
  await type(characters);
  await save('first');
});

measure('a person types and saves again', async () => {
  await type(1);
  await save('next');
});

async function open(): Promise<vscode.TextDocument> {
  const [uri] = await vscode.workspace.findFiles('**/*.css');
  if (!uri) throw new Error('There is no file');
  return vscode.workspace.openTextDocument(uri);
}

async function type(count: number): Promise<void> {
  const document = await open();
  for (let at = 0; at < count; at++) {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'x');
    await vscode.workspace.applyEdit(edit);
    await pause(characterMs);
  }
}

async function save(name: string): Promise<void> {
  const document = await open();
  reportValue(name, Date.now());
  await document.save();
  await pause(afterSaveMs);
}
