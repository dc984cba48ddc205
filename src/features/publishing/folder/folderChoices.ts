import * as vscode from 'vscode';
import type { BucketRef } from '../../../core/ports/oss.js';
import type { Mapping } from '../../../core/publishing/mapping/mapping.js';
import type { CdnTarget } from '../../../host/commandIds.js';
import type { MappedFolder } from '../mapping/mappingStore.js';
import { foldersAround, isWithin as isUriWithin, labelOf } from '../mapping/paths.js';

/** A publishable folder: a mapped one or a part of it. */
export interface FolderChoice {
  readonly folder: vscode.WorkspaceFolder;
  readonly part: FolderPart;
  readonly uri: vscode.Uri;
  /** Its path in the workspace, and its target. */
  readonly name: string;
  readonly target: string;
}

/** The choices for a workspace folder, a bucket or a folder of objects; every mapping without a target. */
export function findChoices(folders: readonly MappedFolder[], target: CdnTarget | undefined): readonly FolderChoice[] {
  if (typeof target === 'string') return findOnDisk(folders, vscode.Uri.parse(target, true));
  const roots = new Map(folders.map(({ folder }) => [folder.uri.toString(), folder]));
  return [...roots.values()].flatMap((root) =>
    listWanted(mappingsIn(root, folders), target).map((part) => toChoice(root, part)),
  );
}

/** Files of a workspace folder with its own mapping are not published by an outer one. */
function findOnDisk(folders: readonly MappedFolder[], uri: vscode.Uri): readonly FolderChoice[] {
  const roots = foldersAround(uri);
  return roots.flatMap((root, at) => {
    const inner = new Set(roots.slice(0, at).map((each) => each.uri.toString()));
    const taken = folders.filter(({ folder }) => inner.has(folder.uri.toString()));
    const parts = listParts(mappingsIn(root, folders), labelOf(uri, root).replace(/\/$/, ''));
    return parts
      .map((part) => toChoice(root, part))
      .filter((choice) => !taken.some((mapped) => isUriWithin(choice.uri, mapped.uri)));
  });
}

function mappingsIn(root: vscode.WorkspaceFolder, folders: readonly MappedFolder[]): readonly Mapping[] {
  const own = folders.filter(({ folder }) => folder.uri.toString() === root.uri.toString());
  return own.map(({ mapping }) => mapping);
}

function listWanted(
  mappings: readonly Mapping[],
  target: Exclude<CdnTarget, string> | undefined,
): readonly FolderPart[] {
  if (target === undefined) return mappings.map((mapping) => ({ mapping, below: '' }));
  return 'bucket' in target
    ? listPartsOfBucket(mappings, target.bucket, target.key)
    : listPartsOfBucket(mappings, target);
}

function toChoice(folder: vscode.WorkspaceFolder, part: FolderPart): FolderChoice {
  const { mapping, below } = part;
  const path = [mapping.folder, below].filter((segment) => segment !== '').join('/');
  const target = `${mapping.bucket.name}/${mapping.prefix}${below}`;
  return { folder, part, uri: vscode.Uri.joinPath(folder.uri, path), name: path || folder.name, target };
}

/** A mapping and the part of its folder: a POSIX path without a trailing slash, empty for all of it. */
export interface FolderPart {
  readonly mapping: Mapping;
  readonly below: string;
}

/** The choices for a folder (`label`: POSIX, relative to the workspace folder): its mapping first, then inner ones. */
export function listParts(mappings: readonly Mapping[], label: string): readonly FolderPart[] {
  const covering = mappings
    .filter(({ folder }) => isWithin(label, folder))
    .sort((left, right) => right.folder.length - left.folder.length);
  const inner = mappings.filter(({ folder }) => folder !== label && isWithin(folder, label));
  return [
    ...covering.slice(0, 1).map((mapping) => ({ mapping, below: restOf(label, mapping.folder) })),
    ...inner.map((mapping) => ({ mapping, below: '' })),
  ];
}

/** The choices for a part of a bucket: all mappings with objects there. */
export function listPartsOfBucket(mappings: readonly Mapping[], bucket: BucketRef, key = ''): readonly FolderPart[] {
  const own = mappings.filter(({ bucket: { name, region } }) => name === bucket.name && region === bucket.region);
  return own.flatMap((mapping): readonly FolderPart[] => {
    const { prefix } = mapping;
    if (prefix.startsWith(key)) return [{ mapping, below: '' }];
    return key.startsWith(prefix) ? [{ mapping, below: key.slice(prefix.length).replace(/\/+$/, '') }] : [];
  });
}

function isWithin(label: string, folder: string): boolean {
  return folder === '' || label === folder || label.startsWith(`${folder}/`);
}

function restOf(label: string, folder: string): string {
  return folder === '' ? label : label.slice(folder.length + 1);
}

/** Removes choices inside another one of the same mapping. */
export function dropInner(choices: readonly FolderChoice[]): readonly FolderChoice[] {
  const isPart = (inner: FolderChoice, outer: FolderChoice) =>
    inner.part.mapping === outer.part.mapping &&
    `${inner.uri.path}/`.startsWith(`${outer.uri.path.replace(/\/$/, '')}/`);
  return choices.filter((choice, at) =>
    choices.every((other, index) => index === at || !isPart(choice, other) || (isPart(other, choice) && at < index)),
  );
}
