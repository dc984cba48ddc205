import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import { isBucketName, isRegionId, parseFolder, parseMappedDomain, parsePrefix } from './fieldParsers.js';
import { fieldOf, type Report, readText, readTexts, refuseUnknown, start } from './jsonNodes.js';
import type { FolderPlace, Mapping, MappingFile, MappingProblem, OnSave } from './mapping.js';
import { onSaveModes } from './mapping.js';
import { readRules } from './parseRules.js';

const fields = [
  'folder',
  'bucket',
  'region',
  'uploadDomain',
  'prefix',
  'domains',
  'onSave',
  'include',
  'exclude',
  'headers',
  'refreshVariants',
  'watch',
  'prefetch',
];
const fileFields = ['$schema', 'mappings'];

/** Parses the text of a mapping file (JSON with comments and trailing commas); a refused part yields a problem and no mapping. `foreign` are other folders' mappings, whose targets are taken. */
export function parseMappingFile(text: string, foreign: readonly Mapping[] = []): MappingFile {
  const problems: MappingProblem[] = [];
  const report: Report = (kind, { offset, length }, subject = text.slice(offset, offset + length)) => {
    problems.push({ kind, offset, length, subject: subject.slice(0, 100) });
    return undefined;
  };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const error = errors[0];
  if (error) report('badJson', { offset: error.offset, length: Math.max(1, error.length) });
  if (!root || error) {
    if (!error) report('badJson', { offset: 0, length: 1 });
    return { mappings: [], problems };
  }
  const list = readList(root, report);
  const found = list.flatMap((node) => {
    const mapping = readMapping(node, report);
    return mapping ? [{ mapping, node }] : [];
  });
  return { mappings: dropAmbiguous(found, foreign, report), problems };
}

/** Where a mapping file names folders inside the workspace folder, in the order of the text; none while it is no valid JSON. */
export function listFolderPlaces(text: string): readonly FolderPlace[] {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const list = root && errors.length === 0 ? fieldOf(root, 'mappings') : undefined;
  return (list?.type === 'array' ? (list.children ?? []) : []).flatMap((node) => {
    const value = fieldOf(node, 'folder');
    const folder = value?.type === 'string' ? parseFolder(String(value.value)) : undefined;
    return value && folder ? [{ folder, offset: value.offset, length: value.length }] : [];
  });
}

function readList(root: Node, report: Report): readonly Node[] {
  if (root.type !== 'object') return report('wrongType', start(root), 'mappings') ?? [];
  refuseUnknown(root, fileFields, report);
  const list = fieldOf(root, 'mappings');
  if (!list) return report('missingField', start(root), 'mappings') ?? [];
  if (list.type !== 'array') return report('wrongType', list, 'mappings') ?? [];
  return list.children ?? [];
}

function readMapping(node: Node, report: Report): Mapping | undefined {
  if (node.type !== 'object') return report('wrongType', start(node), 'mappings');
  const known = refuseUnknown(node, fields, report);
  const folder = readText(node, 'folder', parseFolder, 'badFolder', report);
  const name = readText(node, 'bucket', (text) => (isBucketName(text) ? text : undefined), 'badBucket', report);
  const region = readText(node, 'region', (text) => (isRegionId(text) ? text : undefined), 'badRegion', report);
  const prefix = readText(node, 'prefix', parsePrefix, 'badPrefix', report, '');
  const onSave = readText(node, 'onSave', toOnSave, 'badOnSave', report, 'publish');
  const domains = readTexts(node, 'domains', parseMappedDomain, 'badDomain', report);
  const rules = readRules(node, domains ?? [], report);
  const uploadDomain = readText(node, 'uploadDomain', parseMappedDomain, 'badDomain', report, '');
  if (
    folder === undefined ||
    !name ||
    !region ||
    prefix === undefined ||
    !onSave ||
    !domains ||
    !known ||
    !rules ||
    uploadDomain === undefined
  )
    return undefined;
  // CDN does not take uploads: its own name among the domains cannot be the one for them.
  if (domains.includes(uploadDomain)) return report('badDomain', fieldOf(node, 'uploadDomain') ?? node, uploadDomain);
  const bucket = uploadDomain === '' ? { name, region } : { name, region, uploadDomain };
  return { folder, bucket, prefix, domains, onSave, ...rules };
}

function dropAmbiguous(
  found: readonly { mapping: Mapping; node: Node }[],
  foreign: readonly Mapping[],
  report: Report,
): readonly Mapping[] {
  return found.flatMap(({ mapping, node }, at) => {
    const others = found.filter((_, index) => index !== at).map((other) => other.mapping);
    const kind = others.some((other) => other.folder === mapping.folder)
      ? 'duplicateFolder'
      : [...others, ...foreign].some((other) => targetOf(other) === targetOf(mapping))
        ? 'duplicateTarget'
        : undefined;
    if (!kind) return [mapping];
    const place = fieldOf(node, kind === 'duplicateFolder' ? 'folder' : 'bucket') ?? node;
    report(kind, place, kind === 'duplicateFolder' ? mapping.folder || '.' : targetOf(mapping));
    return [];
  });
}

function targetOf({ bucket, prefix }: Mapping): string {
  return `${bucket.name}/${prefix}`;
}

function toOnSave(text: string): OnSave | undefined {
  return onSaveModes.find((mode) => mode === text);
}
