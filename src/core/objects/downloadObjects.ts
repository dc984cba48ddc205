import { type Batch, counter, runBatch, type TransferProgress } from '../concurrency/batch.js';
import type { DownloadPort } from '../ports/local.js';
import type { OssPort } from '../ports/oss.js';
import type { PlannedFile } from './localNames.js';

/** The number of downloads at a time. */
const atOnce = 4;

/** Where to save the files, and which existing files may be replaced. */
interface DownloadOptions {
  /** The folder to save to, as an absolute path. */
  readonly folder: string;
  readonly replaces: ReadonlySet<string>;
  readonly onProgress: (progress: TransferProgress) => void;
}

/** The result of a download, with the bytes of all files. */
export type DownloadResult = Batch<PlannedFile> & Pick<TransferProgress, 'bytes'>;

interface DownloadTools {
  readonly oss: Pick<OssPort, 'downloadObject'>;
  readonly downloads: Pick<DownloadPort, 'create'>;
}

/** Downloads files, a few at a time. Never throws. */
export async function downloadObjects(
  tools: DownloadTools,
  files: readonly PlannedFile[],
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<DownloadResult> {
  const count = counter(options.onProgress);
  const bucketOf = ({ object }: PlannedFile) => object.bucket.name;
  const batch = await runBatch(files, { atOnce, bucketOf, signal }, async (file) => {
    await downloadOne(tools, file, { ...options, onBytes: (bytes) => count({ bytes }) }, signal);
    count({ files: 1 });
  });
  return { ...batch, bytes: count({}).bytes };
}

/** Downloads one file. Calls `onBytes` with the number of further bytes, which is negative after a restart. */
async function downloadOne(
  { oss, downloads }: DownloadTools,
  { object, path }: PlannedFile,
  { folder, replaces, onBytes }: Pick<DownloadOptions, 'folder' | 'replaces'> & { onBytes(bytes: number): unknown },
  signal: AbortSignal,
): Promise<void> {
  const incoming = await downloads.create(folder, path);
  let bytes = 0;
  const drop = () => {
    onBytes(-bytes);
    bytes = 0;
  };
  const restart = () => {
    drop();
    return incoming.restart();
  };
  const write = (piece: Uint8Array) => {
    bytes += piece.length;
    onBytes(piece.length);
    return incoming.write(piece);
  };
  try {
    await oss.downloadObject(object.bucket, object.key, { restart, write }, signal);
    await incoming.finish(replaces.has(path));
  } catch (error) {
    drop();
    await incoming.discard();
    throw error;
  }
}
