import { Uri, workspace } from 'vscode';
import { listPages } from '../../../core/oss/listPages.js';
import type { FilePort } from '../../../core/ports/local.js';
import type { BucketRef, OssPort } from '../../../core/ports/oss.js';
import { listInWorkspace } from '../../../core/publishing/mapping/listUploadable.js';

/** The most objects listed for a comparison. */
const mostKeys = 20_000;

/** The future keys of a folder's files (a URI text), without files that are never published. */
export async function listFolderKeys(
  files: Pick<FilePort, 'list' | 'realPath'>,
  folder: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const uri = Uri.parse(folder);
  const owner = workspace.getWorkspaceFolder(uri);
  const label = owner ? uri.path.slice(owner.uri.path.length).replace(/^\/+|\/+$/g, '') : '';
  const listed = await listInWorkspace(files, { path: uri.fsPath, label }, signal);
  return new Set(listed.map(({ path }) => path));
}

/** The first 20,000 keys of a bucket. */
export async function listBucketKeys(
  oss: Pick<OssPort, 'listObjects'>,
  bucket: BucketRef,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for await (const objects of listPages(oss, bucket, '', signal)) {
    for (const { key } of objects) keys.add(key);
    if (keys.size >= mostKeys) break;
  }
  return keys;
}
