import type { ErrorDetails } from '../../errors.js';
import { toObjectKey } from '../../objectKey.js';
import type { FilePort, FileState } from '../../ports/local.js';
import type { BucketRef } from '../../ports/oss.js';
import { listUploadable } from '../mapping/listUploadable.js';
import { isNeverUploaded } from '../mapping/neverUpload.js';
import { type Publication, publicationId } from '../publication.js';

/** Files that one upload by hand takes at most: they are read and kept before the user is asked. */
export const mostFiles = 10_000;

/** A file or folder that the user chose. */
export interface UploadSource {
  /** On disk, absolute. */
  readonly path: string;
  /** The workspace folder that it is in, else the root of its file system, absolute. */
  readonly top: string;
  /** Its path relative to `top`, POSIX; empty for `top` itself. */
  readonly label: string;
}

/** Where files are uploaded; `prefix` is empty or ends in `/`. */
export interface UploadPlace {
  readonly accountId: string;
  readonly bucket: BucketRef;
  readonly prefix: string;
}

/** Why a file is not uploaded: by its name or content, since its name makes no key or the one of another file, or since it cannot be read. */
export type FileProblem = 'neverUploaded' | 'secret' | 'name' | 'sameName' | 'outside' | 'gone' | 'unreadable';

/** A file that is not uploaded, by its name as the user chose it. */
export interface RefusedFile {
  readonly name: string;
  readonly problem: FileProblem;
  /** The kind of secret that its content looks like. */
  readonly secret?: ErrorDetails['secret'];
  /** The request that it would become, where the user may allow it. */
  readonly publication?: Publication;
}

/** What the chosen files and folders hold. */
export interface CollectedFiles {
  readonly files: readonly Publication[];
  readonly refused: readonly RefusedFile[];
  /** Folders such as `.git` whose content was not read. */
  readonly leftOut: number;
}

/**
 * The files that were chosen or are in chosen folders, each with the object that it becomes: a folder keeps its name. `undefined`
 * when they are more than `mostFiles`. Throws `badFile` for a folder that cannot be read.
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

/** The last part of its path. */
function nameOf({ path }: UploadSource): string {
  return path.replace(/[\\/]$/, '').replace(path.startsWith('/') ? /^.*\//s : /^.*[\\/]/s, '');
}

interface FoundFile extends UploadSource {
  /** The folder on disk that it must really be inside. */
  readonly root: string;
  /** Its path behind the prefix. */
  readonly inside: string;
  readonly state?: FileState;
}

class FileCollection {
  readonly found = new Map<string, Publication>();
  private readonly refused: RefusedFile[] = [];
  /** By their labels: a link leads to a folder once more. */
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
