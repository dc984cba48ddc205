import { combineCrc64, crc64 } from '../../crc64.js';
import { AppError, throwIfAborted } from '../../errors.js';
import type { FilePort, FileState, OpenedFile } from '../../ports/local.js';
import type { ObjectHead } from '../../ports/oss.js';
import { relativeTo } from '../mapping/listUploadable.js';
import { isNeverUploaded } from '../mapping/neverUpload.js';
import { type ContentDigest, isNameAllowed, type Publication } from '../publication.js';
import { beginScan, findSecrets, type SecretFinding } from '../secrets/secretScan.js';
import { maxConcurrentParts, maxSinglePutBytes, minPartBytes } from './partSizes.js';

/** A file of a mapped folder, as far as reading it needs it. */
export type FileSource = Pick<Publication, 'path' | 'root' | 'workspaceRoot' | 'label' | 'allowed'>;

/** The content of an object: its bytes, or the path of a file that is uploaded in parts. `mtimeMs` is 0 for content that is no file. */
export type LocalContent = ContentDigest & { readonly mtimeMs: number } & (
    | { readonly bytes: Uint8Array; readonly path?: undefined }
    | { readonly path: string; readonly bytes?: undefined }
  );

/** A file that may be published, with its real path, size and time stamp. */
interface ResolvedFile extends OpenedFile {
  readonly path: string;
}

/** Files up to this size, in bytes, are read at once when their path is resolved. Only few are in progress at a time, so this needs little memory. */
const smallBytes = 32 * 1024;

/** Resolves the real path of a file to publish and reads the file if it is small. Throws `badFile` if the file must not be published or is gone. */
export async function resolveFile(
  publication: FileSource,
  files: FilePort,
  realFolder?: FilePort['realPath'],
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
  publication: FileSource,
  { path, size, mtimeMs, bytes: small }: ResolvedFile,
  files: FilePort,
  signal: AbortSignal,
): Promise<LocalContent> {
  if (size <= maxSinglePutBytes) {
    const bytes = small ? checkSecret(publication, small) : await readFound(files, publication, path);
    return { ...toContent(files, bytes), mtimeMs };
  }
  const scan = beginScan(publication.label);
  const digest = await readDigest(files, path, signal, (piece) => scan.add(piece));
  if (!digest) throw new AppError('badFile', { subject: publication.label, code: 'gone' });
  requireAllowed(publication, scan.end());
  return { path, mtimeMs, ...digest };
}

/** Returns bytes in memory as the content of an object. Throws `badFile` if they contain a secret that the user has not allowed. */
export function checkedContent(files: FilePort, source: SourceName, bytes: Uint8Array): LocalContent {
  return toContent(files, checkSecret(source, bytes));
}

function toContent(files: FilePort, bytes: Uint8Array) {
  return { size: bytes.length, mtimeMs: 0, md5: files.md5(bytes), bytes };
}

/** Adds the CRC-64 of a file. */
export function withCrc(local: LocalContent): LocalContent {
  return local.bytes && local.crc64 === undefined ? { ...local, crc64: crc64(local.bytes) } : local;
}

/** Adds the CRC-64 of a file if the object can only be compared by that, since an ETag is not always the MD5. */
export function withComparedCrc(local: LocalContent, remote: ObjectHead | undefined): LocalContent {
  if (!remote || remote.size !== local.size || remote.crc64 === undefined) return local;
  return remote.etag.toUpperCase() === local.md5 ? local : withCrc(local);
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

type SourceName = Pick<FileSource, 'label' | 'allowed'>;
type Refusal = 'gone' | 'outside' | 'neverUploaded';

/**
 * Returns the real path of a file that may be published. Throws `badFile` if the file is gone, leaves its folder through a symbolic link, or may hold
 * secrets by its name.
 */
export async function findPublishable(
  files: FilePort,
  publication: FileSource,
  realFolder: FilePort['realPath'] = (folder) => files.realPath(folder),
): Promise<string> {
  const { path, root, workspaceRoot, label } = publication;
  const isNamed = isNameAllowed(publication);
  if (!isNamed && isNeverUploaded(label)) throw refuse(publication, 'neverUploaded');
  const [realWorkspace, realRoot, realPath] = await Promise.all([
    realFolder(workspaceRoot),
    realFolder(root),
    files.realPath(path),
  ]);
  if (realWorkspace === undefined || realRoot === undefined || realPath === undefined)
    throw refuse(publication, 'gone');
  const inside = relativeTo(realWorkspace, realPath);
  if (inside === undefined || relativeTo(realRoot, realPath) === undefined) throw refuse(publication, 'outside');
  // A link inside the folder may point at a secret in it.
  if (isNeverUploaded(inside) && !(isNamed && label === inside)) throw refuse(publication, 'neverUploaded');
  return realPath;
}

/**
 * Reads the path that `findPublishable` has just found, so that a link exchanged meanwhile has no effect. Throws
 * `badFile` also if its content looks like a secret.
 */
export async function readFound(files: FilePort, publication: FileSource, path: string): Promise<Uint8Array> {
  const bytes = await files.read(path);
  if (!bytes) throw refuse(publication, 'gone');
  return checkSecret(publication, bytes);
}

/** Returns the bytes unchanged. Throws `badFile` if they contain a secret that the user has not allowed for this file. */
function checkSecret(publication: SourceName, bytes: Uint8Array): Uint8Array {
  requireAllowed(publication, findSecrets(bytes, publication.label));
  return bytes;
}

/** Throws `badFile` with the first finding that the user has not allowed in the file. */
function requireAllowed({ label, allowed = [] }: SourceName, findings: readonly SecretFinding[]): void {
  const secret = findings.find(({ kind }) => !allowed.includes(kind));
  if (secret) throw new AppError('badFile', { subject: label, code: 'secret', secret });
}

function refuse({ label }: FileSource, code: Refusal): AppError {
  return new AppError('badFile', { subject: label, code });
}

type Place = Pick<Publication, 'path' | 'root'>;

/** Returns whether there is a file with exactly this name. Needed because a case-insensitive disk also finds a renamed file by its old name. */
export async function existsWithExactCase(place: Place, files: FilePort): Promise<boolean> {
  return (await files.stat(place.path)) !== undefined && (await hasExactName(place, files)) === true;
}

/** Returns whether there is a file, or a link to anything, with exactly this name. */
export async function holdsName(place: Place, files: Pick<FilePort, 'holds' | 'realPath'>): Promise<boolean> {
  return (await files.holds(place.path)) && (await hasExactName(place, files)) !== false;
}

/** Returns whether the path has exactly this name on disk, in upper and lower case. `undefined` if it is a broken link or the file no longer exists. */
export async function hasExactName(
  { path, root }: Place,
  files: Pick<FilePort, 'realPath'>,
): Promise<boolean | undefined> {
  const [realRoot, realPath] = await Promise.all([files.realPath(root), files.realPath(path)]);
  if (realRoot === undefined || realPath === undefined) return undefined;
  const [named, real] = [relativeTo(root, path), relativeTo(realRoot, realPath)];
  return named === real || named?.toLowerCase() !== real?.toLowerCase();
}
