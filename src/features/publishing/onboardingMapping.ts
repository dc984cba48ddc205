import type { MappingPort } from '../../core/onboarding/run/mappingPort.js';
import { foldersOnDisk } from './mapping/mappingFile.js';
import type { WorkspaceMappingDeps } from './workspaceMapping.js';

/** The mapping files of this window's workspace, for the onboarding; what reads and writes them is loaded with the first need. */
export function createOnboardingMapping(deps: WorkspaceMappingDeps): MappingPort {
  const load = async () => (await import('./workspaceMapping.js')).openWorkspaceMapping(deps);
  return {
    hasWorkspace: () => foldersOnDisk().length > 0,
    listMapped: async (...given) => (await load()).listMapped(...given),
    readPublishing: async (...given) => (await load()).readPublishing(...given),
    hasFolder: async (folder) => (await load()).hasFolder(folder),
    addMapping: async (...given) => (await load()).addMapping(...given),
  };
}
