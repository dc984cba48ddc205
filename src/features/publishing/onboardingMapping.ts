import { lazy } from '../../core/concurrency/lazy.js';
import type { MappingPort } from '../../core/onboarding/run/mappingPort.js';
import type { FeatureDeps } from '../../host/deps.js';
import { foldersOnDisk } from './mapping/mappingFile.js';
import type { Publishing } from './services.js';

type Late = Omit<MappingPort, 'hasWorkspace'>;

/** The mapping files and publishing of this window's workspace, for onboardings. Both are loaded when first needed. */
export function createOnboardingMapping(log: FeatureDeps['log'], open: () => Promise<Publishing>): MappingPort {
  const load = lazy(async () => (await import('./workspaceMapping.js')).openWorkspaceMapping(log, open));
  const late = <Name extends keyof Late>(name: Name) =>
    (async (...given: Parameters<Late[Name]>) => {
      const call = (await load())[name] as (...all: Parameters<Late[Name]>) => ReturnType<Late[Name]>;
      return call(...given);
    }) as Late[Name];
  return {
    hasWorkspace: () => foldersOnDisk().length > 0,
    listMapped: late('listMapped'),
    hasFolder: late('hasFolder'),
    addMapping: late('addMapping'),
    readConsent: late('readConsent'),
    giveConsent: late('giveConsent'),
    readPublishing: late('readPublishing'),
    publish: late('publish'),
  };
}
