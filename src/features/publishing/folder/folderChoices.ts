import * as vscode from 'vscode';
import type { Mapping } from '../../../core/publishing/mapping/mapping.js';
import type { CdnTarget } from '../../../host/commandIds.js';
import type { MappedFolder } from '../mapping/mappingStore.js';
import { type FolderPart, listParts, listPartsOfBucket } from './folderParts.js';

/** A folder that can be published: a mapped one or a part of it. */
export interface FolderChoice {
  readonly folder: vscode.WorkspaceFolder;
  readonly part: FolderPart;
  readonly uri: vscode.Uri;
  /** For the person: its path in the workspace, and where it goes. */
  readonly name: string;
  readonly target: string;
}

/** What a folder of the workspace, a bucket or a folder of objects means; every mapping without a target. */
export function findChoices(folders: readonly MappedFolder[], target: CdnTarget | undefined): readonly FolderChoice[] {
  const roots = new Map(folders.map(({ folder }) => [folder.uri.toString(), folder]));
  return [...roots.values()].flatMap((root) => {
    const own = folders.filter(({ folder }) => folder.uri.toString() === root.uri.toString());
    const parts = listWanted(
      own.map(({ mapping }) => mapping),
      root,
      target,
    );
    return parts.map((part) => toChoice(root, part));
  });
}

function listWanted(
  mappings: readonly Mapping[],
  root: vscode.WorkspaceFolder,
  target: CdnTarget | undefined,
): readonly FolderPart[] {
  if (target === undefined) return mappings.map((mapping) => ({ mapping, below: '' }));
  if (typeof target !== 'string') {
    return 'bucket' in target
      ? listPartsOfBucket(mappings, target.bucket, target.key)
      : listPartsOfBucket(mappings, target);
  }
  const uri = vscode.Uri.parse(target, true);
  const owner = vscode.workspace.getWorkspaceFolder(uri);
  if (owner?.uri.toString() !== root.uri.toString()) return [];
  return listParts(mappings, uri.path.slice(root.uri.path.replace(/\/$/, '').length).replace(/^\/|\/$/g, ''));
}

function toChoice(folder: vscode.WorkspaceFolder, part: FolderPart): FolderChoice {
  const { mapping, below } = part;
  const path = [mapping.folder, below].filter((segment) => segment !== '').join('/');
  const target = `${mapping.bucket.name}/${mapping.prefix}${below}`;
  return { folder, part, uri: vscode.Uri.joinPath(folder.uri, path), name: path || folder.name, target };
}
