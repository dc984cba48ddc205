import * as vscode from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import type { FolderConsent, FolderRequest, MappingPort, PlanFolder } from '../../core/onboarding/run/mappingPort.js';
import type { OnboardingPlan } from '../../core/onboarding/run/run.js';
import { ownBucket } from '../../core/origin.js';
import { actOnSave, type ConsentSubject } from '../../core/publishing/mapping/consent.js';
import { type Mapping, mappingPath } from '../../core/publishing/mapping/mapping.js';
import type { FeatureDeps } from '../../host/deps.js';
import { isFolderHere } from '../../host/prompts/folderRows.js';
import { isTrusted } from '../../host/trust.js';
import { publishWhole, readWhole, type WholeFolder } from './folder/wholeFolder.js';
import { folderIn, loadEditing, rewriteMapping } from './mapping/editMapping.js';
import { foldersOnDisk, mappingUri, parseMappings, readText } from './mapping/mappingFile.js';
import { findSubject } from './onSaveConsent.js';
import type { Publishing } from './services.js';

/** Opens the mapping files and the publishing of this window's workspace. They are in a separate output file. */
export function openWorkspaceMapping(
  log: FeatureDeps['log'],
  open: () => Promise<Publishing>,
): Omit<MappingPort, 'hasWorkspace'> {
  // A second request would not see what the first is about to write.
  let last: Promise<unknown> = Promise.resolve();
  return {
    listMapped: async (plan, uploadDomain) => (await listOwn(plan, uploadDomain)).map((uri) => uri.toString()),
    hasFolder: isFolderHere,
    addMapping: async (mapped) => {
      const uri = vscode.Uri.parse(mapped.folder, true);
      const owner = vscode.workspace.getWorkspaceFolder(uri);
      if (owner?.uri.scheme !== 'file') throw new AppError('invalidInput', { subject: mapped.folder });
      const { addMappingTo } = await loadEditing();
      const mapping = toMapping(mapped, folderIn(owner, uri));
      await rewriteMapping(owner, (text) => addMappingTo(text, mapping));
      log.info(`Mapping written: ${mappingPath}`);
    },
    readConsent: async (mapped) => (await readConsent(await open(), mapped)).consent,
    giveConsent: async (mapped) => {
      const publishing = await open();
      const { consent, subject } = await readConsent(publishing, mapped);
      if (consent === 'open' && subject) await publishing.consentPrompt.give(subject);
    },
    readPublishing: async (mapped, signal) => {
      const publishing = await open();
      return readWhole(publishing, await requireWhole(publishing, mapped), signal);
    },
    publish: (mapped, decide, signal) => {
      const request = async (): Promise<FolderRequest> => {
        const publishing = await open();
        if ((await readConsent(publishing, mapped)).consent !== 'given') return 'nothing';
        return publishWhole(publishing, await requireWhole(publishing, mapped), decide, signal);
      };
      const next = last.catch(() => undefined).then(request);
      last = next;
      return next;
    },
  };
}

/** Lists the folders on disk that mappings publish to the bucket and domain of a plan. */
async function listOwn(plan: OnboardingPlan, uploadDomain: string | undefined): Promise<readonly vscode.Uri[]> {
  if (!ownBucket(plan.origin) || !isTrusted()) return [];
  const isOwn = await ownTest(plan, uploadDomain);
  const listIn = async (owner: vscode.WorkspaceFolder) => {
    const { mappings } = await parseMappings((await readText(mappingUri(owner))) ?? '{"mappings": []}');
    return mappings.filter(isOwn).map(({ folder }) => vscode.Uri.joinPath(owner.uri, folder));
  };
  return (await Promise.all(foldersOnDisk().map(listIn))).flat();
}

/** Returns a function that tests whether a mapping publishes to the bucket and domain of a plan. */
async function ownTest(
  { origin, domain }: OnboardingPlan,
  uploadDomain: string | undefined,
): Promise<(mapping: Mapping) => boolean> {
  const bucket = ownBucket(origin);
  const { isMappedTo } = await loadEditing();
  // A mapping over the default domain would be refused if an upload domain is needed.
  const isFit = ({ bucket: at }: Mapping) => uploadDomain === undefined || at.uploadDomain === uploadDomain;
  return (mapping) => bucket !== undefined && isMappedTo(mapping, bucket, domain) && isFit(mapping);
}

/** Returns the folder as its mapping publishes it now, for the signed-in account. Resolves to `undefined` if no mapping does. */
async function findWhole(
  { mappingStore, deps }: Publishing,
  { plan, folder, uploadDomain }: PlanFolder,
): Promise<WholeFolder | undefined> {
  const { account } = deps.session;
  if (!account) throw new AppError('notSignedIn');
  await mappingStore.update();
  const isOwn = await ownTest(plan, uploadDomain);
  const found = mappingStore.folders.find(({ uri, mapping }) => uri.toString() === folder && isOwn(mapping));
  return found && { ...found, accountId: account.id, batch: `onboarding ${plan.domain} ${folder}` };
}

async function requireWhole(publishing: Publishing, mapped: PlanFolder): Promise<WholeFolder> {
  const whole = await findWhole(publishing, mapped);
  if (!whole) throw new AppError('invalidInput', { subject: mapped.folder });
  return whole;
}

async function readConsent(
  publishing: Publishing,
  mapped: PlanFolder,
): Promise<{ readonly consent: FolderConsent; readonly subject?: ConsentSubject }> {
  const whole = await findWhole(publishing, mapped);
  if (!whole || actOnSave(whole.mapping) !== 'upload') return { consent: 'byHand' };
  const subject = await findSubject(publishing, whole, whole.accountId, 'upload');
  const state = await publishing.consentPrompt.recall(subject);
  if (state === 'given' || state === 'never') return { consent: state, subject };
  const isSeen = isAsWritten(mapped, whole) || isGivenWithout(mapped.plan.domain, subject, publishing);
  return { consent: isSeen ? 'open' : 'unseen', subject };
}

/** Returns whether a mapping equals the one that a run writes. Its domains may differ, since they only decide where copies are refreshed. */
function isAsWritten(mapped: PlanFolder, { mapping }: WholeFolder): boolean {
  const { domains: _domains, ...rest } = mapping;
  const { domains: _own, ...written } = toMapping(mapped, mapping.folder);
  const textOf = ({ bucket, ...more }: Omit<Mapping, 'domains'>) =>
    JSON.stringify([bucket.name, bucket.region, bucket.uploadDomain, Object.entries(more).sort()]);
  return textOf(rest) === textOf(written);
}

/** Returns whether the user agreed to the same mapping before the domain was added to it. */
function isGivenWithout(domain: string, subject: ConsentSubject, { consents }: Publishing): boolean {
  const domains = subject.mapping.domains.filter((name) => name !== domain);
  // Without any name it would mean all of them.
  return domains.length > 0 && consents.get({ ...subject, mapping: { ...subject.mapping, domains } }) === 'given';
}

function toMapping({ plan: { origin, domain, site }, uploadDomain, watch }: PlanFolder, folder: string): Mapping {
  const bucket = ownBucket(origin);
  // A mapping names a bucket and concrete hosts, which other origins and wildcards do not have.
  if (!bucket || domain.startsWith('.')) throw new AppError('invalidInput', { subject: showDomain(domain) });
  const { name, region } = bucket;
  return {
    folder,
    bucket: { name, region, ...(uploadDomain !== undefined && { uploadDomain }) },
    prefix: site?.routes?.base ?? '',
    domains: [domain],
    onSave: 'publish',
    ...(watch && { watch: ['**'] }),
  };
}
