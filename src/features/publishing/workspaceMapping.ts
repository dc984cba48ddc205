import * as vscode from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import { toObjectKey } from '../../core/objectKey.js';
import type { FolderPublishing, MappingPort } from '../../core/onboarding/run/mappingPort.js';
import type { OnboardingPlan } from '../../core/onboarding/run/run.js';
import { ownBucket } from '../../core/origin.js';
import { actOnSave, ConsentLedger } from '../../core/publishing/mapping/consent.js';
import { compileRules } from '../../core/publishing/mapping/fileRules.js';
import { listUploadable } from '../../core/publishing/mapping/listUploadable.js';
import { type Mapping, mappingPath } from '../../core/publishing/mapping/mapping.js';
import { identifyRepository } from '../../core/publishing/mapping/repository.js';
import type { FeatureDeps } from '../../host/deps.js';
import { isFolderHere } from '../../host/prompts/folderRows.js';
import { consentsKey } from '../../host/stateKeys.js';
import { isTrusted } from '../../host/trust.js';
import { folderIn, loadEditing, rewriteMapping } from './mapping/editMapping.js';
import { foldersOnDisk, mappingUri, parseMappings, readText } from './mapping/mappingFile.js';

/** What the mapping files of the workspace are read and judged with. */
export type WorkspaceMappingDeps = Pick<FeatureDeps, 'log' | 'session' | 'memory' | 'files'>;

interface OwnedMapping {
  readonly owner: vscode.WorkspaceFolder;
  readonly uri: vscode.Uri;
  readonly mapping: Mapping;
}

/** The mapping files of this window's workspace, in an output file of its own. */
export function openWorkspaceMapping(deps: WorkspaceMappingDeps): Omit<MappingPort, 'hasWorkspace'> {
  return {
    listMapped: async (plan, uploadDomain) => (await listOwn(plan, uploadDomain)).map(({ uri }) => uri.toString()),
    readPublishing: async (plan, folder, uploadDomain) => {
      const own = (await listOwn(plan, uploadDomain)).find(({ uri }) => uri.toString() === folder);
      return own ? readOne(own, deps) : { consent: 'open', keys: [] };
    },
    hasFolder: isFolderHere,
    addMapping: async (plan, folder, uploadDomain) => {
      const uri = vscode.Uri.parse(folder, true);
      const owner = vscode.workspace.getWorkspaceFolder(uri);
      if (owner?.uri.scheme !== 'file') throw new AppError('invalidInput', { subject: folder });
      const { addMappingTo } = await loadEditing();
      const mapping = toMapping(plan, folderIn(owner, uri), uploadDomain);
      await rewriteMapping(owner, (text) => addMappingTo(text, mapping));
      deps.log.info(`Mapping written: ${mappingPath}`);
    },
  };
}

/** The mappings to the bucket and domain of a plan. */
async function listOwn(
  { origin, domain }: OnboardingPlan,
  uploadDomain: string | undefined,
): Promise<readonly OwnedMapping[]> {
  const bucket = ownBucket(origin);
  if (!bucket || !isTrusted()) return [];
  const { isMappedTo } = await loadEditing();
  // One that publishes over the default domain would be refused where an upload domain is needed.
  const isFit = ({ bucket: at }: Mapping) => uploadDomain === undefined || at.uploadDomain === uploadDomain;
  const listIn = async (owner: vscode.WorkspaceFolder) => {
    const { mappings } = await parseMappings((await readText(mappingUri(owner))) ?? '{"mappings": []}');
    const own = mappings.filter((mapping) => isMappedTo(mapping, bucket, domain) && isFit(mapping));
    return own.map((mapping) => ({ owner, uri: vscode.Uri.joinPath(owner.uri, mapping.folder), mapping }));
  };
  return (await Promise.all(foldersOnDisk().map(listIn))).flat();
}

/** One that was set by hand not to upload on save is published as its file says. */
async function readOne(
  { owner, uri, mapping }: OwnedMapping,
  { session, memory, files }: WorkspaceMappingDeps,
): Promise<FolderPublishing> {
  const act = actOnSave(mapping);
  if (act !== 'upload') return { consent: 'given', keys: [] };
  const accountId = session.account?.id;
  if (accountId === undefined) return { consent: 'open', keys: [] };
  const repository = await identifyRepository(owner.uri.fsPath, files);
  const subject = { workspace: owner.uri.toString(), repository, accountId, mapping, act };
  const consent = new ConsentLedger(memory, consentsKey).get(subject);
  if (consent !== 'given') return { consent: consent === 'never' ? 'never' : 'open', keys: [] };
  const rules = compileRules(mapping);
  const place = { path: uri.fsPath, label: mapping.folder };
  const listed = await listUploadable(files, place, new AbortController().signal);
  const keys = listed
    .filter(({ path }) => rules.includes(path))
    .map(({ path }) => toObjectKey(mapping.prefix, path))
    .filter((key) => key !== undefined);
  return { consent, keys };
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
