import type { ErrorDetails } from '../../errors.js';
import { toObjectKey } from '../../objectKey.js';
import type { FilePort, FileState } from '../../ports/local.js';
import type { BucketRef } from '../../ports/oss.js';
import { listUploadable } from '../mapping/listUploadable.js';
import { isNeverUploaded } from '../mapping/neverUpload.js';
import { type Publication, publicationId } from '../publication.js';

/** The most files of one upload by hand. They are read and kept in memory before the user is asked. */
export const mostFiles = 10_000;

/** A file or folder that the user chose. */
export interface UploadSource {
  /** On disk, absolute. */
  readonly path: string;
  /** The workspace folder that contains it, else the root of its file system, absolute. */
  readonly top: string;
  /** Its path relative to `top`, POSIX; empty for `top` itself. */
  readonly label: string;
}

/** The target of an upload; `prefix` is empty or ends in `/`. */
export interface UploadPlace {
  readonly accountId: string;
  readonly bucket: BucketRef;
  readonly prefix: string;
}

/**
 * Why a file is not uploaded: by its name or content, because it has no valid key, because another file has the same
 * key, or because it cannot be read.
 */
export type FileProblem = 'neverUploaded' | 'secret' | 'name' | 'sameName' | 'outside' | 'gone' | 'unreadable';

/** A file that is not uploaded, by its name in the user's choice. */
export interface RefusedFile {
  readonly name: string;
  readonly problem: FileProblem;
  /** The kind of secret in its content. */
  readonly secret?: ErrorDetails['secret'];
  /** Its request, if the user may allow it. */
  readonly publication?: Publication;
}

/** The content of the chosen files and folders. */
export interface CollectedFiles {
  readonly files: readonly Publication[];
  readonly refused: readonly RefusedFile[];
  /** The number of folders, such as `.git`, that were not read. */
  readonly leftOut: number;
}

/**
 * Lists the chosen files and those in chosen folders, each with its object: a folder keeps its name. `undefined` if
 * there are more than `mostFiles`. Throws `badFile` for an unreadable folder.
 */
export async function collectFiles(
  files: Pick<FilePort, 'list' | 'stat' | 'realPath'>,
  sources: readonly UploadSource[],
  place: UploadPlace,
  signal: AbortSignal,
): Promise<CollectedFiles | undefined> {
  const collection = new FileCollection(place);
  for (const source of sources) {
    const state = await files.stat(source.path);
    if (state) collection.addFile({ ...source, root: source.top, inside: nameOf(source), state });
    else if ((await files.realPath(source.path)) === undefined) collection.refuse(nameOf(source), 'gone');
    else await addFolder(files, source, collection, signal);
    if (collection.found.size > mostFiles) return undefined;
  }
  return collection.end();
}

async function addFolder(
  files: Pick<FilePort, 'list'>,
  source: UploadSource,
  collection: FileCollection,
  signal: AbortSignal,
): Promise<void> {
  const { path: root, top, label } = source;
  const toInside = (path: string) => `${nameOf(source)}/${path}`;
  const toLabel = (path: string) => (label === '' ? path : `${label}/${path}`);
  const toFile = (path: string) => {
    const file = { path: `${root.replace(/[\\/]$/, '')}/${path}`, top, label: toLabel(path), root };
    return { ...file, inside: toInside(path) };
  };
  const listed = await listUploadable(files, { path: root, label }, signal, {
    onUnnamed: (path) => collection.refuse(toInside(path), 'name'),
    onNeverUploaded: (path, kind) => {
      if (kind === 'folder' && path !== '') collection.leaveOut(toLabel(path));
      else if (path === '') collection.refuse(nameOf(source), 'neverUploaded');
      else collection.addFile(toFile(path));
    },
  });
  for (const { path, size, mtimeMs } of listed) collection.addFile({ ...toFile(path), state: { size, mtimeMs } });
}

/** The last segment of its path. */
function nameOf({ path }: UploadSource): string {
  return path.replace(/[\\/]$/, '').replace(path.startsWith('/') ? /^.*\//s : /^.*[\\/]/s, '');
}

interface FoundFile extends UploadSource {
  /** The folder on disk that must really contain it. */
  readonly root: string;
  /** Its path after the prefix. */
  readonly inside: string;
  readonly state?: FileState;
}

class FileCollection {
  readonly found = new Map<string, Publication>();
  private readonly refused: RefusedFile[] = [];
  /** By label: a link may lead to the same folder again. */
  private readonly folders = new Set<string>();

  constructor(private readonly place: UploadPlace) {}

  addFile({ path, top, label, root, inside, state }: FoundFile): void {
    const { accountId, bucket, prefix } = this.place;
    const key = toObjectKey(prefix, inside);
    if (key === undefined) {
      this.refuse(inside, isNeverUploaded(label) ? 'neverUploaded' : 'name');
      return;
    }
    const own = { id: publicationId(bucket, key), accountId, bucket, key, domains: [] };
    const publication = { ...own, path, workspaceRoot: top, root, label, ...(state && { size: state.size }) };
    if (isNeverUploaded(label)) this.refuse(inside, 'neverUploaded', publication);
    else if (this.found.has(key)) this.refuse(inside, 'sameName');
    else this.found.set(key, publication);
  }

  refuse(name: string, problem: FileProblem, publication?: Publication): void {
    this.refused.push({ name, problem, ...(publication && { publication }) });
  }

  leaveOut(label: string): void {
    this.folders.add(label);
  }

  end(): CollectedFiles {
    return { files: [...this.found.values()], refused: this.refused, leftOut: this.folders.size };
  }
}
