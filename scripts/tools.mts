import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './ensure.mjs';

const programs = {
  biome: '@biomejs/biome/bin/biome',
  knip: 'knip/bin/knip.js',
  tsc: 'typescript-native/bin/tsc',
  vitest: 'vitest/vitest.mjs',
  vsce: '@vscode/vsce/vsce',
};

/** Returns the command line of an installed tool for the Node that runs this script. `npx` would use the Node of the PATH. */
export function tool(name: keyof typeof programs, ...args: readonly string[]): readonly string[] {
  return [process.execPath, join(root, 'node_modules', programs[name]), ...args];
}

/** Runs vitest in this terminal with additional environment variables. This process exits with the exit code of vitest. */
export function runVitest(args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  const [node = '', ...all] = tool('vitest', 'run', ...args);
  const child = spawn(node, all, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
