import * as vscode from 'vscode';
import { denialTitle } from '../../core/errorTexts/denialText.js';
import { l10n } from '../../core/l10n.js';
import type { RunView } from '../../core/onboarding/run/run.js';
import { accessText, storageClassText } from '../../core/oss/bucketText.js';
import type { BucketInfo, ObjectHead } from '../../core/ports/oss.js';
import { countText, sizeText } from '../../core/text/countText.js';
import { plainText } from '../../core/text/plainText.js';
import { momentText } from '../../core/text/timeText.js';
import type { CommandId } from '../../host/commandIds.js';
import type { LateFact } from './lateFacts.js';
import type { GroupId, Node, NodeOf } from './node.js';

/** The look of a row. The tree adds id and collapsible state. */
export type RowLook = Pick<
  vscode.TreeItem,
  'label' | 'description' | 'iconPath' | 'contextValue' | 'accessibilityInformation' | 'command' | 'tooltip'
>;

const groupTitles = {
  runs: () => l10n.t('Tasks'),
  buckets: () => l10n.t('Buckets'),
  domains: () => l10n.t('CDN Domains'),
} satisfies Record<GroupId, () => string>;

/** The look of a group. */
export function groupLook({ id }: NodeOf<'group'>, tooltip: string): RowLook {
  const label = groupTitles[id]();
  // Without it VS Code makes screen readers read the tooltip instead of the label.
  return { label, contextValue: `group;${id}`, tooltip, accessibilityInformation: { label } };
}

/** Whether a row can be opened, and is opened at first; `activity` is that of a run. */
export function collapsibleState({ kind }: Node, activity?: RunView['activity']): vscode.TreeItemCollapsibleState {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  if (activity === 'former') return None;
  if (kind === 'group' || (kind === 'run' && activity !== 'finished')) return Expanded;
  return ['bucket', 'folder', 'domain', 'delivery', 'run', 'recommended'].includes(kind) ? Collapsed : None;
}

/** The look of a bucket: its region, and its access once known. */
export function bucketLook({ bucket }: NodeOf<'bucket'>, late: LateFact | undefined): RowLook {
  const info = late?.kind === 'bucket' ? late.info : undefined;
  const description = [accessText(info) || deniedText(late), bucket.region].filter(Boolean).join(' · ');
  return {
    label: bucket.name,
    description,
    iconPath: new vscode.ThemeIcon(info ? accessIcon(info) : 'archive'),
    contextValue: bucket.pinned ? 'bucket;pinned' : 'bucket',
    accessibilityInformation: { label: l10n.t('Bucket {0}, {1}', bucket.name, description) },
  };
}

/** The permission that a row lacks. */
export function deniedText(late: LateFact | undefined): string | undefined {
  const denial = late?.kind === 'denied' ? late.error.details.denial : undefined;
  return denial && denialTitle({ denial });
}

function accessIcon(info: BucketInfo): string {
  if (info.publicAccessBlocked) return 'shield';
  return info.acl === 'private' ? 'lock' : 'globe';
}

/** The look of a folder of keys. */
export function folderLook({ prefix }: NodeOf<'folder'>): RowLook {
  const label = nameText(prefix.slice(0, -1));
  return {
    label,
    iconPath: vscode.ThemeIcon.Folder,
    contextValue: 'folder',
    accessibilityInformation: { label: l10n.t('Folder {0}', label) },
  };
}

/** The look of an object, with its size and any storage class other than Standard. */
export function objectLook({ object, argument }: NodeOf<'object'>): RowLook {
  const label = nameText(object.key);
  const { storageClass = 'Standard' } = object;
  const kind = storageClass === 'Standard' ? [] : [storageClassText(storageClass)];
  const description = [sizeText(object.size), ...kind].join(' · ');
  return {
    label,
    description,
    iconPath: storageClass.endsWith('Archive') ? new vscode.ThemeIcon('archive') : vscode.ThemeIcon.File,
    contextValue: 'object',
    accessibilityInformation: { label: l10n.t('Object {0}, {1}', label, description) },
    command: {
      command: 'ossCdn.openObject' satisfies CommandId,
      title: l10n.t({ message: 'Open', comment: 'Opens a file or an object in an editor' }),
      arguments: [argument],
    },
  };
}

/** The tooltip of an object: its listing and, if readable, the type from its HEAD. */
export function objectTooltip({ object }: NodeOf<'object'>, head: ObjectHead | undefined): string {
  const modified = Date.parse(object.lastModified);
  const type = head?.headers['content-type'];
  return [
    object.key,
    l10n.t('Size: {0}', exactSize(object.size)),
    ...(Number.isNaN(modified) ? [] : [l10n.t('Modified: {0}', momentText(modified))]),
    ...(type === undefined ? [] : [l10n.t('Content type: {0}', plainText(type))]),
  ].join('\n');
}

/** A size in words, followed by bytes if rounded. */
function exactSize(size: number): string {
  return size < 1024 ? sizeText(size) : l10n.t('{0} ({1} bytes)', sizeText(size), countText(size));
}

/** The last name of a path. Blanks are made visible, since VS Code would not show them at its ends. */
function nameText(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === '') return l10n.t('(empty name)');
  return name.trim() === name ? name : `"${name}"`;
}
