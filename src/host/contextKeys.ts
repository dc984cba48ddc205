import * as vscode from 'vscode';
import type { CdnDomain } from '../core/ports/cdn.js';

/** Every context key with the type of its value, for `when` clauses in package.json. */
export interface ContextValues {
  'ossCdn.signedIn': boolean;
  /** Signed out for certain. Without `signedIn` the state may still be unknown. */
  'ossCdn.signedOut': boolean;
  /** This account has an onboarding in the list. */
  'ossCdn.hasRun': boolean;
  /** DNS leads to an online domain of this account, as seen in this window. */
  'ossCdn.hasLiveDomain': boolean;
  /** Such a domain has HTTPS enabled. */
  'ossCdn.hasHttps': boolean;
  /** A file published in this window was fresh at the edge. */
  'ossCdn.hasPublished': boolean;
  /** The last call found no network. */
  'ossCdn.offline': boolean;
  /** This workspace has a mapped folder. */
  'ossCdn.hasMapping': boolean;
  /** Folders and files that a mapping covers, as paths for `resourcePath in`. */
  'ossCdn.mappedFolders': readonly string[];
  /** Mapped folders and their ancestors. */
  'ossCdn.publishableFolders': readonly string[];
  /** The active editor's file is covered by a mapping. */
  'ossCdn.mappedFile': boolean;
  /** Automatic publishing is paused in this workspace. */
  'ossCdn.publishingPaused': boolean;
}
export type ContextKey = keyof ContextValues;

/** Records that visitors reach this domain through CDN, for the steps of the walkthrough. */
export function markLive({ httpsOn }: Pick<CdnDomain, 'httpsOn'>): void {
  setContext('ossCdn.hasLiveDomain', true);
  if (httpsOn) setContext('ossCdn.hasHttps', true);
}

/** Sets a context key. */
export function setContext<K extends ContextKey>(key: K, value: ContextValues[K]): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
