import type { OnboardingPlan } from './run.js';
import type { StepFailure } from './stepReasons.js';

/** A folder that a mapping publishes for a plan. */
export interface PlanFolder {
  readonly plan: OnboardingPlan;
  /** A URI text inside the workspace. */
  readonly folder: string;
  /** The domain through which objects are written, where the default one is refused. */
  readonly uploadDomain?: string;
  /** Changes outside of the editor are published too: what a build writes. */
  readonly watch?: boolean;
}

/** Whether files of a mapped folder may be published in this account. */
export type FolderConsent =
  | 'given'
  /** Neither agreed to nor refused; its mapping says what a run writes. */
  | 'open'
  /** The same, but its mapping says more than that, such as further headers or another prefix: only who has seen it agrees. */
  | 'unseen'
  /** The user refused it for good. */
  | 'never'
  /** No mapping publishes the folder on save: its user decides what is published. */
  | 'byHand';

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
  /** The keys of the objects that have other content or headers than their files, in order. */
  readonly replaced: readonly string[];
  /** How many source maps are left out, since the user has not published any of this folder before; absent where there are none. They are in none of the others. */
  readonly sourceMaps?: number;
  /** Keys of files that are not published: refused for what they are, such as for a secret, or waiting for a decision of the user; in order. */
  readonly unsent: readonly string[];
  /** Keys of files whose upload failed, and may succeed another time; in order. */
  readonly failed: readonly string[];
  /** Why the first of these failed; absent where none did. */
  readonly failedFor?: StepFailure;
  /** Identifies exactly the objects that are replaced, the files that are added by their sizes, and the files that failed, each as they are now. */
  readonly versions: Readonly<Record<'replaced' | 'added' | 'failed', string>>;
  /** Why the bucket refused files that were requested, which are among those that it lacks or that are replaced; absent where it refused none. */
  readonly failure?: StepFailure;
}

/** The part of a folder that is requested: new files alone, also those that replace objects, or those that failed once more. */
export type FolderRequest = 'added' | 'all' | 'retry' | 'nothing';

/** The workspace of this window, as far as an onboarding needs it. */
export interface MappingPort {
  /** False when no folder is open. */
  hasWorkspace(): boolean;
  /** Whether `folder` (a URI text) is a folder of the workspace that is there. */
  hasFolder(folder: string): Promise<boolean>;
  /** The folders, as URI texts, that mappings written in the workspace publish to this plan's bucket and domain, through `uploadDomain` if given. */
  listMapped(plan: OnboardingPlan, uploadDomain?: string): Promise<readonly string[]>;
  /** Has a mapping publish the folder on save: the domain is added to the one that publishes it to the bucket already, where there is one. Throws `mappingConflict` where the folder is published to another bucket. */
  addMapping(mapped: PlanFolder): Promise<void>;
  /** Whether files of the folder may be published. */
  readConsent(mapped: PlanFolder): Promise<FolderConsent>;
  /** Notes that the user agreed to it; nothing where it is not `open`. */
  giveConsent(mapped: PlanFolder): Promise<void>;
  /** How far a mapped folder is published, by whichever window. While files are on their way nothing is compared, so that it costs little. Throws `notSignedIn`. */
  readPublishing(mapped: PlanFolder, signal: AbortSignal): Promise<FolderPublishing>;
  /**
   * Requests of a folder what `decide` says of it as it stands now; answers what was requested, once that is on disk. `nothing` while
   * files of the folder are on their way, or without consent.
   */
  publish(
    mapped: PlanFolder,
    decide: (now: FolderComparison) => Promise<FolderRequest>,
    signal: AbortSignal,
  ): Promise<FolderRequest>;
}
