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

/** The command line of an installed tool on this very Node, where `npx` would take whichever the PATH has. */
export function tool(name: keyof typeof programs, ...args: readonly string[]): readonly string[] {
  return [process.execPath, join(root, 'node_modules', programs[name]), ...args];
}

/** Runs tests in this terminal, with more in their environment; this process ends as they do. */
export function runVitest(args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  const [node = '', ...all] = tool('vitest', 'run', ...args);
  const child = spawn(node, all, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
