import type { OnboardingPlan } from './run.js';

/** A folder that a mapping publishes for a plan. */
export interface MappedFolder {
  readonly plan: OnboardingPlan;
  /** A URI text inside the workspace. */
  readonly folder: string;
  /** The domain through which objects are written, where the default one is refused. */
  readonly uploadDomain?: string;
}

/** How a folder stands against the bucket. */
export type FolderPublishing =
  /** So many of its files are on their way. */
  { readonly kind: 'sending'; readonly left: number } | FolderComparison;

/** A folder compared with the bucket while nothing of it is on its way. */
export interface FolderComparison {
  readonly kind: 'compared';
  /** How many files the folder has that may be published. */
  readonly files: number;
  /** How many of these the bucket lacks. */
  readonly added: number;
  /** The keys of the objects that have other content than their files, in order. */
  readonly replaced: readonly string[];
  /** Files that are not published: refused, such as for a secret, or waiting for a decision of the user; in order. */
  readonly unsent: readonly string[];
  /** What identifies the replaced objects as they are now. */
  readonly version: string;
}

/** The workspace of this window, as far as an onboarding needs it. */
export interface MappingPort {
  /** False when no folder is open. */
  hasWorkspace(): boolean;
  /** Whether `folder` (a URI text) is a folder of the workspace that is there. */
  hasFolder(folder: string): Promise<boolean>;
  /** The folders, as URI texts, that mappings written in the workspace publish to this plan's bucket and domain, through `uploadDomain` if given. */
  listMapped(plan: OnboardingPlan, uploadDomain?: string): Promise<readonly string[]>;
  /** Has a mapping publish the folder on save: the domain is added to the one that publishes it to the bucket already, where there is one. Throws `mappingConflict` where the folder is published to another bucket. */
  addMapping(mapped: MappedFolder): Promise<void>;
  /** Whether the user agreed that files of a mapped folder are published in this account, refused it for good, or neither; `given` too for one that was set by hand not to upload on save. */
  readConsent(mapped: MappedFolder): Promise<'given' | 'never' | 'open'>;
  /** Notes that the user agreed to it. */
  giveConsent(mapped: MappedFolder): Promise<void>;
  /** How far a mapped folder is published. */
  readPublishing(mapped: MappedFolder, signal: AbortSignal): Promise<FolderPublishing>;
  /** Requests that the files that the bucket lacks are uploaded, and those that replace objects where `replaces` is the version that was approved; resolves once that is on disk. */
  publish(mapped: MappedFolder, options: { readonly replaces?: string }, signal: AbortSignal): Promise<void>;
}
