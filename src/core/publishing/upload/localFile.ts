import { combineCrc64, crc64 } from '../../crc64.js';
import { AppError, throwIfAborted } from '../../errors.js';
import type { FilePort, FileState, OpenedFile } from '../../ports/local.js';
import type { ObjectHead } from '../../ports/oss.js';
import type { ContentDigest, Publication } from '../publication.js';
import { beginScan } from '../secrets/secretScan.js';
import { maxConcurrentParts, maxSinglePutBytes, minPartBytes } from './partSizes.js';
import { checkSecret, findPublishable, readFound, requireAllowed } from './readableFile.js';

/** A file that was read from disk. `bytes` is absent if the file is uploaded in parts. */
export interface LocalFile extends ContentDigest {
  readonly path: string;
  readonly mtimeMs: number;
  readonly bytes?: Uint8Array;
}

/** A file that may be published, with its real path, size and time stamp. */
export interface ResolvedFile extends OpenedFile {
  readonly path: string;
}

/** Files up to this size, in bytes, are read at once when their path is resolved. Only few are in progress at a time, so this needs little memory. */
const smallBytes = 32 * 1024;

/** Resolves the real path of a file to publish and reads the file if it is small. Throws `badFile` if the file must not be published or is gone. */
export async function resolveFile(
  publication: Publication,
  files: FilePort,
  realFolder: FilePort['realPath'],
): Promise<ResolvedFile> {
  const path = await findPublishable(files, publication, realFolder);
  const found = await files.readSmall(path, smallBytes);
  if (!found) throw new AppError('badFile', { subject: publication.label, code: 'gone' });
  return { path, ...found };
}

/** Returns the most memory that the upload of a file needs, in bytes. */
export function memoryFor({ size }: FileState): number {
  return size <= maxSinglePutBytes ? size : maxConcurrentParts * minPartBytes;
}

/** Reads a file completely, or computes only its digests if it is uploaded in parts. Throws `badFile` if it cannot be read or contains a secret. */
export async function readLocalFile(
  publication: Publication,
  { path, size, mtimeMs, bytes: small }: ResolvedFile,
  files: FilePort,
  signal: AbortSignal,
): Promise<LocalFile> {
  if (size <= maxSinglePutBytes) {
    const bytes = small ? checkSecret(publication, small) : await readFound(files, publication, path);
    return { path, size: bytes.length, mtimeMs, md5: files.md5(bytes), bytes };
  }
  const scan = beginScan(publication.label);
  const digest = await readDigest(files, path, signal, (piece) => scan.add(piece));
  if (!digest) throw new AppError('badFile', { subject: publication.label, code: 'gone' });
  requireAllowed(publication, scan.end());
  return { path, mtimeMs, ...digest };
}

/** Adds the CRC-64 of a file if the object can only be compared by that, since an ETag is not always the MD5. */
export function withComparedCrc(local: LocalFile, remote: ObjectHead | undefined): LocalFile {
  const { size, md5, bytes } = local;
  if (!bytes || !remote || local.crc64 !== undefined || remote.size !== size || remote.crc64 === undefined)
    return local;
  return remote.etag.toUpperCase() === md5 ? local : { ...local, crc64: crc64(bytes) };
}

/**
 * Computes the size and MD5 of a file of any size; for a small file the CRC-64 only if `isCrcNeeded`. Resolves to `undefined` if the file is gone. Throws
 * `cancelled`.
 */
export async function digestFile(
  files: FilePort,
  path: string,
  isCrcNeeded: boolean,
  signal: AbortSignal,
): Promise<ContentDigest | undefined> {
  throwIfAborted(signal);
  const { size, bytes } = (await files.readSmall(path, smallBytes)) ?? {};
  if (size === undefined || !bytes) return readDigest(files, path, signal);
  return { size, md5: files.md5(bytes), ...(isCrcNeeded && { crc64: crc64(bytes) }) };
}

/** Computes the size, MD5 and CRC-64 of a file of any size. `onPiece` receives its content piece by piece. Resolves to `undefined` if the file is gone. */
export async function readDigest(
  files: FilePort,
  path: string,
  signal: AbortSignal,
  onPiece: (piece: Uint8Array) => void = () => undefined,
): Promise<(ContentDigest & { readonly crc64: string }) | undefined> {
  const pieces: { crc64: string; size: number }[] = [];
  const take = (piece: Uint8Array) => {
    pieces.push({ crc64: crc64(piece), size: piece.length });
    onPiece(piece);
  };
  const digest = await files.digest(path, take, signal);
  return digest && { ...digest, crc64: combineCrc64(pieces) };
}
