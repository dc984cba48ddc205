import * as vscode from 'vscode';
import { showDomain } from '../../../core/domainName.js';
import { AppError } from '../../../core/errors.js';
import type { MappingPort } from '../../../core/onboarding/run/mappingPort.js';
import type { OnboardingPlan } from '../../../core/onboarding/run/run.js';
import { ownBucket } from '../../../core/origin.js';
import { type Mapping, mappingPath } from '../../../core/publishing/mapping/mapping.js';
import type { FeatureDeps } from '../../../host/deps.js';
import { isFolderHere } from '../../../host/prompts/folderRows.js';
import { isTrusted } from '../../../host/trust.js';
import { folderIn, loadEditing, rewriteMapping } from './editMapping.js';
import { foldersOnDisk, mappingUri, parseMappings, readText } from './mappingFile.js';

/** The mapping files of this window's workspace, for the onboarding. */
export function createOnboardingMapping({ log }: Pick<FeatureDeps, 'log'>): MappingPort {
  return {
    hasWorkspace: () => foldersOnDisk().length > 0,
    listMapped: async ({ origin, domain }, uploadDomain) => {
      const bucket = ownBucket(origin);
      if (!bucket || !isTrusted()) return [];
      const { isMappedTo } = await loadEditing();
      // One that publishes over the default domain would be refused where an upload domain is needed.
      const isFit = ({ bucket: at }: Mapping) => uploadDomain === undefined || at.uploadDomain === uploadDomain;
      const listIn = async (owner: vscode.WorkspaceFolder) => {
        const { mappings } = await parseMappings((await readText(mappingUri(owner))) ?? '{"mappings": []}');
        const own = mappings.filter((mapping) => isMappedTo(mapping, bucket, domain) && isFit(mapping));
        return own.map(({ folder }) => vscode.Uri.joinPath(owner.uri, folder).toString());
      };
      return (await Promise.all(foldersOnDisk().map(listIn))).flat();
    },
    hasFolder: isFolderHere,
    addMapping: async (plan, folder, uploadDomain) => {
      const uri = vscode.Uri.parse(folder, true);
      const owner = vscode.workspace.getWorkspaceFolder(uri);
      if (owner?.uri.scheme !== 'file') throw new AppError('invalidInput', { subject: folder });
      const { addMappingTo } = await loadEditing();
      const mapping = toMapping(plan, folderIn(owner, uri), uploadDomain);
      await rewriteMapping(owner, (text) => addMappingTo(text, mapping));
      log.info(`Mapping written: ${mappingPath}`);
    },
  };
}

function toMapping({ origin, domain }: OnboardingPlan, folder: string, uploadDomain: string | undefined): Mapping {
  const bucket = ownBucket(origin);
  // A mapping names a bucket and concrete hosts, which other origins and wildcards do not have.
  if (!bucket || domain.startsWith('.')) throw new AppError('invalidInput', { subject: showDomain(domain) });
  const { name, region } = bucket;
  return {
    folder,
    bucket: { name, region, ...(uploadDomain !== undefined && { uploadDomain }) },
    prefix: '',
    domains: [domain],
    onSave: 'publish',
  };
}
