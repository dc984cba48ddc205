import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { root } from './scripts/ensure.mjs';
import { endsHungRuns } from './test/support/hungTests.mjs';

/** The editor's own module is there only in an extension host: the other projects have one that records. */
const resolve = { alias: { vscode: fileURLToPath(new URL('test/support/fakeVscode.ts', import.meta.url)) } };
const plugins = [endsHungRuns];

/**
 * Limits of time, ms, which end only what hangs: a busy computer takes ten times as long as a quiet one. A test may wait
 * for one thing in vain without reaching its own limit, so that the failure names that thing.
 */
function within(testTimeout: number) {
  return { testTimeout, hookTimeout: testTimeout, expect: { poll: { timeout: 60_000 } } };
}

const quick = within(180_000);
const slow = within(300_000);
/** A window keeps more than one processor busy, so two share a computer well; groups keep them from running beside other projects. */
const twoWindows = { maxWorkers: 2, sequence: { groupOrder: 1 } };
/** A sandbox waits most of its time: two take a third of two processors. */
const fiveSandboxes = { maxWorkers: 5, sequence: { groupOrder: 2 } };

const [unitFiles, contractFiles] = [['test/unit/**/*.test.ts'], ['test/contract/**/*.test.ts']];
/** A mocked module, what a test changes in Node as VS Code does, or the proxy that an SDK keeps would stay for the files after it: each of these has a worker of its own. */
const [alone, contractAlone] = [unitFiles, contractFiles].map((files) =>
  globSync(files, { cwd: root })
    .filter((file) => /vi\.mock\(|patchAsVsCode|from '@alicloud\//.test(readFileSync(join(root, file), 'utf8')))
    .map((file) => file.replaceAll('\\', '/')),
);
/** What the files of one worker share beside constants is the editor that the tests look into. */
const freshEditor = { setupFiles: ['test/support/freshEditor.ts'] };
/** What a test replaced for itself is back before the next. */
const unit = {
  ...freshEditor,
  ...quick,
  restoreMocks: true,
  unstubGlobals: true,
  maxWorkers: 2,
  sequence: { groupOrder: 0 },
};

const contract = { ...freshEditor, ...quick, ...fiveSandboxes };

/** The few that take longest. */
const longFiles =
  /\/ui\/(publishing|crash|twoWindows|saveAll|verificationPage)\.|\/contract\/(publishingSchedules|uncertainRuns|errorRuns|proxyRun|uncertainJobs|storeDamage)\./;

/**
 * Begins with the files that take longest. A new clone knows no times and would go by sizes: these would come last, and
 * the end would wait for one of them.
 */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification) => longFiles.test(moduleId);
    const sorted = await super.sort(files);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}

/** Quick projects run on this Node alone; `host` and `ui` start a VS Code. */
export default defineConfig({
  test: {
    sequence: { sequencer: SlowFirst },
    tags: [{ name: 'long', description: 'Runs with `npm run test:all`, not with `npm test`.' }],
    projects: [
      // Nothing in `src` has state but constants and pools of connections, so that a worker loads each module once for all its files.
      {
        resolve,
        plugins,
        test: { name: 'unit', include: unitFiles, exclude: alone, isolate: false, ...unit },
      },
      { resolve, plugins, test: { name: 'unit, each file alone', include: alone, ...unit } },
      {
        resolve,
        plugins,
        test: { name: 'contract', include: contractFiles, exclude: contractAlone, isolate: false, ...contract },
      },
      { resolve, plugins, test: { name: 'contract, each file alone', include: contractAlone, ...contract } },
      {
        resolve,
        plugins,
        test: {
          name: 'project',
          include: ['test/project/**/*.test.ts'],
          ...quick,
          // These only read sources, which one worker parses once for all of them.
          isolate: false,
          fileParallelism: false,
        },
      },
      { plugins, test: { name: 'host', include: ['test/host/**/*.test.ts'], ...slow, fileParallelism: false } },
      {
        resolve,
        plugins,
        test: {
          name: 'ui',
          include: ['test/ui/**/*.test.ts'],
          globalSetup: ['test/ui/support/globalSetup.ts'],
          setupFiles: [...freshEditor.setupFiles, 'test/ui/support/afterFailures.ts'],
          ...slow,
          ...twoWindows,
        },
      },
    ],
  },
});
