import { combineCrc64 } from '../combineCrc64.js';
import { crc64 } from '../crc64.js';
import { AppError } from '../errors.js';
import type { FilePort } from '../ports/local.js';
import type { LocalFile } from './decide.js';
import { largestWhole } from './partSizes.js';
import type { Publication } from './publication.js';
import { findPublishable, readPublishable } from './readPublishable.js';
import { SecretScan } from './secretContent.js';

/** Larger contents are read again when it is their turn, so that many files may wait. */
const largestKept = 256 * 1024;

/** A file on disk, looked at; `bytes` only while small. */
export interface Local extends LocalFile {
  readonly path: string;
  readonly mtimeMs: number;
  readonly bytes?: Uint8Array;
}

/** Looks at a file that is to be published: where it really is, its size, time and digests. Throws `badFile`. */
export async function lookAtFile(publication: Publication, files: FilePort, signal: AbortSignal): Promise<Local> {
  const path = await findPublishable(files, publication);
  const state = await files.stat(path);
  if (!state) throw new AppError('badFile', { subject: publication.label, code: 'gone' });
  if (state.size <= largestWhole) {
    const bytes = await readPublishable(files, publication);
    const local = { path, size: bytes.length, mtimeMs: state.mtimeMs, md5: files.md5(bytes), crc64: crc64(bytes) };
    return bytes.length <= largestKept ? { ...local, bytes } : local;
  }
  const scan = new SecretScan();
  const onPiece = (piece: Uint8Array) => {
    if (!publication.named) scan.add(piece);
  };
  const digest = await readDigest(files, path, signal, onPiece);
  if (!digest) throw new AppError('badFile', { subject: publication.label, code: 'gone' });
  if (scan.end()) throw new AppError('badFile', { subject: publication.label, code: 'secret' });
  return { path, mtimeMs: state.mtimeMs, ...digest };
}

/** The size and both digests of a file of any size, whose pieces `onPiece` sees; `undefined` when it is gone. */
export async function readDigest(
  files: FilePort,
  path: string,
  signal: AbortSignal,
  onPiece: (piece: Uint8Array) => void = () => undefined,
): Promise<(LocalFile & { readonly crc64: string }) | undefined> {
  const pieces: { crc64: string; size: number }[] = [];
  const take = (piece: Uint8Array) => {
    pieces.push({ crc64: crc64(piece), size: piece.length });
    onPiece(piece);
  };
  const digest = await files.digest(path, take, signal);
  return digest && { ...digest, crc64: combineCrc64(pieces) };
}

/** The bytes of a file that goes up whole; throws `badFile` (`changed`) when they are no longer those that were looked at. */
export async function withBytes({ label }: Publication, local: Local, files: FilePort): Promise<Local> {
  if (local.bytes || local.size > largestWhole) return local;
  const bytes = await files.read(local.path);
  if (!bytes || files.md5(bytes) !== local.md5) {
    throw new AppError('badFile', { subject: label, code: 'changed' });
  }
  return { ...local, bytes };
}
