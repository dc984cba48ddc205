import { equal } from 'node:assert/strict';
import { commands } from 'vscode';
import { test } from '../harness.js';

test('a test runs in the extension host', async () => {
  equal((await commands.getCommands(true)).includes('workbench.action.files.save'), true);
});
