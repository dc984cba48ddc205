import * as vscode from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { registerCommand } from '../../host/commands.js';
import { consoleLinks } from '../../host/consoleLinks.js';
import type { FeatureDeps } from '../../host/deps.js';

type Deps = Pick<FeatureDeps, 'session' | 'ui' | 'settings' | 'log'>;

/** The commands on a bucket or a CDN domain; each asks which one when it is not told. */
export function registerCloudCommands(deps: Deps): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(deps, 'ossCdn.copyInternetDomain', async (given) => {
      const bucket = given ?? (await chooseBucket(deps));
      if (bucket) await copy(internetDomain(bucket));
    }),
    registerCommand(deps, 'ossCdn.openBucketConsole', async (given) => {
      const bucket = given ?? (await chooseBucket(deps));
      if (bucket) await open(links(deps).bucket(bucket));
    }),
    registerCommand(deps, 'ossCdn.copyCname', async (given) => {
      const domain = given === undefined ? await chooseDomain(deps) : await readDomain(deps, given);
      if (domain) await copy(cnameOf(domain));
    }),
    registerCommand(deps, 'ossCdn.openCdnConsole', async (given) => {
      const name = given ?? (await chooseDomain(deps))?.name;
      if (name !== undefined) await open(links(deps).cdnDomain(name));
    }),
  );
}

/** The host name under which the Internet reaches a bucket. */
export function internetDomain({ name, region }: BucketRef): string {
  return `${name}.oss-${region}.aliyuncs.com`;
}

async function chooseBucket({ session, ui }: Deps): Promise<BucketRef | undefined> {
  const { oss } = await session.cloud();
  const work = new AbortController();
  const reply = await ui.pick<BucketRef>({
    title: vscode.l10n.t('Bucket'),
    placeholder: vscode.l10n.t('Choose a bucket'),
    items: oss
      .listBuckets(work.signal)
      .then(({ buckets }) =>
        buckets.map(({ name, region }) => ({ label: name, description: region, value: { name, region } })),
      ),
  });
  work.abort();
  return reply.kind === 'value' ? reply.value : undefined;
}

async function chooseDomain({ session, ui }: Deps): Promise<CdnDomain | undefined> {
  const { cdn } = await session.cloud();
  const work = new AbortController();
  const reply = await ui.pick<CdnDomain>({
    title: vscode.l10n.t('CDN Domain'),
    placeholder: vscode.l10n.t('Choose a CDN domain'),
    items: cdn
      .listDomains(work.signal)
      .then((domains) => domains.map((domain) => ({ label: showDomain(domain.name), value: domain }))),
  });
  work.abort();
  return reply.kind === 'value' ? reply.value : undefined;
}

async function readDomain({ session }: Deps, name: string): Promise<CdnDomain> {
  const { cdn } = await session.cloud();
  const domain = await cdn.readDomain(name, new AbortController().signal);
  if (!domain) throw new AppError('domainNotFound', { subject: showDomain(name) });
  return domain;
}

function cnameOf({ name, cname }: CdnDomain): string {
  if (cname === undefined) throw new AppError('domainBusy', { subject: showDomain(name) });
  return cname;
}

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied: {0}', text), 3000);
}

async function open(url: string): Promise<void> {
  await vscode.env.openExternal(vscode.Uri.parse(url, true));
}

function links({ settings }: Deps) {
  return consoleLinks(settings.get('console'));
}
