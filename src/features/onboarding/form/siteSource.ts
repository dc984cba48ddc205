import { Uri, workspace } from 'vscode';
import { proposeSite, type SiteFiles, type SiteProposal } from '../../../core/delivery/readFolder.js';
import { sameHost } from '../../../core/dns/hostNames.js';
import { listPages } from '../../../core/oss/listPages.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { FilePort } from '../../../core/ports/local.js';
import type { BucketRef, ObjectPage, OssPort } from '../../../core/ports/oss.js';
import { listInWorkspace } from '../../../core/publishing/mapping/listUploadable.js';

/** The data that a site type is derived from. */
export interface SiteMeans {
  readonly files: Pick<FilePort, 'list' | 'read' | 'realPath'>;
  /** The first 1,000 objects of a bucket. */
  firstPage(bucket: BucketRef): Promise<ObjectPage>;
  readonly ownDomains: Promise<readonly CdnDomain[]>;
  /** Limits a lookup to some seconds; then it is `undefined`. */
  look<T>(ask: (stop: AbortSignal) => Promise<T>): Promise<T | undefined>;
}

/** A domain that is to serve a site, with the folder that is published to it, if any, and the bucket. */
interface SiteHome {
  readonly domain?: string | undefined;
  readonly bucket?: BucketRef | undefined;
  readonly folder: string | undefined;
}

/** Proposes the site of the folder to publish, else of the bucket by its first page; each is read once. */
export function openSiteSource({ files, firstPage, ownDomains, look }: SiteMeans) {
  const ofFolder = keptBy((folder: string) => look((stop) => listSiteFiles(files, folder, stop)));
  return async ({ domain = '', bucket, folder }: SiteHome): Promise<SiteProposal> => {
    const ofBucket = async () => bucket && look(() => firstPage(bucket)).then((page) => page && toSiteFiles(page));
    const read = (folder === undefined ? ofBucket() : ofFolder(folder)).catch(() => undefined);
    const [found, own] = await Promise.all([read, ownDomains]);
    const present = own.find(({ name }) => sameHost(name, domain));
    const { site, reason } = proposeSite(found, { name: domain, httpsOn: present?.httpsOn ?? false });
    // A new domain has no visitors that rely on its cached copies.
    return { site: present ? site : { ...site, query: 'imagesKept' }, reason };
  };
}

function toSiteFiles({ objects, next }: ObjectPage): SiteFiles {
  const etags = new Map(objects.map(({ key, etag }) => [key, etag]));
  const first = etags.get('index.html');
  const isSamePage = first !== undefined && first === etags.get('404.html');
  return { paths: [...etags.keys()], isCut: next !== undefined, isSamePage };
}

/** The largest page, in bytes. */
const mostPageBytes = 1024 * 1024;

/** Lists the publishable files of a folder; compares its two pages if their sizes are equal. */
async function listSiteFiles(files: SiteMeans['files'], folder: string, signal: AbortSignal): Promise<SiteFiles> {
  const listed = await listFolder(files, folder, signal);
  const sizeOf = (name: string) => listed.find(({ path }) => path === name)?.size;
  const size = sizeOf('index.html') ?? Number.POSITIVE_INFINITY;
  const mayBeSame = size <= mostPageBytes && size === sizeOf('404.html');
  return {
    paths: listed.map(({ path }) => path),
    isSamePage: mayBeSame && (await hasSamePages(files, Uri.parse(folder, true))),
  };
}

function listFolder(files: Pick<FilePort, 'list' | 'realPath'>, folder: string, signal: AbortSignal) {
  const uri = Uri.parse(folder, true);
  const owner = workspace.getWorkspaceFolder(uri);
  const label = owner ? uri.path.slice(owner.uri.path.length).replace(/^\/+|\/+$/g, '') : '';
  return listInWorkspace(files, { path: uri.fsPath, label }, signal);
}

/** The future keys of a folder's files (a URI text), without files that are never published. */
export async function listFolderKeys(
  files: Pick<FilePort, 'list' | 'realPath'>,
  folder: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  return new Set((await listFolder(files, folder, signal)).map(({ path }) => path));
}

/** The most objects listed for a comparison. */
const mostKeys = 20_000;

/** The first 20,000 keys of a bucket. */
export async function listBucketKeys(
  oss: Pick<OssPort, 'listObjects'>,
  bucket: BucketRef,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for await (const objects of listPages(oss, bucket, '', signal)) {
    for (const { key } of objects) keys.add(key);
    if (keys.size >= mostKeys) break;
  }
  return keys;
}

async function hasSamePages({ read, realPath }: SiteMeans['files'], folder: Uri): Promise<boolean> {
  const pages = await Promise.all(
    ['index.html', '404.html'].map(async (name) => {
      const path = await realPath(Uri.joinPath(folder, name).fsPath);
      return path === undefined ? undefined : read(path);
    }),
  );
  const [first, other] = pages;
  return first !== undefined && first.length === other?.length && first.every((byte, at) => byte === other[at]);
}

/** Caches results by the key of what is given, but no failures. */
export function keptBy<Given, Answer>(
  ask: (given: Given) => Promise<Answer>,
  keyOf: (given: Given) => string = String,
) {
  const kept = new Map<string, Promise<Answer>>();
  return (given: Given): Promise<Answer> => {
    const key = keyOf(given);
    const answer = kept.get(key) ?? ask(given);
    kept.set(key, answer);
    answer.catch(() => kept.delete(key));
    return answer;
  };
}
