import type * as vscode from 'vscode';
import type { Memory } from '../core/ports/local.js';

/** Every key of globalState. Their values contain no secrets and are not changed by two windows at the same time. */
const stateKeys = [
  'account',
  'autoSaveOffered',
  'downloadFolder',
  'hasOpenRun',
  'onboardingDraft',
  'pinnedBuckets',
  'publishingConsents',
  'renewalReminders',
] as const;
export type StateKey = (typeof stateKeys)[number];

/** The key of the user's consents to publish. Publishing and the onboarding read it. */
export const consentsKey: StateKey = 'publishingConsents';

/** Every key of workspaceState, which is stored for one workspace on this computer. */
const workspaceKeys = [
  'editedObjects',
  'hiddenHeaderBuckets',
  'publishingPaused',
  'publishingRevokedAt',
  'publishingUnsent',
  'publishingSourceMaps',
  'publishingAllowedFiles',
] as const;
export type WorkspaceKey = (typeof workspaceKeys)[number];

/** The key of the last choice about source maps of each folder. Publishing and the onboarding read it. */
export const sourceMapsKey: WorkspaceKey = 'publishingSourceMaps';

/** The key of the files that the user allows although they look secret. Publishing and manual uploads read it. */
export const allowedFilesKey: WorkspaceKey = 'publishingAllowedFiles';

/** Wraps globalState as a `Memory`. Windows overwrite each other's values here, so only rare changes made by the user belong here. */
export function createMemory(state: vscode.Memento): Memory {
  return {
    get: <T>(key: string) => state.get<T>(key),
    set: async (key, value) => state.update(key, value),
  };
}
