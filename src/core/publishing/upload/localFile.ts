import { combineCrc64, crc64 } from '../../crc64.js';
import { AppError, throwIfAborted } from '../../errors.js';
import type { FilePort, FileState, OpenedFile } from '../../ports/local.js';
import type { ObjectHead } from '../../ports/oss.js';
import type { Publication } from '../publication.js';
import { beginScan } from '../secrets/secretScan.js';
import type { ContentDigest } from './compareObject.js';
import { maxConcurrentParts, maxSinglePutBytes, minPartBytes } from './partSizes.js';
import { checkSecret, findPublishable, readFound, requireAllowed } from './readableFile.js';

/** A file read from disk; `bytes` unless it is uploaded in parts. */
export interface LocalFile extends ContentDigest {
  readonly path: string;
  readonly mtimeMs: number;
  readonly bytes?: Uint8Array;
}

/** A publishable file with its real path, size and time. */
export interface ResolvedFile extends OpenedFile {
  readonly path: string;
}

/** Files up to this size in bytes are read when they are resolved. Few are in progress at once, so this is little memory. */
const smallBytes = 32 * 1024;

/** Resolves a file to publish; `realFolder` resolves its folders. Throws `badFile`. */
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

/** The most memory of an upload, in bytes. */
export function memoryFor({ size }: FileState): number {
  return size <= maxSinglePutBytes ? size : maxConcurrentParts * minPartBytes;
}

/** Reads a file: its bytes, or only its digests if it is uploaded in parts. Throws `badFile`. */
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

/** Adds the CRC-64 if only that can be compared: an ETag need not be the MD5. */
export function withComparedCrc(local: LocalFile, remote: ObjectHead | undefined): LocalFile {
  const { size, md5, bytes } = local;
  if (!bytes || !remote || local.crc64 !== undefined || remote.size !== size || remote.crc64 === undefined)
    return local;
  return remote.etag.toUpperCase() === md5 ? local : { ...local, crc64: crc64(bytes) };
}

/** Computes size and MD5 of a file of any size, and the CRC-64 of a small one if needed; `undefined` if it is gone. Throws `cancelled`. */
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

/** Computes size and both digests of a file of any size, with `onPiece` for its pieces; `undefined` if it is gone. */
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
