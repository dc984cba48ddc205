/** Every key kept in globalState. No secret is among them, and nothing that two windows change at once. */
export const stateKeys = ['account', 'onboardingDraft', 'publishingConsents'] as const;
export type StateKey = (typeof stateKeys)[number];
