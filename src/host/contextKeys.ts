import * as vscode from 'vscode';
import type { CdnDomain } from '../core/ports/cdn.js';

/** Every context key that we set, with the type of its value, for `when` clauses in package.json. */
export interface ContextValues {
  'ossCdn.signedIn': boolean;
  /** Known to be signed out; unlike the absence of `signedIn`, which also means that nothing is known yet. */
  'ossCdn.signedOut': boolean;
  /** An onboarding is in the list of this account. */
  'ossCdn.hasRun': boolean;
  /** DNS leads to an online domain of this account, as seen in this window. */
  'ossCdn.hasLiveDomain': boolean;
  /** Such a domain has HTTPS on. */
  'ossCdn.hasHttps': boolean;
  /** A file that was published in this window has been fresh at the edge. */
  'ossCdn.hasPublished': boolean;
  /** The last call found no way to the network. */
  'ossCdn.offline': boolean;
  /** A folder of this workspace is mapped. */
  'ossCdn.hasMapping': boolean;
  /** Folders and files that a mapping covers, as paths for `resourcePath in`. */
  'ossCdn.mappedFolders': readonly string[];
  /** The same folders, and those that have a mapped folder further inside. */
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
