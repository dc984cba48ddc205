import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bailVariable } from '../test/host/harness.js';
import { tool } from './tools.mjs';

/** How a stage ended: a stage without tests of its own counts as one. */
export interface StageResult {
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
}

/** One part of a test run. */
export interface Stage {
  readonly name: string;
  /** Part of the quick check too. */
  readonly quick: boolean;
  /** The name of the stage that must have passed before. */
  readonly after?: string;
  /** A window needs more than one processor: beside other work what it shows comes late. */
  readonly alone?: boolean;
  run(): Promise<StageResult>;
}

interface Ended {
  readonly code: number;
  readonly output: string;
}

function run([command = '', ...args]: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** A stage that is one command, or several in turn, and passes when each ends with 0. */
export function commandStage(name: string, quick: boolean, ...commands: readonly (readonly string[])[]): Stage {
  return {
    name,
    quick,
    async run() {
      for (const command of commands) {
        const { code, output } = await run(command);
        if (code !== 0) return { passed: 0, failed: 1, output };
      }
      return { passed: 1, failed: 0, output: '' };
    },
  };
}

/** A stage of vitest: the projects of `vitest.config.mts` whose names begin with its own; with `bail` it ends at the first failure, with `file` it runs the files whose path contains that. */
export function vitestStage(
  name: string,
  options: {
    readonly quick: boolean;
    readonly bail: boolean;
    readonly file?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly after?: string;
    readonly alone?: boolean;
    /** What is done before the tests run. */
    readonly prepare?: () => void;
  },
): Stage {
  const { quick, bail, file, env = {}, after, alone = false, prepare } = options;
  const more = [...(bail ? ['--bail=1'] : []), ...(file ? [file] : [])];
  const all = { ...process.env, ...env, ...(bail ? { [bailVariable]: '1' } : {}) };
  const runTests = () => {
    prepare?.();
    return runVitest(name, more, all);
  };
  return { name, quick, alone, ...(after ? { after } : {}), run: runTests };
}

async function runVitest(project: string, more: readonly string[], env: NodeJS.ProcessEnv): Promise<StageResult> {
  const folder = mkdtempSync(join(tmpdir(), 'oss-cdn-results-'));
  const file = join(folder, 'results.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code, output } = await run(tool('vitest', 'run', '--project', `${project}*`, ...more, ...reporters), env);
  const { passed, failed } = countTests(file);
  rmSync(folder, { recursive: true });
  const broken = code !== 0 && failed === 0;
  const empty = passed + failed === 0;
  return { passed, failed: broken || empty ? failed + 1 : failed, output };
}

function countTests(file: string): { passed: number; failed: number } {
  try {
    const results = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: results.numPassedTests, failed: results.numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
