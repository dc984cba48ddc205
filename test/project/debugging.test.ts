import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { root } from '../../scripts/ensure.mjs';
import { readManifest } from './manifest.js';
import { readText } from './sources.js';

interface Task {
  readonly label: string;
  readonly script?: string;
  readonly args?: readonly string[];
}

interface Launch {
  readonly name: string;
  readonly preLaunchTask?: string;
  readonly program?: string;
  readonly port?: number;
}

const { tasks }: { readonly tasks: readonly Task[] } = parse(readText('.vscode/tasks.json'));
const { configurations }: { readonly configurations: readonly Launch[] } = parse(readText('.vscode/launch.json'));

test('every task runs a script that exists', () => {
  const { scripts } = readManifest();
  const missing = tasks.filter(({ script, args = [] }) =>
    script ? !(script in scripts) : !existsSync(join(root, args[0] ?? '')) || args.length === 0,
  );
  expect(missing).toEqual([]);
});

test('every launch configuration starts a program or a task that exists, or attaches where `npm start -- --debug` listens', () => {
  const labels = tasks.map(({ label }) => label);
  const [, port] = readText('scripts/debug.mts').match(/^const port = '(\d+)';$/m) ?? [];
  const isRight = ({ preLaunchTask, program, port: attached }: Launch) =>
    (preLaunchTask === undefined || labels.includes(preLaunchTask)) &&
    (program ? existsSync(join(root, program.replace(/^\$.workspaceFolder./, '.'))) : String(attached) === port);
  expect(configurations.filter((each) => !isRight(each))).toEqual([]);
  expect(configurations.map(({ name }) => name)).toEqual([
    'Extension + Sandbox',
    'Unit test of this file',
    'Attach to npm start',
  ]);
});
