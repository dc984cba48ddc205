import * as vscode from 'vscode';
import { toAppError } from '../../core/errors.js';
import { policyFor } from '../../core/errorTexts/denialText.js';
import { errorText, needsSignIn } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { countText } from '../../core/text/countText.js';
import { noticeText, plainText } from '../../core/text/plainText.js';
import type { CommandId } from '../../host/commandIds.js';
import type { RowLook } from './cloudItems.js';
import type { NodeOf } from './node.js';

const emptyTexts = {
  buckets: () => l10n.t('No buckets in this account'),
  domains: () => l10n.t('No CDN domains yet'),
  objects: () => l10n.t('No objects'),
} satisfies Record<NodeOf<'empty'>['of'], () => string>;

/** Returns the visible parts of a row that stands for no resource in the cloud. */
export function noteLook(node: NodeOf<'filter' | 'empty' | 'failed' | 'addBucket' | 'start' | 'more'>): RowLook {
  switch (node.kind) {
    case 'filter':
      return filterLook(node);
    case 'empty':
      return emptyLook(node);
    case 'failed':
      return failedLook(node);
    case 'addBucket':
      return addBucketLook();
    case 'start':
      return startLook();
    case 'more':
      return moreLook(node);
  }
}

/** Returns the visible parts of the row in an empty parent. In the group of buckets, a click creates the first bucket. */
export function emptyLook({ of, prefix }: NodeOf<'empty'>): RowLook {
  const label = prefix === undefined ? emptyTexts[of]() : l10n.t('No objects begin with {0}', plainText(prefix));
  if (of !== 'buckets') return { label, contextValue: 'empty' };
  const description = l10n.t('Click to create one');
  return {
    label,
    description,
    contextValue: 'empty',
    command: { command: 'ossCdn.createBucket' satisfies CommandId, title: label },
    accessibilityInformation: { label: `${label}. ${description}` },
  };
}

/** Returns the visible parts of the row of a parent that could not be read, with the reason. A click resolves the problem or retries. */
export function failedLook(node: NodeOf<'failed'>): RowLook {
  const error = toAppError(node.error);
  const text = errorText(error);
  const { bucket } = error.details;
  const failed = {
    description: text,
    tooltip: text,
    iconPath: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
  };
  if (error.details.denial) {
    // A narrow row shows only the beginning.
    const label = noticeText(error.details.denial.permission);
    const command = clickTo('ossCdn.retryNode', l10n.t('Retry'), node.argument);
    const description = l10n.t('not permitted');
    const help = l10n.t('Click to retry after access is granted');
    const tooltip = [text, help].join('\n');
    const accessibilityInformation = { label: `${label} ${description}. ${help}` };
    const icon = new vscode.ThemeIcon('lock', new vscode.ThemeColor('list.warningForeground'));
    const contextValue = policyFor(error) === undefined ? 'failed' : 'failed;denied';
    return { ...failed, label, description, tooltip, iconPath: icon, contextValue, command, accessibilityInformation };
  }
  if (error.kind === 'publicEndpointForbidden' && bucket) {
    const label = l10n.t('Set Up Upload Domain');
    const accessibilityInformation = { label: l10n.t('{0}: {1}', label, text) };
    const command = clickTo('ossCdn.onboard', label, bucket);
    return { ...failed, label, contextValue: 'failed;upload', command, accessibilityInformation };
  }
  const description = l10n.t('Click to retry');
  return {
    ...failed,
    label: text,
    description,
    contextValue: needsSignIn(error) ? 'failed;signIn' : 'failed',
    command: clickTo('ossCdn.retryNode', l10n.t('Retry'), node.argument),
    accessibilityInformation: { label: `${text}. ${description}` },
  };
}

/** Returns the visible parts of the row that offers to start an onboarding. */
function startLook(): RowLook {
  const label = l10n.t('Publish a Folder on Your Domain…');
  return {
    label,
    tooltip: l10n.t('Choose a folder, a bucket, and a domain. Nothing is created before you confirm the review.'),
    iconPath: new vscode.ThemeIcon('rocket'),
    accessibilityInformation: { label },
    contextValue: 'start',
    command: { command: 'ossCdn.publishSite' satisfies CommandId, title: label },
  };
}

/** Returns the visible parts of the row above the delivery settings of a domain. */
export function deliveryLook(): RowLook {
  return {
    label: l10n.t('Delivery'),
    iconPath: new vscode.ThemeIcon('settings'),
    contextValue: 'delivery',
  };
}

/** Returns the visible parts of the row that adds a bucket by name, shown if the buckets cannot be listed. */
function addBucketLook(): RowLook {
  const label = l10n.t('Add Bucket by Name…');
  return {
    label,
    iconPath: new vscode.ThemeIcon('add'),
    contextValue: 'addBucket',
    command: { command: 'ossCdn.addBucket' satisfies CommandId, title: label },
  };
}

/** Returns the visible parts of the row with the current prefix filter. A click removes the filter. */
function filterLook({ argument, prefix }: NodeOf<'filter'>): RowLook {
  const label = l10n.t('Prefix: {0}', plainText(prefix));
  const description = l10n.t('Click to clear');
  return {
    label,
    description,
    accessibilityInformation: { label: `${label}. ${description}` },
    iconPath: new vscode.ThemeIcon('filter'),
    contextValue: 'filter',
    command: clickTo('ossCdn.clearPrefix', l10n.t('Clear Prefix'), argument),
  };
}

/** Returns the visible parts of the row that loads the next page. */
export function moreLook(node: NodeOf<'more'>): RowLook {
  const label = l10n.t('Load More');
  const description = l10n.t('{0} loaded, more available', countText(node.loaded));
  return {
    label,
    description,
    accessibilityInformation: { label: `${label}, ${description}` },
    iconPath: new vscode.ThemeIcon('ellipsis'),
    contextValue: 'more',
    command: clickTo('ossCdn.loadMore', label, node.argument),
  };
}

/** Returns the command that a click or Enter on a row runs. */
export function clickTo(command: CommandId, title: string, argument: string | BucketRef): vscode.Command {
  return { command, title, arguments: [argument] };
}
