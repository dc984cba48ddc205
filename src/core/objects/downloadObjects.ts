import { FailureStops } from '../concurrency/failureReach.js';
import { forEachLimited } from '../concurrency/limit.js';
import { type AppError, toAppError } from '../errors.js';
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
  readonly onProgress: (progress: DownloadProgress) => void;
}

/** The progress of a download: the number of files, and of bytes. */
interface DownloadProgress {
  readonly files: number;
  readonly bytes: number;
}

/** The result of a download. `failures` are the files that could not be downloaded, with the reason. */
export interface DownloadResult extends DownloadProgress {
  readonly failures: readonly { readonly file: PlannedFile; readonly error: AppError }[];
  /** The files that were not started, or were cancelled, in order. */
  readonly remaining: readonly PlannedFile[];
  /** Whether the user cancelled before all files were tried. */
  readonly cancelled: boolean;
}

interface DownloadTools {
  readonly oss: Pick<OssPort, 'downloadObject'>;
  readonly downloads: Pick<DownloadPort, 'create'>;
}

/** Downloads files, a few at a time. Stops after a failure only if all others would fail too. Never throws. */
export async function downloadObjects(
  tools: DownloadTools,
  files: readonly PlannedFile[],
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<DownloadResult> {
  const done = { files: 0, bytes: 0 };
  const failures: { file: PlannedFile; error: AppError }[] = [];
  const count = (more: DownloadProgress) => {
    done.files += more.files;
    done.bytes += more.bytes;
    options.onProgress(done);
  };
  const remaining = new Set(files);
  const stops = new FailureStops();
  await forEachLimited(files, atOnce, async (file) => {
    const { name } = file.object.bucket;
    if (stops.has(name) || signal.aborted) return;
    try {
      await downloadOne(tools, file, { ...options, onProgress: count }, signal);
      remaining.delete(file);
      stops.recordSuccess(name);
      count({ files: 1, bytes: 0 });
    } catch (caught) {
      const error = toAppError(caught);
      if (error.kind === 'cancelled') return;
      remaining.delete(file);
      failures.push({ file, error });
      stops.recordFailure(name, error);
    }
  });
  return { ...done, failures, remaining: [...remaining], cancelled: signal.aborted && remaining.size > 0 };
}

/** Downloads one file. Calls `onProgress` with the number of further bytes, which is negative after a restart. */
async function downloadOne(
  { oss, downloads }: DownloadTools,
  { object, path }: PlannedFile,
  { folder, replaces, onProgress }: DownloadOptions,
  signal: AbortSignal,
): Promise<void> {
  const incoming = await downloads.create(folder, path);
  let bytes = 0;
  const drop = () => {
    onProgress({ files: 0, bytes: -bytes });
    bytes = 0;
  };
  const restart = () => {
    drop();
    return incoming.restart();
  };
  const write = (piece: Uint8Array) => {
    bytes += piece.length;
    onProgress({ files: 0, bytes: piece.length });
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
