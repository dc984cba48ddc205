import * as vscode from 'vscode';
import type { CdnDomain } from '../core/ports/cdn.js';

/** Every context key with the type of its value. The keys are used in `when` clauses of package.json. */
interface ContextValues {
  'ossCdn.signedIn': boolean;
  /** The user is certainly signed out. If neither this key nor `signedIn` is set, the state is not known yet. */
  'ossCdn.signedOut': boolean;
  /** This account has at least one onboarding run in the list. */
  'ossCdn.hasRun': boolean;
  /** DNS leads visitors to an online domain of this account, as seen in this window. */
  'ossCdn.hasLiveDomain': boolean;
  /** A domain as for `ossCdn.hasLiveDomain` also has HTTPS enabled. */
  'ossCdn.hasHttps': boolean;
  /** A file published in this window was up to date at the edge. */
  'ossCdn.hasPublished': boolean;
  /** The last call found no network. */
  'ossCdn.offline': boolean;
  /** This workspace has a mapped folder. */
  'ossCdn.hasMapping': boolean;
  /** Folders and files that a mapping covers, as paths for the operator `resourcePath in`. */
  'ossCdn.mappedFolders': readonly string[];
  /** Mapped folders and their ancestors. */
  'ossCdn.publishableFolders': readonly string[];
  /** The active editor's file is covered by a mapping. */
  'ossCdn.mappedFile': boolean;
  /** Automatic publishing is paused in this workspace. */
  'ossCdn.publishingPaused': boolean;
}
type ContextKey = keyof ContextValues;

/** Records that visitors reach a domain through CDN, which completes steps of the walkthrough. */
export function markLive({ httpsOn }: Pick<CdnDomain, 'httpsOn'>): void {
  setContext('ossCdn.hasLiveDomain', true);
  if (httpsOn) setContext('ossCdn.hasHttps', true);
}

/** Sets a context key, for `when` clauses. */
export function setContext<K extends ContextKey>(key: K, value: ContextValues[K]): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
