import { statSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import { test as measure, reportValue, runTests } from '../../test/host/harness.js';
import { answering, watchingMessages } from '../../test/host/person.js';
import { bucket } from './place.js';

/** Called by VS Code inside the extension host. */
export function run(): Promise<void> {
  return runTests();
}

const { OSS_CDN_BENCH_FILE: file = '' } = process.env;
/** How often the memory is looked at, ms. */
const lookMs = 50;

measure('a person signs in', async () => {
  await answering([{ row: 'Profile: bench' }], () => vscode.commands.executeCommand('ossCdn.signIn'));
  Object.assign(vscode.window, { showSaveDialog: async () => vscode.Uri.file(file) });
});

measure('an object of 1 GB is downloaded', async () => {
  const readGrowth = watchMemory();
  const start = process.cpuUsage();
  await download('large');
  const { user, system } = process.cpuUsage(start);
  reportValue('processorMs', (user + system) / 1_000);
  for (const [name, bytes] of Object.entries(readGrowth())) reportValue(name, bytes);
  reportValue('bytes', statSync(file).size);
});

measure('an object whose bytes do not match its CRC-64 is refused', async () => {
  const messages = await download('broken');
  reportValue('refused', messages.some((text) => text.includes('The downloaded data was corrupted')) ? 1 : 0);
});

/** Downloads an object as a person does, and reports the time from the confirmation until the end of the command, ms. Returns what was shown. */
async function download(key: string): Promise<readonly string[]> {
  let confirmedAt = 0;
  const shown = await watchingMessages(
    async () => {
      await vscode.commands.executeCommand('ossCdn.downloadObjects', { bucket, key });
      reportValue(`${key}Ms`, performance.now() - confirmedAt);
      // The result is shown after the command has ended.
      await new Promise((resolve) => setTimeout(resolve, 500));
    },
    ({ buttons }) => {
      confirmedAt ||= performance.now();
      return buttons.find((button) => button === 'Download');
    },
  );
  return shown.map(({ text }) => text);
}

/**
 * Watches the memory of the extension host until the returned function is called. That returns by how much it grew at most, in bytes: the whole process, and
 * its heap and buffers.
 */
function watchMemory(): () => Readonly<Record<'residentBytes' | 'heldBytes', number>> {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const read = () => {
    const { rss, heapUsed, external } = process.memoryUsage();
    return [rss, heapUsed + external] as const;
  };
  const start = read();
  let most = start;
  const look = () => {
    const now = read();
    most = [Math.max(most[0], now[0]), Math.max(most[1], now[1])];
  };
  const timer = setInterval(look, lookMs);
  return () => {
    clearInterval(timer);
    look();
    return { residentBytes: most[0] - start[0], heldBytes: most[1] - start[1] };
  };
}
