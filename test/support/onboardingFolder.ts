import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Uri } from 'vscode';
import type { MappingPort, PlanFolder } from '../../src/core/onboarding/run/mappingPort.js';
import { createRecord } from '../../src/core/onboarding/run/runRecord.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import type { ClockPort, HistoryPort } from '../../src/core/ports/local.js';
import { systemClock } from '../../src/disk/clock.js';
import type { PublishingFeature } from '../../src/features/publishing/publishingFeature.js';
import { openWorkspaceMapping } from '../../src/features/publishing/workspaceMapping.js';
import type { MemoryFiles } from './memoryFiles.js';
import { createSharedStore, type MemoryStore } from './memoryStore.js';
import { openPublishingWindow } from './publishingWindow.js';

type Port = Omit<MappingPort, 'hasWorkspace'>;

/** A window on a local workspace folder: its publishing, and an onboarding's view of that. */
export interface OnboardingWindow {
  readonly feature: PublishingFeature;
  readonly port: Port;
  /** Closes the last window of its process. */
  close(): void;
}

/** A workspace folder whose subfolder `dist` is mapped to a bucket, on this computer or in memory, and its windows. */
export function createOnboardingFolder(
  mapped: { readonly bucket: string; readonly domain: string },
  files?: MemoryFiles,
) {
  const top = files ? '/w' : realpathSync(mkdtempSync(join(tmpdir(), 'onboarding-folder-')));
  const shared = createSharedStore();
  const kept = new Map<string, unknown>();
  const bucket = { name: mapped.bucket, region: 'cn-hangzhou' };
  const origin = { kind: 'bucket', bucket } as const;
  const plan = { domain: mapped.domain, origin, type: 'web', region: 'domestic', port: 80 } as const;
  const open: OnboardingWindow[] = [];
  const save = (inside: string, text: string) => {
    const path = join(top, inside);
    if (files) return files.save(path, text);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  return {
    bucket,
    mapped: { plan, folder: Uri.file(join(top, 'dist')).toString() } satisfies PlanFolder,
    workspace: Uri.file(top).toString(),
    kept,
    save,
    /** Writes the mapping like an onboarding, with a user's changes. */
    map: (changes: object = {}) => {
      const { name, region } = bucket;
      const mapping = { folder: 'dist', bucket: name, region, prefix: '', domains: [mapped.domain], onSave: 'publish' };
      save('.vscode/oss-cdn.json', JSON.stringify({ mappings: [{ ...mapping, ...changes }] }));
    },
    openWindow: (
      name: string,
      cloud: CloudPorts,
      clock: ClockPort = systemClock,
      history?: HistoryPort,
    ): OnboardingWindow => {
      const store: MemoryStore = shared.window(name);
      // The run that adds the domain to CDN.
      const runs = [{ record: createRecord('1', plan, 1), activity: 'here' }] as const;
      const feature = openPublishingWindow(top, {
        clock,
        cloud,
        store,
        kept,
        runs,
        ...(files && { files }),
        ...(history && { history }),
      });
      const port = openWorkspaceMapping({ info: () => undefined } as never, async () => feature.publishing);
      const close = () => {
        feature.dispose();
        shared.crash(name);
      };
      const window = { feature, port, close };
      open.push(window);
      return window;
    },
    remove: () => {
      for (const { feature } of open) feature.dispose();
      if (!files) rmSync(top, { recursive: true });
    },
  };
}
