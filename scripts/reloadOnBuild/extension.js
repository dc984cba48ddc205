const { watch } = require('node:fs');
const path = require('node:path');
const { commands } = require('vscode');

/** Restarts the extension host whenever the watch build has ended without errors. A VS Code in the browser cannot do that, so its window is reloaded. */
exports.activate = ({ subscriptions }) => {
  const watcher = watch(path.join(__dirname, '../../dist'), (_event, name) => {
    if (name !== '.built') return;
    watcher.close();
    commands
      .executeCommand('workbench.action.restartExtensionHost')
      .then(undefined, () => commands.executeCommand('workbench.action.reloadWindow'));
  });
  subscriptions.push({ dispose: () => watcher.close() });
};
