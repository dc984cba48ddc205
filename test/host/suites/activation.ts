import { deepEqual, equal, ok } from 'node:assert/strict';
import { commands } from 'vscode';
import { test } from '../harness.js';
import { control, extension } from '../world.js';

test('activation registers every command that package.json contributes', async () => {
  await extension().activate();
  const contributed: readonly { command: string }[] = extension().packageJSON.contributes.commands;
  const registered = await commands.getCommands(true);
  deepEqual(
    contributed.map(({ command }) => command).filter((command) => !registered.includes(command)),
    [],
  );
  ok(contributed.length > 15);
});

test('activation sends no request', async () => {
  equal(extension().isActive, true);
  deepEqual(await control.calls(), []);
});
