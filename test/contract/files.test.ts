import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createFiles } from '../../src/disk/files.js';
import { createMemoryFiles } from '../support/memoryFiles.js';
import { describeFiles } from './conformance/files.js';

describeFiles('memory', async () => {
  const files = createMemoryFiles({ now: () => Date.now() });
  return { files, top: '/w', save: files.save, link: files.link, stop: async () => undefined };
});

describeFiles('disk', async () => {
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-list-'));
  const within = (path: string) => mkdirSync(dirname(path), { recursive: true });
  return {
    files: createFiles(),
    top,
    save: (path, content) => {
      within(path);
      writeFileSync(path, content);
    },
    link: (path, target) => {
      within(path);
      symlinkSync(target, path);
    },
    stop: async () => rmSync(top, { recursive: true, force: true }),
  };
});
