import type * as vscode from 'vscode';
import type { Memory } from '../core/ports/local.js';
/** Every key of globalState. No value holds a secret or is changed by two windows at once. */
export const stateKeys = [
  'account',
  'downloadFolder',
  'hasOpenRun',
  'onboardingDraft',
  'pinnedBuckets',
  'publishingConsents',
  'renewalReminders',
] as const;
export type StateKey = (typeof stateKeys)[number];

/** The user's consents to publish; read by publishing and the onboarding. */
export const consentsKey: StateKey = 'publishingConsents';

/** Every key of workspaceState, for one workspace on this computer. */
export const workspaceKeys = [
  'publishingPaused',
  'publishingRevokedAt',
  'publishingUnsent',
  'publishingSourceMaps',
  'publishingAllowedFiles',
] as const;
export type WorkspaceKey = (typeof workspaceKeys)[number];

/** The last choice about source maps of each folder; read by publishing and the onboarding. */
export const sourceMapsKey: WorkspaceKey = 'publishingSourceMaps';

/** Files that the user allows although they look secret; read by publishing and by uploads by hand. */
export const allowedFilesKey: WorkspaceKey = 'publishingAllowedFiles';

/** globalState as a `Memory`. Windows overwrite each other here, so only rare changes by the user belong here. */
export function createMemory(state: vscode.Memento): Memory {
  return {
    get: <T>(key: string) => state.get<T>(key),
    set: async (key, value) => state.update(key, value),
  };
}
