import { Uri, workspace } from 'vscode';
import { mostSiteFiles, proposeSite, type SiteFiles, type SiteProposal } from '../../../core/delivery/readFolder.js';
import { hasLinks, readBase, readLinks, type WrittenLink } from '../../../core/delivery/siteLinks.js';
import { isWildcard, sameHost } from '../../../core/dns/hostNames.js';
import { listPages } from '../../../core/oss/listPages.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { FilePort } from '../../../core/ports/local.js';
import type { BucketRef, ObjectPage, OssPort } from '../../../core/ports/oss.js';
import { listInWorkspace } from '../../../core/publishing/mapping/listUploadable.js';

/** The dependencies of proposing a site. */
export interface SiteMeans {
  readonly files: Pick<FilePort, 'list' | 'read' | 'realPath'>;
  /** Reads the first 1,000 objects of a bucket. */
  firstPage(bucket: BucketRef): Promise<ObjectPage>;
  readonly ownDomains: Promise<readonly CdnDomain[]>;
  /** Runs a lookup with a time limit of some seconds. Resolves to `undefined` if the lookup takes longer. */
  look<T>(ask: (stop: AbortSignal) => Promise<T>): Promise<T | undefined>;
}

/** The place for which the site is proposed: the domain, its bucket, and the folder that is published to it, if any. */
interface SiteHome {
  readonly domain?: string | undefined;
  readonly bucket?: BucketRef | undefined;
  readonly folder: string | undefined;
}

/**
 * Returns a function that proposes the site from the folder to publish or, without a folder, from the first page of objects in the bucket. Each is read
 * once.
 */
export function openSiteSource({ files, firstPage, ownDomains, look }: SiteMeans) {
  const ofFolder = keptBy((folder: string) => look((stop) => listSiteFiles(files, folder, stop)));
  return async ({ domain = '', bucket, folder }: SiteHome): Promise<SiteProposal> => {
    const ofBucket = async () => bucket && look(() => firstPage(bucket)).then((page) => page && toSiteFiles(page));
    const read = (folder === undefined ? ofBucket() : ofFolder(folder)).catch(() => undefined);
    const [found, own] = await Promise.all([read, ownDomains]);
    const present = own.find(({ name }) => sameHost(name, domain));
    // The folder of a wildcard is not published.
    const given = found && isWildcard(domain) ? { ...found, base: undefined } : found;
    const { site, reason } = proposeSite(given, { name: domain, httpsOn: present?.httpsOn ?? false });
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

/** The largest page that is read, in bytes. */
const mostPageBytes = 1024 * 1024;

/** This many pages show where a build expects to be. The form waits for them, and a large folder has thousands. */
const fewPages = 50;

/** Lists the publishable files of a folder. If `index.html` and `404.html` have the same size, also compares their content. */
async function listSiteFiles(files: SiteMeans['files'], folder: string, signal: AbortSignal): Promise<SiteFiles> {
  const listed = await listFolder(files, folder, signal);
  const sizeOf = (name: string) => listed.find(({ path }) => path === name)?.size;
  const size = sizeOf('index.html') ?? Number.POSITIVE_INFINITY;
  const mayBeSame = size <= mostPageBytes && size === sizeOf('404.html');
  const paths = listed.map(({ path }) => path);
  const few = listed.filter(({ path }) => hasLinks(path)).slice(0, fewPages);
  const links = await readFolderLinks(files, folder, few, untilLate(signal));
  return {
    paths,
    base: readBase(links, new Set(paths)),
    isSamePage: mayBeSame && (await hasSamePages(files, Uri.parse(folder, true))),
  };
}

function listFolder(files: Pick<FilePort, 'list' | 'realPath'>, folder: string, signal: AbortSignal) {
  const uri = Uri.parse(folder, true);
  const owner = workspace.getWorkspaceFolder(uri);
  const label = owner ? uri.path.slice(owner.uri.path.length).replace(/^\/+|\/+$/g, '') : '';
  return listInWorkspace(files, { path: uri.fsPath, label }, signal);
}

/** A folder (a URI text) that is published: the keys that its files will have, and the links in them. Files that are never published are left out. */
export async function readFolder(
  files: SiteMeans['files'],
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly keys: ReadonlySet<string>; readonly links: readonly WrittenLink[] }> {
  const listed = await listFolder(files, folder, signal);
  const links = await readFolderLinks(files, folder, listed, untilLate(signal));
  return { keys: new Set(listed.map(({ path }) => path)), links };
}

/** How long the links of a folder are read, in ms. Those of further files are not compared. */
const longestReadMs = 2_000;

function untilLate(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(longestReadMs)]);
}

async function readFolderLinks(
  files: Pick<FilePort, 'read' | 'realPath'>,
  folder: string,
  listed: Awaited<ReturnType<typeof listFolder>>,
  until: AbortSignal,
): Promise<readonly WrittenLink[]> {
  const read = listed.filter(({ path, size }) => size <= mostPageBytes && hasLinks(path)).slice(0, mostSiteFiles);
  const links: WrittenLink[] = [];
  // One file at a time, so that the editor can work in between.
  for (const { path } of read) {
    if (until.aborted) break;
    // A file that cannot be read is reported when it is published.
    const bytes = await readPage(files, Uri.joinPath(Uri.parse(folder, true), path)).catch(() => undefined);
    if (bytes) links.push(...readLinks(path, new TextDecoder().decode(bytes)));
  }
  return links;
}

async function readPage({ read, realPath }: Pick<FilePort, 'read' | 'realPath'>, page: Uri) {
  const path = await realPath(page.fsPath);
  return path === undefined ? undefined : read(path);
}

/** The most keys that are listed for a comparison. */
const mostKeys = 20_000;

/** Lists the first 20,000 keys of a bucket. */
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

async function hasSamePages(files: SiteMeans['files'], folder: Uri): Promise<boolean> {
  const names = ['index.html', '404.html'];
  const pages = await Promise.all(names.map((name) => readPage(files, Uri.joinPath(folder, name))));
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
