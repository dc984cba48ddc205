import * as vscode from 'vscode';
import type { BucketInfo } from '../../core/ports/oss.js';
import { denialTitle } from '../../host/errors/denialText.js';
import { errorText } from '../../host/errors/presentError.js';
import { accessText, sizeText } from '../../host/text/bucketText.js';
import type { LateFact } from './lateFacts.js';
import type { NodeOf } from './node.js';

/** A row's looks; the tree adds id and collapsible state. */
export type RowLook = Pick<
  vscode.TreeItem,
  'label' | 'description' | 'iconPath' | 'contextValue' | 'accessibilityInformation' | 'command' | 'tooltip'
>;

/** How a bucket looks: its region at once, and before that its access when it is known. */
export function bucketLook({ bucket }: NodeOf<'bucket'>, late: LateFact | undefined): RowLook {
  const info = late?.kind === 'bucket' ? late.info : undefined;
  const description = [accessText(info) || deniedText(late), bucket.region].filter(Boolean).join(' · ');
  return {
    label: bucket.name,
    description,
    iconPath: new vscode.ThemeIcon(info ? accessIcon(info) : 'archive'),
    contextValue: bucket.pinned ? 'bucket;pinned' : 'bucket',
    accessibilityInformation: { label: vscode.l10n.t('Bucket {0}, {1}', bucket.name, description) },
  };
}

/** Everything known of a bucket, for its tooltip. */
export function bucketTooltip({ bucket }: NodeOf<'bucket'>, late: LateFact | undefined): string {
  const lines = [
    bucket.name,
    vscode.l10n.t({
      message: 'Region: {0}',
      args: [bucket.region],
      comment: 'The region of a bucket, such as cn-hangzhou',
    }),
  ];
  if (late?.kind === 'bucket') lines.push(vscode.l10n.t('Access: {0}', accessText(late.info)));
  if (late?.kind === 'denied') lines.push(errorText(late.error));
  if (bucket.pinned) lines.push(vscode.l10n.t('Added by name'));
  return lines.join('\n');
}

/** What of a row may not be read; its subject is the row. */
export function deniedText(late: LateFact | undefined): string | undefined {
  const denial = late?.kind === 'denied' ? late.error.details.denial : undefined;
  return denial && denialTitle({ denial });
}

function accessIcon(info: BucketInfo): string {
  if (info.publicAccessBlocked) return 'shield';
  return info.acl === 'private' ? 'lock' : 'globe';
}

/** How a folder of keys looks. */
export function folderLook({ prefix }: NodeOf<'folder'>): RowLook {
  const label = lastPart(prefix.slice(0, -1));
  return {
    label,
    iconPath: vscode.ThemeIcon.Folder,
    contextValue: 'folder',
    accessibilityInformation: { label: vscode.l10n.t('Folder {0}', label) },
  };
}

/** How an object looks; its size in words beside it. */
export function objectLook({ object }: NodeOf<'object'>): RowLook {
  const label = lastPart(object.key);
  const size = sizeText(object.size);
  return {
    label,
    description: size,
    iconPath: vscode.ThemeIcon.File,
    contextValue: 'object',
    accessibilityInformation: { label: vscode.l10n.t('Object {0}, {1}', label, size) },
  };
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
