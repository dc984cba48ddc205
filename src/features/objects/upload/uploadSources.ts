import { Uri, workspace } from 'vscode';
import type { UploadSource } from '../../../core/publishing/byHand/collectFiles.js';

/** The URIs of a list, such as of what was dropped; comments and what is no URI are left out. Source: RFC 2483, `text/uri-list`. */
export function parseUriList(text: string): readonly Uri[] {
  // A line without a scheme would be taken for a path.
  const lines = text.split(/\r?\n/).filter((line) => /^[a-z][a-z\d+.-]*:/i.test(line));
  return lines.map((line) => Uri.parse(line));
}

/**
 * A file or folder on this computer by its place in its workspace folder, as publishing sees it. Outside of the workspace the whole path
 * counts, so that what is never uploaded is recognized there too.
 */
export function toUploadSource(uri: Uri): UploadSource {
  const folder = workspace.getWorkspaceFolder(uri);
  const path = uri.fsPath;
  if (folder?.uri.scheme === 'file') {
    const label = uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1);
    return { path, top: folder.uri.fsPath, label };
  }
  const [, drive = '', label = ''] = /^\/((?:[a-z]:\/)?)(.*)$/is.exec(uri.path) ?? [];
  const root = Uri.from({ scheme: 'file', authority: uri.authority, path: `/${drive}` });
  if (uri.authority === '') return { path, top: root.fsPath, label };
  // A share is a file system of its own.
  const [share = '', ...rest] = label.split('/');
  return { path, top: Uri.joinPath(root, share).fsPath, label: rest.join('/') };
}
