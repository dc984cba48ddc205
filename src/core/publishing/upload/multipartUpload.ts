import { forEachLimited } from '../../concurrency/limit.js';
import { combineCrc64 } from '../../crc64.js';
import { AppError, isErrorOf } from '../../errors.js';
import type { FileState } from '../../ports/local.js';
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
import type { UploadContext } from './uploadContext.js';

const maxParts = 9_000;

/** A large file with its target. */
interface MultipartFile {
  readonly path: string;
  readonly state: FileState;
  readonly md5: string;
  readonly crc64: string;
  readonly bucket: BucketRef;
  readonly key: string;
}

/** How the object is created. */
interface MultipartOptions<End> extends CreateOptions {
  readonly headers: ObjectHeaders;
  readonly acl: ObjectAcl;
  readonly resumable: Multipart | undefined;
  /** Checks before completion whether the object may still be replaced. A result other than `undefined` ends the upload with that outcome. */
  revalidate(): Promise<End | undefined>;
}

/**
 * Uploads a file in parts. Resumes an earlier upload of the same content and headers. Checks the object again before the parts become the new object. Throws
 * `badFile` (`changed`) if the file changes during the upload.
 */
export async function uploadMultipart<End>(
  context: UploadContext,
  file: MultipartFile,
  options: MultipartOptions<End>,
): Promise<PutResult | End> {
  const { signal } = context;
  const { oss } = context.cloud;
  const { upload, there } = await begin(context, file, options);
  const parts = new Map(there.map((part) => [part.number, part]));
  await putMissing(context, file, { upload, parts });
  const sorted = [...parts.values()].sort((left, right) => left.number - right.number);
  if (sumOf(sorted) !== file.crc64) {
    // The file changed and changed back, so these parts are useless although time and size match.
    await oss.abortMultipart(file.bucket, file.key, upload.uploadId, signal);
    throw changed(file);
  }
  await checkUnchanged(context, file);
  const instead = await options.revalidate();
  if (instead) return instead;
  const { forbidOverwrite = false, acl } = options;
  const { uploadId } = upload;
  const whole = { uploadId, parts: sorted, forbidOverwrite, ...(acl === 'default' ? {} : { acl }) };
  const result = await oss.completeMultipart(file.bucket, file.key, whole, signal);
  if (result.crc64 !== file.crc64) throw new AppError('corruptUpload', { subject: file.key, etag: result.etag });
  return result;
}

async function begin(
  { cloud: { oss }, saveMultipart, signal }: UploadContext,
  { bucket, key, md5, state }: MultipartFile,
  { headers, resumable }: Pick<MultipartOptions<never>, 'headers' | 'resumable'>,
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
  await saveMultipart(upload);
  return { upload, there: [] };
}

async function putMissing(
  { cloud: { oss }, files, signal }: UploadContext,
  file: MultipartFile,
  { upload, parts }: { readonly upload: Multipart; readonly parts: Map<number, UploadedPart> },
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

/** Throws if the file has changed since the upload began, because the object would then mix old and new content. */
async function checkUnchanged({ files }: UploadContext, file: MultipartFile): Promise<void> {
  const now = await files.stat(file.path);
  if (now?.size !== file.state.size || now.mtimeMs !== file.state.mtimeMs) throw changed(file);
}

function changed({ path }: MultipartFile): AppError {
  return new AppError('badFile', { subject: path, code: 'changed' });
}

/** Deletes the parts of a multipart upload that will not be finished. Does nothing if the upload no longer exists or cannot be reached. */
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
