import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/ensure.mjs';
import { tool } from '../../scripts/tools.mjs';

/** The path of the packaged extension. */
export const vsixPath = join(root, 'out/oss-cdn.vsix');

/** Builds and packages the extension for production; returns the path of the .vsix, or throws with the tools' output. */
export function packageExtension(): string {
  mkdirSync(join(root, 'out'), { recursive: true });
  const [node = '', ...args] = tool('vsce', 'package', '--no-dependencies', '--out', vsixPath);
  const { status, stdout, stderr } = spawnSync(node, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The extension could not be packaged:\n${stdout}${stderr}`);
  return vsixPath;
}
