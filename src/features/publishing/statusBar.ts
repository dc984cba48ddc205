import * as vscode from 'vscode';
import type { PublishState } from '../../core/publishing/publication.js';
import type { CommandId } from '../../host/commandIds.js';
import { isTrusted, onDidGrantTrust } from '../../host/trust.js';
import { failureText } from './failureText.js';
import { isOnSave, type Publishing } from './publishing.js';

const command: CommandId = 'ossCdn.showPublishing';

interface Face {
  readonly icon: string;
  readonly text: string;
  readonly tooltip: string;
  readonly warning?: boolean;
}

/** The one status bar item: shown while the workspace has a mapping or something is under way. */
export function registerStatusBar(publishing: Publishing): vscode.Disposable {
  const { book, publisher, prompt, deps } = publishing;
  const item = vscode.window.createStatusBarItem('ossCdn.publishing', vscode.StatusBarAlignment.Left, 50);
  item.name = vscode.l10n.t('OSS + CDN: Publishing');
  item.command = command;
  const update = () => {
    const { state } = publisher;
    if (book.folders.length === 0 && !book.hasProblems && state.kind === 'idle') {
      item.hide();
      return;
    }
    show(item, faceOf(publishing, state));
  };
  return vscode.Disposable.from(
    item,
    book.onDidChange(update),
    publisher.onDidChange(update),
    prompt.onDidAnswer(update),
    deps.session.onDidChange(update),
    onDidGrantTrust(update),
  );
}

function show(item: vscode.StatusBarItem, face: Face): void {
  item.text = `$(${face.icon}) ${face.text}`;
  item.tooltip = face.tooltip;
  item.accessibilityInformation = { label: `${face.text}. ${face.tooltip}`, role: 'button' };
  item.backgroundColor = face.warning ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  item.show();
}

function faceOf(publishing: Publishing, state: PublishState): Face {
  if (!isTrusted())
    return plainFace(
      'shield',
      vscode.l10n.t('CDN: Restricted'),
      vscode.l10n.t('Trust this workspace to publish files on save'),
    );
  if (state.kind === 'failed') return failedFace(state);
  if (!publishing.deps.session.account)
    return plainFace('account', vscode.l10n.t('CDN: Signed Out'), vscode.l10n.t('Sign in to publish files on save'));
  if (state.kind !== 'idle') return workingFace(state);
  if (publishing.book.hasProblems) return problemsFace();
  if (isOnSave(publishing)) return workingFace(state);
  const tooltip = vscode.l10n.t('Saving publishes nothing: the mappings are off, or consent was declined');
  return plainFace('circle-slash', vscode.l10n.t('CDN: Off'), tooltip);
}

function plainFace(icon: string, text: string, tooltip: string): Face {
  return { icon, text, tooltip };
}

function problemsFace(): Face {
  const tooltip = vscode.l10n.t('Part of .vscode/oss-cdn.json is refused and not published: see the Problems view');
  return { icon: 'warning', text: vscode.l10n.t('CDN: Mapping Refused'), tooltip, warning: true };
}

function failedFace({ failures }: Extract<PublishState, { kind: 'failed' }>): Face {
  const tooltip = failures.slice(0, 5).map(({ cause }) => failureText(cause));
  return {
    icon: 'error',
    text: vscode.l10n.t('CDN: {0} Failed', failures.length),
    tooltip: tooltip.join('\n'),
    warning: true,
  };
}

function workingFace(state: Exclude<PublishState, { kind: 'failed' }>): Face {
  switch (state.kind) {
    case 'uploading':
      return {
        icon: 'sync~spin',
        text: vscode.l10n.t('CDN: Uploading {0}', state.count),
        tooltip: vscode.l10n.t('Saved files are on their way to the bucket'),
      };
    case 'refreshing':
      return {
        icon: 'sync~spin',
        text: vscode.l10n.t('CDN: Refreshing {0}', state.count),
        tooltip: vscode.l10n.t('The bucket has the saved files; CDN drops its old copies, which takes 5 to 6 minutes'),
      };
    case 'fresh':
      return freshFace(state);
    case 'idle':
      return {
        icon: 'cloud',
        text: vscode.l10n.t('CDN'),
        tooltip: vscode.l10n.t('Saved files of the mapped folders are published'),
      };
  }
}

function freshFace({ count, unproven }: Extract<PublishState, { kind: 'fresh' }>): Face {
  return unproven > 0
    ? {
        icon: 'check',
        text: vscode.l10n.t('CDN: Refreshed'),
        tooltip: vscode.l10n.t(
          'CDN has refreshed the saved files, but no edge could be asked. Files not seen: {0}',
          unproven,
        ),
      }
    : {
        icon: 'check',
        text: vscode.l10n.t('CDN: Fresh'),
        tooltip: vscode.l10n.t('The node that answered serves the saved bytes. Files: {0}', count),
      };
}
