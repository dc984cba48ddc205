import type { OnboardingPlan } from './run.js';

/** How far files of a mapped folder are published. */
export interface FolderPublishing {
  /** Whether the user agreed to it in this account, refused it for good, or neither. */
  readonly consent: 'given' | 'never' | 'open';
  /** The keys of its files in the bucket; empty where nothing in it is published on save. */
  readonly keys: readonly string[];
}

/** The workspace of this window, as far as an onboarding needs it. */
export interface MappingPort {
  /** False when no folder is open. */
  hasWorkspace(): boolean;
  /** The folders, as URI texts, that mappings written in the workspace publish to this plan's bucket and domain, through `uploadDomain` if given. */
  listMapped(plan: OnboardingPlan, uploadDomain?: string): Promise<readonly string[]>;
  /** How far `folder`, one of those that `listMapped` answers, is published. */
  readPublishing(plan: OnboardingPlan, folder: string, uploadDomain?: string): Promise<FolderPublishing>;
  /** Whether `folder` (a URI text) is a folder of the workspace that is there. */
  hasFolder(folder: string): Promise<boolean>;
  /** Adds a mapping for the plan, publishing `folder` (a URI text inside the workspace) on save, through `uploadDomain` if given. */
  addMapping(plan: OnboardingPlan, folder: string, uploadDomain?: string): Promise<void>;
}
