import { forEachLimited } from '../../concurrency/limit.js';
import { combineCrc64 } from '../../crc64.js';
import { AppError, isErrorOf } from '../../errors.js';
import type { FilePort, FileState } from '../../ports/local.js';
import type {
  BucketRef,
  CreateOptions,
  ObjectAcl,
  ObjectHeaders,
  OssPort,
  PutResult,
  UploadedPart,
} from '../../ports/oss.js';
import { rulesText } from '../objectLedger.js';
import type { Multipart } from '../queueEntry.js';
import { maxConcurrentParts, minPartBytes } from './partSizes.js';
import type { UploadOutcome } from './uploadContext.js';

const maxParts = 9_000;

/** A large file with its target. */
export interface MultipartFile {
  readonly path: string;
  readonly state: FileState;
  readonly md5: string;
  readonly crc64: string;
  readonly bucket: BucketRef;
  readonly key: string;
}

/** The context of a multipart upload; `keep` stores its id durably. */
export interface MultipartContext {
  readonly oss: OssPort;
  readonly files: FilePort;
  readonly resumable: Multipart | undefined;
  save(multipart: Multipart): Promise<void>;
  /** Revalidates the object to replace; a result ends the upload. */
  revalidate(): Promise<UploadOutcome | undefined>;
}

/**
 * Uploads a file in parts, resuming an upload of the same content and headers, and revalidates the object before
 * completion. Throws `badFile` (`changed`) if the file changes meanwhile.
 */
export async function uploadMultipart(
  context: MultipartContext,
  file: MultipartFile,
  options: CreateOptions & { readonly headers: ObjectHeaders; readonly acl: ObjectAcl },
  signal: AbortSignal,
): Promise<PutResult | UploadOutcome> {
  const { oss } = context;
  const { upload, there } = await begin(context, file, options.headers, signal);
  const parts = new Map(there.map((part) => [part.number, part]));
  await putMissing(context, file, { upload, parts }, signal);
  const sorted = [...parts.values()].sort((left, right) => left.number - right.number);
  if (sumOf(sorted) !== file.crc64) {
    // The file changed and changed back, so these parts are useless although time and size match.
    await oss.abortMultipart(file.bucket, file.key, upload.uploadId, signal);
    throw changed(file);
  }
  await checkUnchanged(context, file);
  const instead = await context.revalidate();
  if (instead) return instead;
  const { forbidOverwrite = false, acl } = options;
  const { uploadId } = upload;
  const whole = { uploadId, parts: sorted, forbidOverwrite, ...(acl === 'default' ? {} : { acl }) };
  const result = await oss.completeMultipart(file.bucket, file.key, whole, signal);
  if (result.crc64 !== file.crc64) throw new AppError('corruptUpload', { subject: file.key, etag: result.etag });
  return result;
}

async function begin(
  { oss, resumable, save }: MultipartContext,
  { bucket, key, md5, state }: MultipartFile,
  headers: ObjectHeaders,
  signal: AbortSignal,
): Promise<{ readonly upload: Multipart; readonly there: readonly UploadedPart[] }> {
  const text = rulesText(headers);
  if (resumable) {
    const isSame = resumable.md5 === md5 && resumable.headers === text;
    const there = isSame ? await oss.listParts(bucket, key, resumable.uploadId, signal) : undefined;
    const isUsable = ({ number, size, crc64 }: UploadedPart) =>
      size === sizeOf(number, resumable, state) && crc64 !== undefined;
    if (there) return { upload: resumable, there: there.filter(isUsable) };
    await oss.abortMultipart(bucket, key, resumable.uploadId, signal);
  }
  const partSize = Math.max(minPartBytes, Math.ceil(state.size / maxParts));
  const uploadId = await oss.createMultipart(bucket, key, headers, signal);
  const upload = { uploadId, partSize, md5, headers: text };
  await save(upload);
  return { upload, there: [] };
}

async function putMissing(
  { oss, files }: MultipartContext,
  file: MultipartFile,
  { upload, parts }: { readonly upload: Multipart; readonly parts: Map<number, UploadedPart> },
  signal: AbortSignal,
): Promise<void> {
  const count = Math.ceil(file.state.size / upload.partSize);
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((number) => !parts.has(number));
  // Reused buffers: garbage collection is late for them, and new ones for each part would add up to hundreds of megabytes.
  const free: Uint8Array[] = [];
  await forEachLimited(missing, maxConcurrentParts, async (number) => {
    const start = (number - 1) * upload.partSize;
    const size = sizeOf(number, upload, file.state);
    const buffer = free.pop() ?? new Uint8Array(upload.partSize);
    const body = await files.readRange(file.path, start, start + size, buffer);
    if (body?.length !== size) throw changed(file);
    parts.set(number, await oss.putPart(file.bucket, file.key, { uploadId: upload.uploadId, number, body }, signal));
    free.push(buffer);
  });
}

function sizeOf(number: number, { partSize }: Multipart, { size }: FileState): number {
  return Math.min(partSize, size - (number - 1) * partSize);
}

function sumOf(parts: readonly UploadedPart[]): string {
  return combineCrc64(parts.flatMap(({ crc64, size }) => (crc64 === undefined ? [] : { crc64, size })));
}

/** Otherwise the object would be neither the old file nor the new one. */
async function checkUnchanged({ files }: MultipartContext, file: MultipartFile): Promise<void> {
  const now = await files.stat(file.path);
  if (now?.size !== file.state.size || now.mtimeMs !== file.state.mtimeMs) throw changed(file);
}

function changed({ path }: MultipartFile): AppError {
  return new AppError('badFile', { subject: path, code: 'changed' });
}

/** Frees the parts of an abandoned upload, if it is still there and reachable. */
export async function discardMultipart(
  oss: OssPort,
  file: { readonly bucket: BucketRef; readonly key: string },
  { uploadId }: Multipart,
  signal: AbortSignal,
): Promise<void> {
  try {
    await oss.abortMultipart(file.bucket, file.key, uploadId, signal);
  } catch (error) {
    if (isErrorOf(error, 'cancelled')) throw error;
  }
}
