import { applyEdits, type FormattingOptions, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import { AppError } from '../../errors.js';
import { type Mapping, mappingPath } from './mapping.js';
import { parseMappingFile } from './parseMapping.js';

/**
 * Adds a mapping to the text of a mapping file without changing its comments and layout. Throws `badFile` if the text has problems, or if the folder already
 * has another target.
 */
export function addMappingTo(text: string | undefined, mapping: Mapping): string {
  const before = text?.trim() ? text : '{\n  "mappings": []\n}\n';
  const file = parseMappingFile(before);
  if (file.problems.length > 0) throw new AppError('badFile', { subject: mappingPath, code: 'mappingProblems' });
  if (file.mappings.some((other) => isSame(other, mapping))) return before;
  const at = file.mappings.findIndex(({ folder }) => folder === mapping.folder);
  const merged = at < 0 ? undefined : mergeDomains(file.mappings[at], mapping);
  const after = merged
    ? withUpload(withDomains(before, at, merged), at, mapping)
    : change(before, ['mappings', file.mappings.length], toJson(mapping), true);
  if (parseMappingFile(after).problems.length > 0)
    throw new AppError('badFile', { subject: mappingPath, code: 'mappingConflict' });
  return after;
}

/** Options of the cache rules to add: the comment above those for names with a hash, and `imageMaxAge` as in `listCacheRules`. */
interface CacheRuleOptions {
  readonly comment: string;
  readonly imageMaxAge?: number;
}

/**
 * Adds the usual cache rules to the mapping of this folder. Returns the text unchanged if the mapping already has a rule for Cache-Control. Throws `badFile`
 * if the text has problems or the folder has no mapping.
 */
export function addCacheRulesTo(text: string, folder: string, { comment, imageMaxAge }: CacheRuleOptions): string {
  const file = parseMappingFile(text);
  const at = file.mappings.findIndex((mapping) => mapping.folder === folder);
  const mapping = file.mappings[at];
  if (file.problems.length > 0 || !mapping) {
    throw new AppError('badFile', { subject: mappingPath, code: 'mappingProblems' });
  }
  const { headers } = mapping;
  if (headers?.some((rule) => 'cache-control' in rule.headers)) return text;
  const rules = listCacheRules(imageMaxAge);
  // First, so that the user's own rules still win.
  const after = headers
    ? rules.toReversed().reduce((before, rule) => change(before, ['mappings', at, 'headers', 0], rule, true), text)
    : change(text, ['mappings', at, 'headers'], rules);
  return explain(after, ['mappings', at, 'headers', rules.indexOf(hashedNames)], comment);
}

/** Inserts a comment line above the value at this path. */
function explain(text: string, path: (string | number)[], comment: string): string {
  const root = parseTree(text);
  const offset = (root && findNodeAtLocation(root, path))?.offset ?? 0;
  const lead = /(\r?\n)([ \t]*)$/.exec(text.slice(0, offset));
  return lead ? `${text.slice(0, offset)}// ${comment}${lead[0]}${text.slice(offset)}` : text;
}

/**
 * Changes the folders of mappings after a folder was renamed, including mappings of its subfolders. Throws `badFile` if the text has problems before or
 * after the change.
 */
export function renameFolderIn(text: string, from: string, to: string): string {
  const { mappings, problems } = parseMappingFile(text);
  if (problems.length > 0) throw new AppError('badFile', { subject: mappingPath, code: 'mappingProblems' });
  const after = mappings.reduce((before, { folder }, at) => {
    if (folder !== from && !folder.startsWith(`${from}/`)) return before;
    return change(before, ['mappings', at, 'folder'], to + folder.slice(from.length));
  }, text);
  if (parseMappingFile(after).problems.length > 0)
    throw new AppError('badFile', { subject: mappingPath, code: 'mappingConflict' });
  return after;
}

/** Returns whether a mapping publishes to this bucket at this domain. A mapping without domains covers every domain of the bucket. */
export function isMappedTo(
  { bucket: { name, region }, domains }: Mapping,
  bucket: { name: string; region: string },
  domain: string,
): boolean {
  return name === bucket.name && region === bucket.region && (domains.length === 0 || domains.includes(domain));
}

/** Sets the domains of a mapping. A mapping that covers all domains keeps its empty list. */
function withDomains(text: string, at: number, domains: readonly string[]): string {
  const isNamed = parseMappingFile(text).mappings[at]?.domains.length !== 0;
  return isNamed ? change(text, ['mappings', at, 'domains'], domains.length === 0 ? undefined : domains) : text;
}

/** Adds an upload domain to the existing mapping. Never removes the existing upload domain. */
function withUpload(text: string, at: number, { bucket: { uploadDomain } }: Mapping): string {
  return uploadDomain === undefined ? text : change(text, ['mappings', at, 'uploadDomain'], uploadDomain);
}

function isSame(left: Mapping, right: Mapping): boolean {
  const { uploadDomain } = right.bucket;
  return (
    (uploadDomain === undefined || uploadDomain === left.bucket.uploadDomain) &&
    left.folder === right.folder &&
    left.prefix === right.prefix &&
    sameBucket(left, right) &&
    (right.domains.length === 0
      ? left.domains.length === 0
      : right.domains.every((domain) => isMappedTo(left, right.bucket, domain)))
  );
}

function sameBucket({ bucket: left }: Mapping, { bucket: right }: Mapping): boolean {
  return left.name === right.name && left.region === right.region;
}

/** The same folder and target may gain a domain. A mapping for all domains stays one for all. Another target is a conflict for the user. */
function mergeDomains(present: Mapping | undefined, added: Mapping): readonly string[] | undefined {
  if (!present || !sameBucket(present, added) || present.prefix !== added.prefix) return undefined;
  const isAll = present.domains.length === 0 || added.domains.length === 0;
  return isAll ? [] : [...new Set([...present.domains, ...added.domains])];
}

function change(text: string, path: (string | number)[], value: unknown, isArrayInsertion = false): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const formattingOptions: FormattingOptions = { ...indentOf(text), eol };
  return applyEdits(text, modify(text, path, value, { formattingOptions, isArrayInsertion }));
}

function indentOf(text: string): FormattingOptions {
  const root = parseTree(text);
  const first = root?.children?.[0];
  const lead = first ? /\n([ \t]+)$/.exec(text.slice(0, first.offset))?.[1] : undefined;
  return lead?.startsWith('\t')
    ? { insertSpaces: false, tabSize: 1 }
    : { insertSpaces: true, tabSize: lead?.length ?? 2 };
}

function toJson({ folder, bucket, prefix, domains, onSave, watch }: Mapping): unknown {
  const { name, region, uploadDomain } = bucket;
  const upload = uploadDomain === undefined ? {} : { uploadDomain };
  const named = domains.length > 0 ? { domains } : {};
  return { folder: folder || '.', bucket: name, region, ...upload, prefix, ...named, onSave, ...(watch && { watch }) };
}

/** A rule of a mapping that sets how long browsers keep the files that match these patterns. */
interface CacheRule {
  readonly files: string | readonly string[];
  readonly cacheControl: string;
}

const hex = '[0-9a-f]';
const other = '[^.-]';
/** A pattern of eight characters with a capital at one of these places, but not the first: no plain word or date. */
const mixed = (...places: number[]) =>
  `{${places.map((at) => `${other.repeat(at)}[A-Z]${other.repeat(7 - at)}`).join()}}`;

/**
 * Scripts, style sheets, fonts and images with a content hash in their names. A name wrongly taken for one keeps a stale file in browsers for a year. So
 * images, whose names carry dates, need a longer hash, and Vite's short hashes count only in `assets`.
 */
const hashedNames: CacheRule = {
  files: [
    `*[.-]${hex.repeat(8)}*.{js,mjs,css,map,woff2,woff}`,
    `*[.-]${hex.repeat(10)}*.{png,jpg,jpeg,webp,avif,gif,svg}`,
    `assets/**/*-${mixed(1, 2, 3, 4)}.{js,mjs,css}`,
    `assets/**/*-${mixed(5, 6, 7)}.{js,mjs,css}`,
  ],
  cacheControl: 'public, max-age=31536000, immutable',
};

/** Pages name the assets that belong to them, so browsers ask for the current page each time. */
const pages: CacheRule = { files: '*.html', cacheControl: 'no-cache' };

const images = '*.{png,jpg,jpeg,webp,avif,gif,svg,ico}';

/**
 * Returns the rules that Add Cache Rules writes into a mapping. `imageMaxAge` is how long browsers keep images without a hash in their name, in s. If it is
 * `undefined`, there is no rule for these images and each browser decides.
 */
function listCacheRules(imageMaxAge?: number): readonly CacheRule[] {
  const forImages =
    imageMaxAge === undefined ? [] : [{ files: images, cacheControl: `public, max-age=${imageMaxAge}` }];
  // The last rule for a file wins, and images may have a hash in their names.
  return [...forImages, hashedNames, pages];
}
