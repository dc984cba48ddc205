import { lazy } from '../../core/concurrency/lazy.js';
import type { MappingPort } from '../../core/onboarding/run/mappingPort.js';
import type { FeatureDeps } from '../../host/deps.js';
import { foldersOnDisk } from './mapping/mappingFile.js';
import type { Publishing } from './services.js';

/** The mapping files of this window's workspace and what publishes their folders, for the onboarding; both are loaded with the first need. */
export function createOnboardingMapping(log: FeatureDeps['log'], open: () => Promise<Publishing>): MappingPort {
  const load = lazy(async () => (await import('./workspaceMapping.js')).openWorkspaceMapping(log, open));
  return {
    hasWorkspace: () => foldersOnDisk().length > 0,
    listMapped: async (...given) => (await load()).listMapped(...given),
    hasFolder: async (folder) => (await load()).hasFolder(folder),
    addMapping: async (mapped) => (await load()).addMapping(mapped),
    readConsent: async (mapped) => (await load()).readConsent(mapped),
    giveConsent: async (mapped) => (await load()).giveConsent(mapped),
    readPublishing: async (...given) => (await load()).readPublishing(...given),
    publish: async (...given) => (await load()).publish(...given),
  };
}
