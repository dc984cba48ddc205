import { existsSync } from 'node:fs';
import { commands } from 'vscode';
import { eventually, test as measure, reportValue, runTests } from '../../test/host/harness.js';
import { answering, watchingMessages } from '../../test/host/person.js';

/** Called by VS Code inside the extension host. */
export function run(): Promise<void> {
  return runTests();
}

/** The row that the list of the plan begins with, and the file that appears once the edge has shown all. */
const { OSS_CDN_BENCH_ROW: row = '', OSS_CDN_BENCH_DONE: done = '' } = process.env;

measure('a folder is published', async () => {
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
