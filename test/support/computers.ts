import { Uri } from 'vscode';
import type { WorkTree } from '../../src/core/ports/local.js';
import { findSubject } from '../../src/features/publishing/onSaveConsent.js';
import { toMappedPlace } from '../../src/features/publishing/publishFiles.js';
import { type CommitGraph, createHistory } from './commitGraph.js';
import { disk, resetWorkspace } from './fakeWorkspace.js';
import { createMemoryCloud } from './memoryCloud.js';
import { createMemoryFiles, type MemoryFiles } from './memoryFiles.js';
import { createOnboardingFolder, type OnboardingWindow } from './onboardingFolder.js';
import { createVirtualClock } from './virtualClock.js';

const domain = 'img.example.com';
const bucket = { name: 'site', region: 'cn-hangzhou' };

/** One computer: its files, its store, what the editor keeps, and its repository, if it has one. */
export interface Computer {
  readonly files: MemoryFiles;
  readonly folder: ReturnType<typeof createOnboardingFolder>;
  /** The state of the repository; `undefined` without one. */
  tree: WorkTree | undefined;
  /** The commits that the repository has; all by default. */
  commits?: CommitGraph;
  /** How often git was started. */
  gits: number;
}

/** Several computers that publish the folder `dist` to the same bucket, one at a time. */
export function createComputers(commits: CommitGraph) {
  const clock = createVirtualClock();
  const cloud = createMemoryCloud();
  cloud.state.now = clock.now;
  cloud.addBucket(bucket.name);
  cloud.addDomain(domain, bucket.name);
  const objects = () => cloud.state.buckets.get(bucket.name)?.objects ?? new Map();
  return {
    clock,
    cloud,
    objects,
    textOf: (key: string) => Buffer.from(objects().get(key)?.body ?? '').toString(),
    /** Another tool writes an object. */
    putElsewhere: (key: string, text: string) =>
      cloud.oss.putObject(bucket, key, { body: Buffer.from(text), headers: {} }, new AbortController().signal),
    add: (tree: WorkTree | undefined): Computer => {
      const files = createMemoryFiles(clock);
      return { files, folder: createOnboardingFolder({ bucket: bucket.name, domain }, files), tree, gits: 0 };
    },
    /** Works in a window of a computer, where the user has agreed to publish, and closes it. */
    at: async (computer: Computer, work: (window: OnboardingWindow) => Promise<void>): Promise<void> => {
      resetWorkspace();
      const { folder, files } = computer;
      folder.map();
      for (const [path, { bytes }] of files.files) disk.files.set(path, Buffer.from(bytes).toString());
      const history = createHistory({
        get commits() {
          return computer.commits ?? commits;
        },
        tree: () => computer.tree,
        onAsk: () => computer.gits++,
      });
      const window = folder.openWindow('one', cloud, clock, history);
      const { publishing } = window.feature;
      await publishing.mappingStore.load();
      const [mapped] = publishing.mappingStore.folders;
      if (!mapped) throw new Error('no mapping');
      await publishing.consentPrompt.give(await findSubject(publishing, mapped, '1', 'upload'));
      await work(window);
      await clock.advance(20_000);
      window.close();
    },
    /** Saves a file without its earlier content being known, as a tool does that writes a whole build. */
    save: async (computer: Computer, window: OnboardingWindow, name: string, text: string): Promise<void> => {
      computer.files.save(`/w/dist/${name}`, text);
      disk.files.set(`/w/dist/${name}`, text);
      await window.feature.onSaved(Uri.file(`/w/dist/${name}`));
      await clock.advance(5_000);
    },
    /** Notes a whole folder, as Publish Folder does when it has ended. */
    noteFolder: ({ feature: { publishing } }: OnboardingWindow): void => {
      const [mapped] = publishing.mappingStore.folders;
      if (mapped) publishing.placeHeads.note(toMappedPlace(mapped, '1'));
    },
  };
}
