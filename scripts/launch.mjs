import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureEditorNode, root } from './ensure.mjs';

/** Runs a TypeScript script of this folder in this terminal on the editor's Node, hands it every signal, and ends as it ended. */
export function launch(script, args) {
  launchNode(['--import', 'tsx', join(root, 'scripts', script), ...args]);
}

/** The same for any arguments of Node. */
export function launchNode(args) {
  // An extension never runs on the Node of a terminal, which may be older and lack modules that the source uses.
  const child = spawn(ensureEditorNode(), args, { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
