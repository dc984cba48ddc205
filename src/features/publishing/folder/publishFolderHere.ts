import * as vscode from 'vscode';
import { isBuildOutput } from '../../../core/delivery/readFolder.js';
import { showDomain } from '../../../core/domainName.js';
import { AppError } from '../../../core/errors.js';
import { type Asking, type FormUi, type Question, runForm } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import { bucketOfSource } from '../../../core/oss/binding.js';
import { throughUploadDomain } from '../../../core/oss/bucketAddress.js';
import { listBucketsToChoose } from '../../../core/oss/knownBuckets.js';
import { listPinned } from '../../../core/oss/pinnedBuckets.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import { parsePrefix } from '../../../core/publishing/mapping/fieldParsers.js';
import { mappingPath, type OnSave } from '../../../core/publishing/mapping/mapping.js';
import { listOwnDomains } from '../../../core/publishing/refresh/domainCache.js';
import { listText } from '../../../core/text/plainText.js';
import { type CdnTarget, executeCommand } from '../../../host/commandIds.js';
import { showWarning } from '../../../host/display.js';
import { pickFolder } from '../../../host/prompts/folderRows.js';
import { pickBucket } from '../../../host/prompts/pickBucket.js';
import { folderIn, loadEditing, requireTrust, rewriteMapping } from '../mapping/editMapping.js';
import { foldersOnDisk } from '../mapping/mappingFile.js';
import { listFilesBelow } from '../mapping/paths.js';
import type { Publishing } from '../services.js';

interface Answers {
  /** A URI text. */
  readonly folder: string;
  readonly prefix: string;
  /** Empty for every domain of the bucket. */
  readonly domains: readonly string[];
  readonly when: When;
}

/** When changed files are published; `builds` includes files written by programs. */
type When = OnSave | 'builds';

/** Maps a workspace folder to a bucket, folder or domain that is already online, then publishes it after the usual consent. */
export async function publishFolderHere(publishing: Publishing, target: CdnTarget | undefined): Promise<void> {
  if (foldersOnDisk().length === 0) return offerToOpenFolder();
  requireTrust();
  const place = await findPublishPlace(publishing, target);
  if (!place) return;
  if (place.domains.length === 0) return offerToOnboard(place.bucket);
  const answers = await runForm(questionsOf(publishing, place), publishing.deps.ui, {
    ...(place.domains.length === 1 && { given: { domains: place.domains } }),
  });
  const { folder, prefix, domains, when } = answers ?? {};
  if (!folder || prefix === undefined || !domains || !when) return;
  const uri = vscode.Uri.parse(folder);
  const owner = vscode.workspace.getWorkspaceFolder(uri);
  if (owner?.uri.scheme !== 'file') throw new AppError('invalidInput', { subject: folder });
  const bucket = throughUploadDomain(publishing.deps.board.runs, place.bucket);
  const { addMappingTo } = await loadEditing();
  const timing = when === 'builds' ? ({ onSave: 'publish', watch: ['**'] } as const) : { onSave: when };
  const mapping = { folder: folderIn(owner, uri), bucket, prefix, domains, ...timing };
  await rewriteMapping(owner, (text) => addMappingTo(text, mapping));
  publishing.deps.log.info(`Mapping written: ${mappingPath}`);
  // A separate output file.
  const { publishFolder } = await import('./publishFolder.js');
  await publishFolder(publishing, [folder]);
}

function questionsOf({ deps }: Publishing, place: PublishPlace): readonly Question<Answers>[] {
  const { bucket } = place;
  return [
    {
      id: 'folder',
      ask: (ui, _answers, { earlier, ...at }) => {
        const notes = [
          l10n.t('Its files are published to bucket {0}; nothing is sent without your consent', bucket.name),
        ];
        return pickFolder(ui, { ...at, notes, ...(earlier !== undefined && { selected: earlier }) });
      },
    },
    {
      id: 'prefix',
      ask: async (ui, _answers, { earlier, ...at }) => {
        const reply = await ui.input({
          ...at,
          title: l10n.t('Folder in the Bucket'),
          prompt: l10n.t('Prefix of the object names; leave empty for the root of the bucket'),
          placeholder: 'docs/',
          value: earlier ?? place.prefix,
          validate: (text) =>
            parsePrefix(text.trim()) === undefined ? l10n.t('Object names cannot begin with this') : undefined,
        });
        return reply.kind === 'value' ? { ...reply, value: parsePrefix(reply.value.trim()) ?? '' } : reply;
      },
    },
    { id: 'domains', ask: (ui, _answers, asking) => askDomains(ui, place, asking) },
    {
      id: 'when',
      ask: async (ui, { folder }, asking) =>
        askWhen(ui, asking, folder !== undefined && (await isBuilt(vscode.Uri.parse(folder), deps))),
    },
  ];
}

function askDomains(ui: FormUi, { domains, domain }: PublishPlace, { step, total }: Asking<readonly string[]>) {
  const rows = domains.map((name) => ({ label: name, value: [name] as readonly string[] }));
  const all = {
    label: l10n.t('All Domains of the Bucket'),
    detail: listText(domains),
    value: [] as readonly string[],
  };
  const own = rows.find(({ label }) => label === domain);
  return ui.pick({
    step,
    total,
    title: l10n.t('Domains to Refresh'),
    placeholder: l10n.t('Choose the domain where visitors see the published files'),
    items: [all, ...rows],
    ...(own && { preset: own.value }),
  });
}

/** Returns whether a build writes this folder: by its name, else by its file names. */
async function isBuilt(folder: vscode.Uri, { files }: Publishing['deps']): Promise<boolean> {
  if (isBuildOutput(folder.path, [])) return true;
  const below = await listFilesBelow(folder, files);
  return isBuildOutput(
    folder.path,
    below.files.map(({ path }) => path),
  );
}

function askWhen(ui: FormUi, { earlier, step, total }: Asking<When>, built: boolean) {
  const recommended = { description: l10n.t('recommended') };
  return ui.pick<When>({
    step,
    total,
    title: l10n.t('When to Publish'),
    placeholder: l10n.t('Choose when changed files are published'),
    items: [
      ...(built
        ? [
            {
              label: l10n.t('On Every Save and After Each Build'),
              ...recommended,
              detail: l10n.t('More than 50 files at once, and what a branch switch changes, wait for your consent'),
              value: 'builds',
            } as const,
          ]
        : []),
      {
        label: l10n.t('On Every Save'),
        ...(!built && recommended),
        detail: l10n.t('Saving a file uploads it and refreshes it on CDN'),
        value: 'publish',
      },
      {
        label: l10n.t('Only When I Run Publish'),
        detail: l10n.t('Saving a file does nothing; Publish File and Publish Folder upload it'),
        value: 'off',
      },
    ],
    ...(earlier && { preset: earlier }),
  });
}

async function offerToOpenFolder(): Promise<void> {
  const open = l10n.t('Open Folder…');
  const pressed = await showWarning(l10n.t('Open the folder of your site first, then publish it'), open);
  if (pressed === open) await vscode.commands.executeCommand('vscode.openFolder');
}

async function offerToOnboard(bucket: BucketRef): Promise<void> {
  const onboard = l10n.t('Accelerate Bucket with CDN…');
  const message = l10n.t('No online CDN domain of this account uses this bucket as its origin: {0}', bucket.name);
  if ((await showWarning(message, onboard)) === onboard)
    await executeCommand('ossCdn.onboard', { ...bucket, publishes: true });
}

/** The target of a folder: the bucket, the prefix of the row, and the domains that serve the bucket. */
interface PublishPlace {
  readonly bucket: BucketRef;
  readonly prefix: string;
  readonly domains: readonly string[];
  /** The domain of the clicked row. */
  readonly domain?: string;
}

/** The target of a row, or a bucket that the user chooses; `undefined` if there is none. */
async function findPublishPlace(
  { deps }: Publishing,
  target: CdnTarget | undefined,
): Promise<PublishPlace | undefined> {
  const { cdn, oss } = await deps.session.cloud();
  const { signal } = new AbortController();
  const toPlace = async (bucket: BucketRef, prefix: string) => ({
    bucket: { name: bucket.name, region: bucket.region },
    prefix,
    domains: await listOwnDomains(cdn, bucket, signal),
  });
  if (target === undefined) {
    const question = { title: l10n.t('Publish a Folder'), placeholder: l10n.t('Choose the bucket to publish to') };
    const bucket = await pickBucket(deps, question, async (work) => {
      const [buckets, served] = await Promise.all([
        listBucketsToChoose(oss, listPinned(deps), work),
        cdn.listDomains(work).catch(() => []),
      ]);
      return buckets.map((each) => ({ ...each, description: describeBucket(each, served) }));
    });
    return bucket && toPlace(bucket, '');
  }
  if (typeof target !== 'string') {
    if (!('key' in target)) return toPlace(target, '');
    return toPlace(target.bucket, target.key.slice(0, target.key.lastIndexOf('/') + 1));
  }
  const domain = await cdn.readDomain(target, signal);
  const bucket = domain?.sources.flatMap((source) => bucketOfSource(source) ?? [])[0];
  if (bucket) return { ...(await toPlace(bucket, '')), domain: target };
  void showWarning(l10n.t('The origin of this domain is not an OSS bucket: {0}', showDomain(target)));
  return undefined;
}

/** The domains of a bucket, then its region. */
function describeBucket({ name, region }: BucketRef, domains: readonly CdnDomain[]): string {
  const served = domains.filter(({ sources }) => sources.some((source) => bucketOfSource(source)?.name === name));
  return [...served.map((each) => showDomain(each.name)), region].join(' · ');
}
