import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { showDomain } from '../../../core/domainName.js';
import { AppError } from '../../../core/errors.js';
import { type Question, runForm } from '../../../core/form.js';
import { throughUploadDomain } from '../../../core/onboarding/run/bucketAddress.js';
import { bucketOfSource } from '../../../core/oss/binding.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import { parsePrefix } from '../../../core/publishing/mapping/fieldParsers.js';
import { mappingPath } from '../../../core/publishing/mapping/mapping.js';
import { listOwnDomains } from '../../../core/publishing/refresh/domainCache.js';
import { type CdnTarget, executeCommand } from '../../../host/commandIds.js';
import { showWarning } from '../../../host/display.js';
import { listFolderRows } from '../../../host/folderRows.js';
import { folderIn, loadEditing, requireTrust, rewriteMapping } from '../mapping/editMapping.js';
import { foldersOnDisk } from '../mapping/mappingFile.js';
import type { Publishing } from '../services.js';
import { publishFolder } from './publishFolder.js';

/** Where a folder is to go: the bucket, the prefix that the row stands for, and the domains that serve the bucket. */
interface Place {
  readonly bucket: BucketRef;
  readonly prefix: string;
  readonly domains: readonly string[];
  /** The domain whose row it was. */
  readonly domain?: string;
}

interface Answers {
  readonly folder: vscode.Uri;
  readonly prefix: string;
  /** None stands for every one of the bucket. */
  readonly domains: readonly string[];
}

const { signal } = new AbortController();

/** Maps a folder of the workspace to a bucket, folder or domain that is online already, then publishes it after the usual consent. */
export async function publishFolderHere(publishing: Publishing, target: CdnTarget | undefined): Promise<void> {
  if (foldersOnDisk().length === 0) return offerToOpenFolder();
  requireTrust();
  const place = await findPlace(publishing, target);
  if (!place) return;
  if (place.domains.length === 0) return offerToOnboard(place.bucket);
  const answers = await runForm(questionsOf(place), publishing.deps.ui, {
    ...(place.domains.length === 1 && { given: { domains: place.domains } }),
  });
  const { folder, prefix, domains } = answers ?? {};
  if (!folder || prefix === undefined || !domains) return;
  const owner = vscode.workspace.getWorkspaceFolder(folder);
  if (owner?.uri.scheme !== 'file') throw new AppError('invalidInput', { subject: folder.toString() });
  const bucket = throughUploadDomain(publishing.deps.board.runs, place.bucket);
  const { addMappingTo } = await loadEditing();
  const mapping = { folder: folderIn(owner, folder), bucket, prefix, domains, onSave: 'publish' } as const;
  await rewriteMapping(owner, (text) => addMappingTo(text, mapping));
  publishing.deps.log.info(`Mapping written: ${mappingPath}`);
  await publishFolder(publishing, [folder.toString()]);
}

async function findPlace({ deps }: Publishing, target: CdnTarget | undefined): Promise<Place | undefined> {
  const { cdn } = await deps.session.cloud();
  const toPlace = async (bucket: BucketRef, prefix: string) => ({
    bucket: { name: bucket.name, region: bucket.region },
    prefix,
    domains: await listOwnDomains(cdn, bucket, signal),
  });
  if (target === undefined) {
    const bucket = await chooseBucket(deps);
    return bucket && toPlace(bucket, '');
  }
  if (typeof target !== 'string') {
    if (!('key' in target)) return toPlace(target, '');
    return toPlace(target.bucket, target.key.slice(0, target.key.lastIndexOf('/') + 1));
  }
  const domain = await cdn.readDomain(target, signal);
  const bucket = domain?.sources.flatMap((source) => bucketOfSource(source) ?? [])[0];
  if (bucket) return { ...(await toPlace(bucket, '')), domain: target };
  void showWarning(l10n.t('The origin of this domain is no OSS bucket: {0}', showDomain(target)));
  return undefined;
}

async function chooseBucket({ session, ui }: Publishing['deps']): Promise<BucketRef | undefined> {
  const { oss } = await session.cloud();
  const reply = await ui.pick({
    title: l10n.t('Publish a Folder'),
    placeholder: l10n.t('Choose the bucket to publish to'),
    items: oss
      .listBuckets(signal)
      .then(({ buckets }) =>
        buckets.map(({ name, region }) => ({ label: name, description: region, value: { name, region } })),
      ),
  });
  return reply.kind === 'value' ? reply.value : undefined;
}

function questionsOf(place: Place): readonly Question<Answers>[] {
  const { bucket, domains, domain } = place;
  return [
    {
      id: 'folder',
      ask: (ui, _answers, { earlier: _earlier, ...at }) =>
        ui.pick({
          ...at,
          title: l10n.t('Folder to Publish'),
          placeholder: l10n.t('Choose the folder of your site'),
          notes: [l10n.t('Its files go to the bucket {0}; nothing is sent before you agree', bucket.name)],
          items: listFolderRows(),
        }),
    },
    {
      id: 'prefix',
      ask: async (ui, _answers, { earlier, ...at }) => {
        const reply = await ui.input({
          ...at,
          title: l10n.t('Folder in the Bucket'),
          prompt: l10n.t('What the names of the objects begin with; empty for the top of the bucket'),
          placeholder: 'docs/',
          value: earlier ?? place.prefix,
          validate: (text) =>
            parsePrefix(text.trim()) === undefined ? l10n.t('No object name can begin with this') : undefined,
        });
        return reply.kind === 'value' ? { ...reply, value: parsePrefix(reply.value.trim()) ?? '' } : reply;
      },
    },
    {
      id: 'domains',
      ask: (ui, _answers, { earlier: _earlier, ...at }) => {
        const rows = domains.map((name) => ({ label: name, value: [name] as readonly string[] }));
        const all = {
          label: l10n.t('All Domains of the Bucket'),
          detail: domains.join(', '),
          value: [] as readonly string[],
        };
        const own = rows.find(({ label }) => label === domain);
        return ui.pick({
          ...at,
          title: l10n.t('Domains to Refresh'),
          placeholder: l10n.t('Choose where visitors see the published files'),
          items: [all, ...rows],
          ...(own && { preset: own.value }),
        });
      },
    },
  ];
}

async function offerToOpenFolder(): Promise<void> {
  const open = l10n.t('Open Folder…');
  const pressed = await showWarning(l10n.t('Open the folder of your site first, then publish it'), open);
  if (pressed === open) await vscode.commands.executeCommand('vscode.openFolder');
}

async function offerToOnboard(bucket: BucketRef): Promise<void> {
  const onboard = l10n.t('Accelerate Bucket with CDN…');
  const message = l10n.t('No online CDN domain of this account has this bucket as origin: {0}', bucket.name);
  if ((await showWarning(message, onboard)) === onboard) await executeCommand('ossCdn.onboard', bucket);
}
