import type { OnboardingPlan } from './run.js';
import type { StepFailure } from './stepReasons.js';

/** A workspace folder, and the plan to whose bucket and domain a mapping publishes it. */
export interface PlanFolder {
  readonly plan: OnboardingPlan;
  /** The folder as a URI text. It is inside the workspace. */
  readonly folder: string;
  /** The domain through which objects are written if OSS refuses its default domain. */
  readonly uploadDomain?: string;
  /** Whether changes from outside the editor, such as those of a build, are published too. */
  readonly watch?: boolean;
}

/** Whether the user agreed that files of a mapped folder are published in this account. */
export type FolderConsent =
  | 'given'
  /** The user has not decided, and the mapping equals that of the run. */
  | 'open'
  /** The user has not decided. The mapping has more than the run asks for, such as further headers or another prefix, which the user has to see first. */
  | 'unseen'
  /** The user declined for good. */
  | 'never'
  /** No mapping publishes the folder on save. The user publishes it by hand. */
  | 'byHand';

/** How far a folder is published, compared with the bucket. */
export type FolderPublishing =
  /** Files are being sent; `left` is how many remain. */
  { readonly kind: 'sending'; readonly left: number } | FolderComparison;

/** The comparison of a folder with the bucket, made while no file is being sent. */
export interface FolderComparison {
  readonly kind: 'compared';
  /** The number of files in the folder that may be published. */
  readonly files: number;
  /** The number of these files that the bucket does not have. */
  readonly added: number;
  /** The number of these files whose objects only get other headers; absent if there are none. */
  readonly headers?: number;
  /** The keys of objects whose content differs from that of their files, sorted. */
  readonly replaced: readonly string[];
  /**
   * The number of source maps that are left out because the user has published none of this folder; absent if there are none. The other fields do not count
   * them.
   */
  readonly sourceMaps?: number;
  /** The keys of unpublished files, sorted. They were refused, for example because of a secret, or wait for a decision of the user. */
  readonly unsent: readonly string[];
  /** The keys of files whose upload failed but may succeed later, sorted. */
  readonly failed: readonly string[];
  /** Why the first of the `failed` uploads failed; absent if none failed. */
  readonly failedFor?: StepFailure;
  /** Texts that change whenever the replaced objects, the added files (by size) or the failed files change. */
  readonly versions: Readonly<Record<'replaced' | 'added' | 'failed', string>>;
  /** Why the bucket refused files that were requested. These count as added or replaced. Absent if it refused none. */
  readonly failure?: StepFailure;
}

/** The part of a folder that a run requests to publish: only new files and headers, also replacements, failed files again, or nothing. */
export type FolderRequest = 'added' | 'all' | 'retry' | 'nothing';

/** Gives an onboarding access to the mappings and folders of this window's workspace. */
export interface MappingPort {
  /** Returns `false` if no folder is open in this window. */
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
  /** Reads whether the user agreed that files of the folder are published. */
  readConsent(mapped: PlanFolder): Promise<FolderConsent>;
  /** Records that the user agrees, if the consent is still `open`. */
  giveConsent(mapped: PlanFolder): Promise<void>;
  /**
   * Compares a mapped folder with the bucket. While any window sends files of the folder, only their number is returned, which costs little. Throws
   * `notSignedIn`.
   */
  readPublishing(mapped: PlanFolder, signal: AbortSignal): Promise<FolderPublishing>;
  /**
   * Publishes the part of a folder that `decide` returns for its current state. Resolves to that part once the request is on disk. Resolves to `nothing`
   * while files of the folder are being sent, or if the user has not agreed.
   */
  publish(
    mapped: PlanFolder,
    decide: (now: FolderComparison) => Promise<FolderRequest>,
    signal: AbortSignal,
  ): Promise<FolderRequest>;
}
