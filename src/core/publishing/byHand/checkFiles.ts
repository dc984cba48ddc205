import { ByteBudget } from '../../concurrency/byteBudget.js';
import { forEachLimited } from '../../concurrency/limit.js';
import { type AppError, throwIfAborted, toAppError } from '../../errors.js';
import type { FilePort } from '../../ports/local.js';
import type { Publication } from '../publication.js';
import { memoryFor, readLocalFile, resolveFile } from '../upload/localFile.js';
import type { FileProblem, RefusedFile } from './collectFiles.js';

/** Simultaneous file reads. */
const atOnce = 8;
const memoryBytes = 64 * 1024 * 1024;

/** A file that may be uploaded, with its current size in bytes and MD5 in upper case. */
export interface CheckedFile {
  readonly publication: Publication;
  readonly size: number;
  readonly md5: string;
}

/** A file and the result of its check. */
export type FileCheck = CheckedFile | ({ readonly publication: Publication } & Pick<RefusedFile, 'problem' | 'secret'>);

/** Reads files as their upload will, in order; `onRead` gets the size of each. Throws `cancelled`. */
export async function checkFiles(
  files: FilePort,
  publications: readonly Publication[],
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): Promise<readonly FileCheck[]> {
  const budget = new ByteBudget(memoryBytes, 0);
  const checks = new Map<string, FileCheck>();
  await forEachLimited(publications, atOnce, async (publication) => {
    throwIfAborted(signal);
    checks.set(publication.id, await checkFile(files, publication, budget, signal));
    onRead(publication.size ?? 0);
  });
  return publications.flatMap(({ id }) => checks.get(id) ?? []);
}

async function checkFile(
  files: FilePort,
  publication: Publication,
  budget: ByteBudget,
  signal: AbortSignal,
): Promise<FileCheck> {
  try {
    const found = await resolveFile(publication, files, (path) => files.realPath(path));
    const release = await budget.take(memoryFor(found));
    try {
      const { size, md5 } = await readLocalFile(publication, found, files, signal);
      return { publication, size, md5 };
    } finally {
      release();
    }
  } catch (caught) {
    const error = toAppError(caught);
    if (error.kind !== 'badFile') throw error;
    const { secret } = error.details;
    return { publication, problem: problemOf(error), ...(secret && { secret }) };
  }
}

const problems: readonly FileProblem[] = ['neverUploaded', 'secret', 'outside', 'gone'];

function problemOf({ details }: AppError): FileProblem {
  return problems.find((problem) => problem === details.code) ?? 'unreadable';
}
