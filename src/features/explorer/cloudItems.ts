import * as vscode from 'vscode';
import { denialTitle } from '../../core/errorTexts/denialText.js';
import { l10n } from '../../core/l10n.js';
import type { RunView } from '../../core/onboarding/run/run.js';
import { accessText, storageClassText } from '../../core/oss/bucketText.js';
import type { BucketInfo, ObjectHead } from '../../core/ports/oss.js';
import { countText, sizeText } from '../../core/text/countText.js';
import { plainText } from '../../core/text/plainText.js';
import { momentText } from '../../core/text/timeText.js';
import type { CommandId, OpenTarget } from '../../host/commandIds.js';
import type { LateFact } from './lateFacts.js';
import type { GroupId, Node, NodeOf } from './node.js';

/** The visible parts of a row. The tree adds the id and the collapsible state. */
export type RowLook = Pick<
  vscode.TreeItem,
  'label' | 'description' | 'iconPath' | 'contextValue' | 'accessibilityInformation' | 'command' | 'tooltip'
>;

const groupTitles = {
  runs: () => l10n.t('Tasks'),
  buckets: () => l10n.t('Buckets'),
  domains: () => l10n.t('CDN Domains'),
} satisfies Record<GroupId, () => string>;

/** Returns the visible parts of a group row. */
export function groupLook({ id }: NodeOf<'group'>, tooltip: string): RowLook {
  const label = groupTitles[id]();
  // Without it VS Code makes screen readers read the tooltip instead of the label.
  return { label, contextValue: `group;${id}`, tooltip, accessibilityInformation: { label } };
}

/** Returns whether a row has children, and whether it is expanded at first. `activity` is that of a run. */
export function collapsibleState({ kind }: Node, activity?: RunView['activity']): vscode.TreeItemCollapsibleState {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  if (kind === 'group' || (kind === 'run' && activity !== 'finished')) return Expanded;
  return ['bucket', 'folder', 'range', 'domain', 'delivery', 'run', 'recommended'].includes(kind) ? Collapsed : None;
}

/** Returns the visible parts of a bucket row: its region, and its access once known. */
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

/** Returns the text about the permission that a row lacks, or `undefined` if it lacks none. */
export function deniedText(late: LateFact | undefined): string | undefined {
  const denial = late?.kind === 'denied' ? late.error.details.denial : undefined;
  return denial && denialTitle({ denial });
}

function accessIcon(info: BucketInfo): string {
  if (info.publicAccessBlocked) return 'shield';
  return info.acl === 'private' ? 'lock' : 'globe';
}

/** Returns the visible parts of the row of a folder of objects. */
export function folderLook({ prefix }: NodeOf<'folder'>): RowLook {
  const label = nameText(prefix.slice(0, -1));
  return {
    label,
    iconPath: vscode.ThemeIcon.Folder,
    contextValue: 'folder',
    accessibilityInformation: { label: l10n.t('Folder {0}', label) },
  };
}

/** Returns the visible parts of an object row, with the size and, unless it is Standard, the storage class. */
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
      arguments: [{ ...argument, isClick: true } satisfies OpenTarget],
    },
  };
}

/** Returns the visible parts of the row that stands for many rows of a long list: the first and the last name, and how many there are. */
export function rangeLook({ first, until, count }: NodeOf<'range'>): RowLook {
  const label = l10n.t('{0} to {1}', nameText(first.replace(/\/$/, '')), nameText(until.replace(/\/$/, '')));
  const description = l10n.t('{0} loaded', countText(count));
  return {
    label,
    description,
    iconPath: new vscode.ThemeIcon('files'),
    contextValue: 'range',
    accessibilityInformation: { label: `${label}, ${description}` },
  };
}

/** Returns the tooltip of an object: what its listing says and, if the account may read it, the content type from its head. */
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

/** Formats a size in words. If that is rounded, the number of bytes follows. */
function exactSize(size: number): string {
  return size < 1024 ? sizeText(size) : l10n.t('{0} ({1} bytes)', sizeText(size), countText(size));
}

/** Returns the last name of a path. Blanks at its ends are made visible, since VS Code would not show them. */
function nameText(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === '') return l10n.t('(empty name)');
  return name.trim() === name ? name : `"${name}"`;
}
