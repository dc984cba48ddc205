import type { OnboardingPlan } from './run.js';
import type { StepFailure } from './stepReasons.js';

/** A folder that a mapping publishes for a plan. */
export interface PlanFolder {
  readonly plan: OnboardingPlan;
  /** A URI text inside the workspace. */
  readonly folder: string;
  /** The domain for writing objects if the default one is refused. */
  readonly uploadDomain?: string;
  /** External changes, such as of a build, are published too. */
  readonly watch?: boolean;
}

/** Whether files of a mapped folder may be published in this account. */
export type FolderConsent =
  | 'given'
  /** Neither agreed nor declined; its mapping equals the run's. */
  | 'open'
  /** Neither agreed nor declined, but its mapping has more, such as further headers or another prefix, which the user has to see first. */
  | 'unseen'
  /** The user declined permanently. */
  | 'never'
  /** No mapping publishes the folder on save: the user decides what is published. */
  | 'byHand';

/** The state of a folder compared with the bucket. */
export type FolderPublishing =
  /** This many of its files are being sent. */
  { readonly kind: 'sending'; readonly left: number } | FolderComparison;

/** A comparison of a folder with the bucket while nothing is being sent. */
export interface FolderComparison {
  readonly kind: 'compared';
  /** The number of publishable files in the folder. */
  readonly files: number;
  /** The number of these that the bucket lacks. */
  readonly added: number;
  /** The keys of objects with other content or headers than their files, in order. */
  readonly replaced: readonly string[];
  /**
   * The number of source maps that are left out because the user has not published any of this folder; absent without
   * any. Not part of the other fields.
   */
  readonly sourceMaps?: number;
  /** The keys of unpublished files, in order: refused, such as for a secret, or waiting for the user. */
  readonly unsent: readonly string[];
  /** The keys of files whose upload failed and may succeed later, in order. */
  readonly failed: readonly string[];
  /** Why the first of these failed; absent without any. */
  readonly failedFor?: StepFailure;
  /** Identifies exactly the replaced objects, the added files by size, and the failed files, in their current state. */
  readonly versions: Readonly<Record<'replaced' | 'added' | 'failed', string>>;
  /** Why the bucket refused requested files, which are among the added or replaced ones; absent without a refusal. */
  readonly failure?: StepFailure;
}

/** The requested part of a folder: new files alone, also replacements, or failed ones again. */
export type FolderRequest = 'added' | 'all' | 'retry' | 'nothing';

/** The workspace of this window, for an onboarding. */
export interface MappingPort {
  /** False if no folder is open. */
  hasWorkspace(): boolean;
  /** Returns whether `folder` (a URI text) is an existing folder of the workspace. */
  hasFolder(folder: string): Promise<boolean>;
  /** Lists the folders, as URI texts, that mappings publish to this plan's bucket and domain, through `uploadDomain` if given. */
  listMapped(plan: OnboardingPlan, uploadDomain?: string): Promise<readonly string[]>;
  /**
   * Adds a mapping that publishes the folder on save, or adds the domain to an existing one for the bucket. Throws
   * `mappingConflict` if the folder is published to another bucket.
   */
  addMapping(mapped: PlanFolder): Promise<void>;
  /** Returns whether files of the folder may be published. */
  readConsent(mapped: PlanFolder): Promise<FolderConsent>;
  /** Records the user's consent, if it is `open`. */
  giveConsent(mapped: PlanFolder): Promise<void>;
  /**
   * Compares a mapped folder with the bucket. While any window sends its files, nothing is compared, so that it costs
   * little. Throws `notSignedIn`.
   */
  readPublishing(mapped: PlanFolder, signal: AbortSignal): Promise<FolderPublishing>;
  /**
   * Requests the part of a folder that `decide` returns for its current state; returns it once that is on disk.
   * `nothing` while its files are being sent, or without consent.
   */
  publish(
    mapped: PlanFolder,
    decide: (now: FolderComparison) => Promise<FolderRequest>,
    signal: AbortSignal,
  ): Promise<FolderRequest>;
}
