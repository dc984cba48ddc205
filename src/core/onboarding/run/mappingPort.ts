import type { OnboardingPlan } from './run.js';
/** The workspace of this window, as far as an onboarding needs it. */
export interface MappingPort {
  /** False when no folder is open. */
  hasWorkspace(): boolean;
  /** Whether a mapping for this plan's bucket and domain, publishing through `uploadDomain` if given, is written in the workspace. */
  hasMapping(plan: OnboardingPlan, uploadDomain?: string): Promise<boolean>;
  /** Whether `folder` (a URI text) is a folder of the workspace that is there. */
  hasFolder(folder: string): Promise<boolean>;
  /** Adds a mapping for the plan, publishing `folder` (a URI text inside the workspace) on save, through `uploadDomain` if given. */
  addMapping(plan: OnboardingPlan, folder: string, uploadDomain?: string): Promise<void>;
}
