import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDocumentStore } from '../../src/disk/documentStore.js';
import { describeDocumentStore } from './conformance/documentStore.js';
import { describePorts } from './conformance/ports.js';
import { openSandboxCloud } from './conformance/sandboxCloud.js';

describePorts('adapters', openSandboxCloud);

describeDocumentStore('disk', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'oss-cdn-store-'));
  return {
    window: (owner) => createDocumentStore(path.join(folder, 'documents'), owner),
    stop: () => rm(folder, { recursive: true }),
  };
});
