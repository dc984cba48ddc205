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
