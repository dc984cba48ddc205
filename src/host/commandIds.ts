import type { BucketRef } from '../core/ports/oss.js';

/** Every command of the extension and what it may be called with; each also works from the palette by asking for what is missing. */
export interface CommandArguments {
  'ossCdn.signIn': [];
  'ossCdn.signOut': [];
  'ossCdn.showLog': [];
  'ossCdn.refreshExplorer': [];
  /** Starts the form, with the bucket answered when it is known. */
  'ossCdn.onboard': [bucket?: BucketRef];
  /** Opens what the run's current step needs: a modal, a quick pick, a link. */
  'ossCdn.continueRun': [runId?: string];
  'ossCdn.recheckRun': [runId?: string];
  'ossCdn.pauseRun': [runId?: string];
  'ossCdn.removeRun': [runId?: string];
  /** Copies the value a step shows (a CNAME, a TXT value). */
  'ossCdn.copyStepValue': [runId?: string];
  'ossCdn.openStepConsole': [runId?: string];
  /** Opens the verification page of a domain. */
  'ossCdn.verifyCname': [domain?: string];
  'ossCdn.copyCname': [domain?: string];
  'ossCdn.openCdnConsole': [domain?: string];
  'ossCdn.copyInternetDomain': [bucket?: BucketRef];
  'ossCdn.openBucketConsole': [bucket?: BucketRef];
  'ossCdn.loadMore': [nodeId?: string];
  /** Loads the rows again that could not be loaded. */
  'ossCdn.retryNode': [nodeId?: string];
  /** Copies everything known of a call to the cloud, by its number in this window. */
  'ossCdn.copyCallDetails': [callId?: string];
  /** A file on disk (a URI text), or the active editor. */
  'ossCdn.copyCdnUrl': [uri?: string];
  'ossCdn.openAtCdn': [uri?: string];
  'ossCdn.publishFile': [uri?: string];
  'ossCdn.showPublishing': [];
  'ossCdn.revokeConsent': [];
  'ossCdn.openMapping': [];
}
export type CommandId = keyof CommandArguments;
