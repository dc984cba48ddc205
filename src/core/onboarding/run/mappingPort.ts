import type { OnboardingPlan } from './run.js';
/** The workspace of this window, as far as an onboarding needs it. */
export interface MappingPort {
  /** False when no folder is open. */
  hasWorkspace(): boolean;
  /** The folders, as URI texts, that mappings written in the workspace publish to this plan's bucket and domain, through `uploadDomain` if given. */
  listMapped(plan: OnboardingPlan, uploadDomain?: string): Promise<readonly string[]>;
  /** Whether `folder` (a URI text) is a folder of the workspace that is there. */
  hasFolder(folder: string): Promise<boolean>;
  /** Adds a mapping for the plan, publishing `folder` (a URI text inside the workspace) on save, through `uploadDomain` if given. */
  addMapping(plan: OnboardingPlan, folder: string, uploadDomain?: string): Promise<void>;
}
