import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../core/errors.js';
import type { DocumentStore } from '../core/ports/local.js';
import { writeDraft } from './draft.js';
import { createLeases } from './leases.js';

const suffix = '.json';

/** Documents as files in one folder, which is made at the first write; `owner` is who holds leases. Throws `badFile` when the disk refuses. */
export function createDocumentStore(folder: string, owner: string = randomUUID()): DocumentStore {
  const fileOf = (id: string) => path.join(folder, encodeId(id) + suffix);
  const leases = createLeases((id) => path.join(folder, encodeId(id)), owner);
  return {
    async list() {
      const names = await orAbsent(readdir(folder));
      return (names ?? [])
        .filter((name) => name.endsWith(suffix))
        .map((name) => decodeURIComponent(name.slice(0, -suffix.length)));
    },
    read: (id) => orAbsent(readFile(fileOf(id), 'utf8')),
    async write(id, text) {
      await writeWhole(fileOf(id), text).catch((error: NodeJS.ErrnoException) => {
        throw new AppError('badFile', { subject: fileOf(id), code: error.code ?? 'Unwritable' });
      });
    },
    remove: (id) => rm(fileOf(id), { force: true }),
    lease: leases.take,
    release: leases.release,
  };
}

/** Every id becomes one safe file name, and no two the same, also where upper and lower case are one. */
function encodeId(id: string): string {
  return [...Buffer.from(id, 'utf8')]
    .map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : escapeByte(byte)))
    .join('');
}

function isPlain(byte: number): boolean {
  return /[a-z0-9_-]/.test(String.fromCharCode(byte));
}

function escapeByte(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0').toUpperCase()}`;
}

/** The text is on the disk before the name points at it: a crash leaves the old document or the new one. */
async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = await writeDraft(file, text);
  try {
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function orAbsent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const { code = 'Unreadable', path: subject = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new AppError('badFile', { subject, code });
  }
}
