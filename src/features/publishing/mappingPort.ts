import * as vscode from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import type { MappingPort } from '../../core/onboarding/mappingPort.js';
import type { OnboardingPlan } from '../../core/onboarding/run.js';
import { ownBucket } from '../../core/origin.js';
import { type Mapping, mappingPath } from '../../core/publishing/mapping.js';
import type { FeatureDeps } from '../../host/deps.js';
import { foldersOnDisk, mappingUri, parseMappings, readText } from './mappingFile.js';

/** The mapping files of this window's workspace, for the onboarding. */
export function createMappingPort({ log }: Pick<FeatureDeps, 'log'>): MappingPort {
  return {
    hasWorkspace: () => foldersOnDisk().length > 0,
    hasMapping: async ({ origin, domain }, uploadDomain) => {
      const bucket = ownBucket(origin);
      if (!bucket) return false;
      const { isMappedTo } = await loadEditing();
      const texts = await Promise.all(foldersOnDisk().map((folder) => readText(mappingUri(folder))));
      const files = await Promise.all(texts.map((text) => parseMappings(text ?? '{"mappings": []}')));
      const mappings = files.flatMap((file) => file.mappings);
      // One that publishes over the default domain would be refused where an upload domain is needed.
      const isFit = ({ bucket: at }: Mapping) => uploadDomain === undefined || at.uploadDomain === uploadDomain;
      return mappings.some((mapping) => isMappedTo(mapping, bucket, domain) && isFit(mapping));
    },
    addMapping: async (plan, folder, uploadDomain) => {
      const uri = vscode.Uri.parse(folder, true);
      const owner = vscode.workspace.getWorkspaceFolder(uri);
      if (owner?.uri.scheme !== 'file') throw new AppError('invalidInput', { subject: folder });
      await write(owner, toMapping(plan, folderIn(owner, uri), uploadDomain));
      log.info(`Mapping written: ${mappingPath}`);
    },
  };
}

function folderIn(owner: vscode.WorkspaceFolder, uri: vscode.Uri): string {
  return uri.path.slice(owner.uri.path.length).replace(/^\/+|\/+$/g, '');
}

function toMapping({ origin, domain }: OnboardingPlan, folder: string, uploadDomain: string | undefined): Mapping {
  const bucket = ownBucket(origin);
  // A mapping names a bucket and concrete hosts, which other origins and wildcards do not tell.
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

async function write(owner: vscode.WorkspaceFolder, mapping: Mapping): Promise<void> {
  const uri = mappingUri(owner);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  // Writing under unsaved edits would make the person choose between the two.
  if (open?.isDirty) throw new AppError('badFile', { subject: mappingPath, code: 'unsaved' });
  const before = await readText(uri);
  const { addMappingTo } = await loadEditing();
  const after = addMappingTo(before, mapping);
  if (after !== before) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(after));
}

/** Editing JSON in place is needed once per onboarding, so it is in an output file of its own. */
function loadEditing(): Promise<typeof import('../../core/publishing/editMapping.js')> {
  return import('../../core/publishing/editMapping.js');
}
