const { watch } = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

/** Restarts the extension host whenever the watch build has ended without errors. */
exports.activate = ({ subscriptions }) => {
  const watcher = watch(path.join(__dirname, '../../dist'), (_event, name) => {
    if (name !== '.built') return;
    watcher.close();
    void vscode.commands.executeCommand('workbench.action.restartExtensionHost');
  });
  subscriptions.push({ dispose: () => watcher.close() });
};
