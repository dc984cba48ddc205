import * as vscode from 'vscode';
import type { CloudCall } from '../../core/ports/cloud.js';
import { timeOfDay } from '../../host/runText.js';

/** One change to the cloud; `argument` is its number in this window. */
export interface CallNode {
  readonly argument: string;
  readonly call: CloudCall;
}

/** Older calls are in the log only. */
const kept = 200;

/** The calls of this window that change something in the cloud, the newest first. */
export class ActivityTree implements vscode.TreeDataProvider<CallNode> {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private nodes: readonly CallNode[] = [];
  private count = 0;

  add(call: CloudCall): void {
    this.count += 1;
    this.nodes = [{ argument: String(this.count), call }, ...this.nodes].slice(0, kept);
    this.changed.fire(undefined);
  }

  find(argument: string): CloudCall | undefined {
    return this.nodes.find((node) => node.argument === argument)?.call;
  }

  list(): readonly CallNode[] {
    return this.nodes;
  }

  getChildren(node?: CallNode): CallNode[] {
    return node ? [] : [...this.nodes];
  }

  getTreeItem({ argument, call }: CallNode): vscode.TreeItem {
    const item = new vscode.TreeItem(`${call.action} ${call.subject}`);
    const outcome = call.failed ? vscode.l10n.t('failed: {0}', call.failed) : vscode.l10n.t('done');
    item.id = argument;
    item.description = [timeOfDay(call.startedAt), `${Math.round(call.durationMs)} ms`, outcome].join(' · ');
    item.tooltip = callText(call);
    item.iconPath = call.failed
      ? new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'))
      : new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
    item.contextValue = 'call';
    item.accessibilityInformation = { label: `${item.label as string}, ${outcome}` };
    return item;
  }
}

/** Everything known of a call, one line each, for a ticket. */
export function callText(call: CloudCall): string {
  const lines = [
    `${call.action} ${call.subject}`,
    new Date(call.startedAt).toISOString(),
    `${Math.round(call.durationMs)} ms`,
    call.requestId && `RequestId: ${call.requestId}`,
    call.failed && vscode.l10n.t('failed: {0}', call.failed),
  ];
  return lines.filter(Boolean).join('\n');
}
