import { applyEdits, type FormattingOptions, modify, parseTree } from 'jsonc-parser';
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
