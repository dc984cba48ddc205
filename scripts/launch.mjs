import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './ensure.mjs';

/** Runs a TypeScript script of this folder in this terminal, by this Node unless another is given, hands it every signal, and ends as it ended. */
export function launch(script, args, node = process.execPath) {
  const child = spawn(node, ['--import', 'tsx', join(root, 'scripts', script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
