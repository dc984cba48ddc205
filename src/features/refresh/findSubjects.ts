import * as vscode from 'vscode';
import { isWildcard } from '../../core/dns/hostNames.js';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import { l10n } from '../../core/l10n.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { BucketRef } from '../../core/ports/oss.js';
import {
  type PatternRefusal,
  parseTypedPaths,
  parseTypedPattern,
  type TypedRefusal,
  toUrl,
} from '../../core/refresh/addresses.js';
import { countText } from '../../core/text/countText.js';
import { noticeText } from '../../core/text/plainText.js';
import { type CdnTarget, executeCommand } from '../../host/commandIds.js';
import { showWarning } from '../../host/display.js';
import type { MappedObject } from '../../host/mappedObjects.js';
import { pickDomain } from '../../host/prompts/pickDomain.js';
import { isTrusted } from '../../host/trust.js';
import type { RefreshDeps } from './refreshDeps.js';

/** How a command interprets its targets. */
export interface SubjectOptions {
  /** `files` replaces a folder by its files, `folder` uses the given folder or that of a file. */
  readonly as: 'files' | 'folder';
  /** For a domain alone, asks for a path. */
  readonly asksPath?: boolean;
  /** The command changes the cloud. */
  readonly changes?: boolean;
}

/** The targets of the command, the active file, or what the user names; `undefined` if cancelled or without a mapping. */
export async function findSubjects(
  deps: RefreshDeps,
  given: readonly CdnTarget[],
  taking: SubjectOptions,
): Promise<readonly Subject[] | undefined> {
  if (!deps.session.account) throw new AppError('notSignedIn');
  if (given.length === 0) return findActive(deps, taking);
  const found: Subject[] = [];
  for (const target of given) {
    const subjects = await toSubjects(deps, target, taking);
    if (!subjects) return undefined;
    for (const subject of subjects) found.push(subject);
  }
  return found;
}

async function findActive(deps: RefreshDeps, taking: SubjectOptions): Promise<readonly Subject[] | undefined> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const found = uri && (await findInWorkspace(deps, uri, taking));
  if (found?.length) return mayUse(taking) ? found : undefined;
  return askSubject(deps, undefined, taking);
}

async function toSubjects(
  deps: RefreshDeps,
  target: CdnTarget,
  taking: SubjectOptions,
): Promise<readonly Subject[] | undefined> {
  if (typeof target === 'string') {
    if (target.includes(':')) return fromWorkspace(deps, vscode.Uri.parse(target, true), taking);
    if (taking.asksPath) return askSubject(deps, target, taking);
    return [{ kind: 'path', domain: target, path: '/', name: target }];
  }
  const { bucket, key } = 'key' in target ? target : { bucket: target, key: '' };
  const wanted = taking.as === 'folder' ? folderOf(key) : key;
  // Mappings of a workspace count only if it is trusted; the object itself was chosen by the user.
  const variants = taking.as === 'files' && isTrusted() ? await deps.mappedObjects.listVariants(bucket, key) : [];
  return [
    { kind: 'key', bucket, key: wanted, name: `${bucket.name}/${wanted}`, ...(variants.length > 0 && { variants }) },
  ];
}

async function fromWorkspace(deps: RefreshDeps, uri: vscode.Uri, taking: SubjectOptions) {
  const found = await findInWorkspace(deps, uri, taking);
  if (found.length > 0) return mayUse(taking) ? found : undefined;
  warnNotFound(uri, (await isFolder(uri)) && (await deps.mappedObjects.findFolder(uri)) !== undefined);
  return undefined;
}

async function findInWorkspace(
  { mappedObjects }: Pick<RefreshDeps, 'mappedObjects'>,
  uri: vscode.Uri,
  { as }: SubjectOptions,
): Promise<readonly KeySubject[]> {
  const folder = await isFolder(uri);
  if (folder && as === 'files') return (await mappedObjects.listBelow(uri)).map(toFileSubject);
  if (as === 'files') {
    const found = await mappedObjects.findFile(uri);
    return found ? [toFileSubject(found)] : [];
  }
  const found = await mappedObjects.findFolder(folder ? uri : vscode.Uri.joinPath(uri, '..'));
  return found ? [toFolderSubject(found)] : [];
}

function toFolderSubject({ mapping: { bucket, domains }, key, name }: MappedObject): KeySubject {
  return { kind: 'key', bucket, key, domains, name };
}

function toFileSubject(found: MappedObject): KeySubject {
  const { refreshVariants: variants } = found.mapping;
  return { ...toFolderSubject(found), ...(variants && { variants }), file: found.path };
}

/** Returns whether a path of the workspace is a folder; false for a missing one. */
async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    return false;
  }
}

/** A mapping file of an untrusted workspace must not change anything in the cloud. */
function mayUse({ changes }: SubjectOptions): boolean {
  if (!changes || isTrusted()) return true;
  const message = l10n.t('Nothing is refreshed from an untrusted workspace');
  void showWarning(message);
  return false;
}

/** A mapped folder may have no publishable file. */
function warnNotFound(uri: vscode.Uri, isMappedFolder: boolean): void {
  const open = l10n.t('Open Mapping File');
  const name = noticeText(vscode.workspace.asRelativePath(uri));
  const message = isMappedFolder
    ? l10n.t('The mapping publishes no file in this folder. Add files or change the mapping: {0}', name)
    : l10n.t('No mapping covers this: {0}', name);
  void showWarning(message, open).then((chosen) => {
    if (chosen === open) void executeCommand('ossCdn.openMapping');
  });
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}

/** Asks for a domain, unless given, and a path; for several paths if the command changes the cloud. */
async function askSubject(
  deps: RefreshDeps,
  given: string | undefined,
  taking: SubjectOptions,
): Promise<readonly PathSubject[] | undefined> {
  const domain = await findDomain(deps, given);
  const paths = domain && (await askPaths(deps, domain, taking));
  if (!domain || !paths) return undefined;
  return paths.map((path) => ({ kind: 'path', domain: domain.name, path, name: domain.name + path }));
}

/** Asks for a domain, unless given, and a pattern; returns its URL. */
export async function askPattern(deps: RefreshDeps, given: string | undefined): Promise<string | undefined> {
  if (!deps.session.account) throw new AppError('notSignedIn');
  const domain = await findDomain(deps, given);
  if (!domain) return undefined;
  const reply = await deps.ui.input({
    title: l10n.t('Pattern on {0}', domain.name),
    prompt: l10n.t('Enter a path with [0-9], [a-z], [^/]*, or .* in it, such as /img/.*.png, or its URL'),
    validate: (text) => {
      const typed = parseTypedPattern(text, domain);
      return 'refusal' in typed ? patternSentences[typed.refusal](domain.name) : undefined;
    },
  });
  const typed = reply.kind === 'value' ? parseTypedPattern(reply.value, domain) : undefined;
  return typed && 'path' in typed ? toUrl(domain, typed.path) : undefined;
}

const otherHost = (domain: string) => l10n.t('This URL is not on {0}', domain);
const tooLong = () => l10n.t('CDN takes paths of at most 1,024 characters');

const patternSentences = {
  otherHost,
  otherExpression: () =>
    l10n.t(
      'CDN takes only [0-9], [a-z], [^/]*, and .* in a pattern, and no query. Percent-encode other signs, and enter one pattern',
    ),
  noExpression: () => l10n.t('Use at least one of [0-9], [a-z], [^/]*, and .*, or refresh the path instead'),
  tooLong,
} satisfies Record<PatternRefusal, (domain: string) => string>;

async function findDomain(deps: RefreshDeps, given: string | undefined): Promise<CdnDomain | undefined> {
  const labelOf = ({ name, status }: CdnDomain) => (status === 'online' && !isWildcard(name) ? name : undefined);
  if (given === undefined) return pickDomain(deps, labelOf, { title: l10n.t('Domain of the URL') });
  const { cdn } = await deps.session.cloud();
  const domain = await cdn.readDomain(given, new AbortController().signal);
  if (!domain) throw new AppError('domainNotFound', { subject: showDomain(given) });
  return domain;
}

async function askPaths(
  { ui }: RefreshDeps,
  domain: CdnDomain,
  taking: SubjectOptions,
): Promise<readonly string[] | undefined> {
  const parse = (text: string) => parseTypedPaths(text, domain, taking.as);
  const reply = await ui.input({
    title: l10n.t('Path on {0}', domain.name),
    prompt: promptText(taking),
    value: '/',
    validate: (text) => {
      const typed = parse(text);
      if ('refusal' in typed) return refusalText(typed.refusal, domain);
      return typed.paths.length > 1 && !taking.changes ? l10n.t('Enter one path or URL') : undefined;
    },
  });
  const typed = reply.kind === 'value' ? parse(reply.value) : undefined;
  return typed && 'paths' in typed ? typed.paths : undefined;
}

function promptText({ as, changes }: SubjectOptions): string {
  if (as === 'folder')
    return l10n.t('Enter a directory, such as /img/, or its URL. Separate up to 1,000 of them by spaces or lines');
  return changes
    ? l10n.t('Enter a path, such as /img/logo.png, or its URL. Separate up to 1,000 of them by spaces or lines')
    : l10n.t('Enter a path, such as /img/logo.png, or its URL');
}

/** The problem and, of several entries, which one. */
function refusalText(refusal: TypedRefusal, domain: CdnDomain): string {
  if (refusal.kind === 'tooMany')
    return l10n.t('At most 1,000 URLs are taken at once: these are {0}', countText(refusal.count));
  const { kind, entry, at, count } = refusal;
  const sentence = refusalSentences[kind](domain.name);
  if (count === 1) return sentence;
  return l10n.t('Entry {0} of {1} ({2}): {3}', countText(at), countText(count), noticeText(entry), sentence);
}

const refusalSentences = {
  noStart: () => l10n.t('Begin each entry with "/" or "https://", and write a space in a path as %20'),
  otherHost,
  tooLong,
  noSlash: () => l10n.t('A directory path must end with a slash'),
} satisfies Record<Exclude<TypedRefusal['kind'], 'tooMany'>, (domain: string) => string>;

/** An object. A key that ends in `/` or is empty means everything below it. */
export interface KeySubject {
  readonly kind: 'key';
  readonly bucket: BucketRef;
  readonly key: string;
  /** The domains of a mapping; absent for those with this bucket as origin. */
  readonly domains?: readonly string[];
  /** The mapping's further URLs, refreshed with each file. */
  readonly variants?: readonly string[];
  /** The file on disk, absolute. */
  readonly file?: string;
  /** Its display name. */
  readonly name: string;
}

/** A path at a domain. */
interface PathSubject {
  readonly kind: 'path';
  readonly domain: string;
  /** Percent-encoded; may contain a query. */
  readonly path: string;
  readonly name: string;
}

/** The subject of a command, before its domains are known. */
export type Subject = KeySubject | PathSubject;

/** Returns whether its bucket may be requested: a bucket from a mapping only if the workspace is trusted. */
export function mayAskBucket({ domains }: KeySubject, isTrusted: boolean): boolean {
  return domains === undefined || isTrusted;
}
