import { existsSync } from 'node:fs';
import { commands } from 'vscode';
import { eventually, reportValue, test } from '../../../test/host/harness.js';
import { answering, watchingMessages } from '../../../test/host/person.js';
import { doneVariable, rowVariable } from './editorVariables.js';

const row = process.env[rowVariable] ?? '';
const done = process.env[doneVariable] ?? '';

test('a folder is published', async () => {
  await answering([{ row: 'Profile: bench' }], () => commands.executeCommand('ossCdn.signIn'));
  const requestedAt = Date.now();
  await watchingMessages(
    async () => {
      let confirmedAt = 0;
      const read = () => {
        confirmedAt = Date.now();
      };
      await answering([{ row, read }], () => commands.executeCommand('ossCdn.publishFolder'));
      reportValue('planMs', confirmedAt - requestedAt);
      reportValue('confirmedAt', confirmedAt);
      await eventually('the edge has shown all', () => (existsSync(done) ? true : undefined));
    },
    ({ buttons }) => buttons.find((button) => button === 'Publish'),
  );
});
