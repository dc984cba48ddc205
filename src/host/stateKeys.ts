import type * as vscode from 'vscode';
import type { Memory } from '../core/ports/local.js';
/** Every key kept in globalState. No secret is among them, and nothing that two windows change at once. */
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

/** What the user agreed to publish; read by publishing and by the onboarding. */
export const consentsKey: StateKey = 'publishingConsents';

/** Every key kept in workspaceState, with one workspace on this computer. */
export const workspaceKeys = [
  'publishingPaused',
  'publishingRevokedAt',
  'publishingUnsent',
  'publishingSourceMaps',
  'publishingAllowedFiles',
] as const;
export type WorkspaceKey = (typeof workspaceKeys)[number];

/** The last choice about the source maps of each folder; read by publishing and by the onboarding. */
export const sourceMapsKey: WorkspaceKey = 'publishingSourceMaps';

/** The files that the user has allowed in spite of what they look like; read by publishing and by uploads by hand. */
export const allowedFilesKey: WorkspaceKey = 'publishingAllowedFiles';

/** globalState as a `Memory`. Two windows overwrite each other here: keep only what the user changes now and then. */
export function createMemory(state: vscode.Memento): Memory {
  return {
    get: <T>(key: string) => state.get<T>(key),
    set: async (key, value) => state.update(key, value),
  };
}
