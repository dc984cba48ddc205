import { applyEdits, type FormattingOptions, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import { AppError } from '../../errors.js';
import { hashedNames, listCacheRules } from './browserCacheRules.js';
import { type Mapping, mappingPath } from './mapping.js';
import { parseMappingFile } from './parseMapping.js';

/**
 * Adds a mapping to the text of a mapping file and keeps comments and layout. Throws `badFile` if the text has problems
 * or the folder has another target.
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
 * Adds the usual cache rules to the mapping of this folder; unchanged if it already has a rule for Cache-Control. Throws
 * `badFile` if the text has problems.
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

/** Inserts a comment line above a value. */
function explain(text: string, path: (string | number)[], comment: string): string {
  const root = parseTree(text);
  const offset = (root && findNodeAtLocation(root, path))?.offset ?? 0;
  const lead = /(\r?\n)([ \t]*)$/.exec(text.slice(0, offset));
  return lead ? `${text.slice(0, offset)}// ${comment}${lead[0]}${text.slice(offset)}` : text;
}

/**
 * Updates the paths of mappings after a folder was renamed, including inner folders. Throws `badFile` if the text has
 * problems before or after.
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

/** Returns whether a mapping publishes to this bucket and names this domain, or no domain, which means all of the bucket. */
export function isMappedTo(
  { bucket: { name, region }, domains }: Mapping,
  bucket: { name: string; region: string },
  domain: string,
): boolean {
  return name === bucket.name && region === bucket.region && (domains.length === 0 || domains.includes(domain));
}

/** A mapping for all domains names none. */
function withDomains(text: string, at: number, domains: readonly string[]): string {
  const isNamed = parseMappingFile(text).mappings[at]?.domains.length !== 0;
  return isNamed ? change(text, ['mappings', at, 'domains'], domains.length === 0 ? undefined : domains) : text;
}

/** Adds an upload domain to the existing mapping; never removes one. */
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
