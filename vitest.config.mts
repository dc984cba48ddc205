import { defineConfig } from 'vitest/config';

const slow = { testTimeout: 120_000, hookTimeout: 120_000 };
/** A window waits a third of its time and a sandbox most of it, so a few share a computer well; groups keep them from running beside other projects. */
const threeWindows = { maxWorkers: 3, sequence: { groupOrder: 1 } };
const twoSandboxes = { maxWorkers: 2, sequence: { groupOrder: 2 } };

/** Quick projects run on this Node alone; `host` and `ui` start a VS Code. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          ...twoSandboxes,
        },
      },
      { test: { name: 'project', include: ['test/project/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { name: 'host', include: ['test/host/**/*.test.ts'], ...slow, fileParallelism: false } },
      { test: { name: 'ui', include: ['test/ui/**/*.test.ts'], ...slow, ...threeWindows } },
    ],
  },
});
