import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { AppError } from '../core/errors.js';
import type { FileState } from '../core/ports/local.js';
import { type FolderContent, startFolderThread } from './folderThread.js';

/** A file below the listed folder; `path` is POSIX and relative to it. */
type Listed = FileState & { readonly path: string };

/** Every plain file below a folder, without links and without the folders that `skips` names. Throws `badFile` for one that cannot be read. */
export async function listFiles(
  folder: string,
  skips: (relativeFolder: string) => boolean,
  signal: AbortSignal,
): Promise<readonly Listed[]> {
  const thread = startFolderThread();
  try {
    const found = await walk(thread, folder, skips, signal);
    return found.sort((left, right) => (left.path < right.path ? -1 : 1));
  } finally {
    await thread.terminate();
  }
}

function walk(
  thread: Worker,
  top: string,
  skips: (relativeFolder: string) => boolean,
  signal: AbortSignal,
): Promise<Listed[]> {
  return new Promise((resolve, reject) => {
    const found: Listed[] = [];
    // Answered in the order in which they are asked for.
    const asked: string[] = [];
    const ask = (folder: string) => {
      asked.push(folder);
      thread.postMessage(path.join(top, folder));
    };
    thread.on('message', (content: FolderContent) => {
      const folder = asked.shift() ?? '';
      if (signal.aborted) return reject(new AppError('cancelled'));
      if ('code' in content) {
        const subject = path.join(top, folder);
        if (!isGone(content.code)) return reject(new AppError('badFile', { subject, code: content.code }));
      } else {
        addFiles(folder, content, found);
        for (const name of content.folders) if (!skips(folder + name)) ask(`${folder}${name}/`);
      }
      if (asked.length === 0) resolve(found);
    });
    thread.once('error', reject);
    ask('');
  });
}

function addFiles(folder: string, { files, states }: Exclude<FolderContent, { code: string }>, found: Listed[]): void {
  for (const [index, name] of files.entries()) {
    found.push({ path: folder + name, size: states[2 * index] ?? 0, mtimeMs: states[2 * index + 1] ?? 0 });
  }
}

/** Meanwhile, or it is no folder any more. */
function isGone(code: string): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}
