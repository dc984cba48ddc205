import * as vscode from 'vscode';
import { setContext } from '../../../host/contextKeys.js';
import type { WorkspaceKey } from '../../../host/stateKeys.js';

const key: WorkspaceKey = 'publishingPaused';

/** Whether automatic publishing is paused in this workspace; stored with the workspace. */
export class Pause implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();

  readonly onDidChange = this.changed.event;

  constructor(private readonly state: vscode.Memento) {
    setContext('ossCdn.publishingPaused', this.isOn);
  }

  get isOn(): boolean {
    return this.state.get(key) === true;
  }

  async set(on: boolean): Promise<void> {
    await this.state.update(key, on ? true : undefined);
    setContext('ossCdn.publishingPaused', on);
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
