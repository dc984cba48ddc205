import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/ensure.mjs';
import { tool } from '../../scripts/tools.mjs';

/** Where the packaged extension of this tree is. */
export const vsixPath = join(root, 'out/oss-cdn.vsix');

/** Builds the extension for production and packages it; answers the path of the .vsix, or throws with what the tools said. */
export function packageExtension(): string {
  mkdirSync(join(root, 'out'), { recursive: true });
  const [node = '', ...args] = tool('vsce', 'package', '--no-dependencies', '--out', vsixPath);
  const { status, stdout, stderr } = spawnSync(node, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The extension could not be packaged:\n${stdout}${stderr}`);
  return vsixPath;
}
