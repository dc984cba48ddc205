import { Worker } from 'node:worker_threads';

/** What one folder holds: its plain files, the size and the time (ms since the epoch) of each in turn, and its folders; or why it cannot be read. */
export type FolderContent =
  | { readonly files: readonly string[]; readonly states: Float64Array; readonly folders: readonly string[] }
  | { readonly code: string };

/**
 * What the thread does: it answers each path with what is there. In JavaScript and as text, since a thread starts from a file of
 * its own, which there is neither in every bundle nor in a test.
 */
const program = `
const { readdirSync, statSync } = require('node:fs');
const { parentPort } = require('node:worker_threads');

function look(path) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function read(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  const named = (is) => entries.filter((entry) => entry[is]()).map(({ name }) => name).sort();
  const found = named('isFile').map((name) => [name, look(folder + '/' + name)]).filter(([, state]) => state);
  const states = Float64Array.from(found.flatMap(([, { size, mtimeMs }]) => [size, mtimeMs]));
  return { files: found.map(([name]) => name), states, folders: named('isDirectory') };
}

parentPort.on('message', (folder) => {
  try {
    parentPort.postMessage(read(folder));
  } catch (error) {
    parentPort.postMessage({ code: error.code ?? 'Unreadable' });
  }
});
`;

/** Starts a thread that reads folders: there one blocking call after the other holds nobody up, and costs a fraction of as many promises. */
export function startFolderThread(): Worker {
  return new Worker(program, { eval: true });
}
