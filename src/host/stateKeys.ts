/** Every key kept in globalState. No secret is among them, and nothing that two windows change at once. */
export const stateKeys = ['account', 'onboardingDraft', 'publishingConsents'] as const;
export type StateKey = (typeof stateKeys)[number];

/** Every key kept in workspaceState, with one workspace on this computer. */
export const workspaceKeys = ['publishingPaused', 'publishingRevokedAt', 'publishingUnsent'] as const;
export type WorkspaceKey = (typeof workspaceKeys)[number];
