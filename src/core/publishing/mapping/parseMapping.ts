import type { Node } from 'jsonc-parser';
import { isBucketName } from '../../oss/newBucket.js';
import { isRegionId, isReservedName, parseFolder, parseMappedDomain, parsePrefix } from './fieldParsers.js';
import {
  fieldOf,
  parseJson,
  type Report,
  readTextField,
  readTexts,
  refuseUnknown,
  start,
  type TextField,
} from './jsonNodes.js';
import type { FolderPlace, Mapping, MappingFile, MappingProblem, MappingProblemKind, OnSave } from './mapping.js';
import { mappingPath, maxMappingBytes, onSaveModes } from './mapping.js';
import { readRules, ruleFields } from './parseMappingRules.js';

const fileFields = ['$schema', 'mappings'];
const textFields = {
  folder: { name: 'folder', parse: parseFolder, refused: toFolderProblem },
  bucket: { name: 'bucket', parse: (text: string) => (isBucketName(text) ? text : undefined), refused: 'badBucket' },
  region: { name: 'region', parse: (text: string) => (isRegionId(text) ? text : undefined), refused: 'badRegion' },
  prefix: { name: 'prefix', parse: parsePrefix, refused: 'badPrefix' },
  onSave: { name: 'onSave', parse: toOnSave, refused: 'badOnSave' },
  domains: { name: 'domains', parse: parseMappedDomain, refused: 'badDomain' },
  uploadDomain: { name: 'uploadDomain', parse: parseMappedDomain, refused: 'badDomain' },
} as const satisfies Record<string, TextField<string>>;
const fields = [...Object.keys(textFields), ...ruleFields];
/** The Problems view shows no more per file. */
const maxProblems = 1_000;

/**
 * Parses the text of a mapping file (JSON with comments and trailing commas). An invalid part is a problem and not a
 * mapping. `foreign` are other folders' mappings, whose targets are taken.
 */
export function parseMappingFile(text: string, foreign: readonly Mapping[] = []): MappingFile {
  const problems: MappingProblem[] = [];
  const report: Report = (kind, { offset, length }, subject = text.slice(offset, offset + length)) => {
    if (problems.length < maxProblems) problems.push({ kind, offset, length, subject: subject.slice(0, 100) });
    return undefined;
  };
  if (isTooLarge(text)) {
    report('tooLarge', { offset: 0, length: 1 }, mappingPath);
    return { mappings: [], problems };
  }
  const parsed = parseJson(text);
  if ('error' in parsed) {
    report('badJson', parsed.error);
    return { mappings: [], problems };
  }
  const list = readList(parsed.root, report);
  const found = list.flatMap((node) => {
    const mapping = readMapping(node, report);
    return mapping ? [{ mapping, node }] : [];
  });
  return { mappings: dropAmbiguous(found, foreign, report), problems };
}

/** Lists the places of folders inside the workspace folder, in text order; empty for invalid JSON. */
export function listFolderPlaces(text: string): readonly FolderPlace[] {
  const parsed = isTooLarge(text) ? undefined : parseJson(text);
  const list = parsed && 'root' in parsed ? fieldOf(parsed.root, 'mappings') : undefined;
  return (list?.type === 'array' ? (list.children ?? []) : []).flatMap((node) => {
    const value = fieldOf(node, 'folder');
    const folder = value?.type === 'string' ? parseFolder(String(value.value)) : undefined;
    return value && folder ? [{ folder, offset: value.offset, length: value.length }] : [];
  });
}

function isTooLarge(text: string): boolean {
  return text.length > maxMappingBytes || new TextEncoder().encode(text).length > maxMappingBytes;
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
  const folder = readTextField(node, textFields.folder, report);
  const name = readTextField(node, textFields.bucket, report);
  const region = readTextField(node, textFields.region, report);
  const prefix = readTextField(node, textFields.prefix, report, '');
  const onSave = readTextField<OnSave>(node, textFields.onSave, report, 'publish');
  const domains = readTexts(node, textFields.domains, report);
  const rules = readRules(node, domains ?? [], report);
  const uploadDomain = readTextField(node, textFields.uploadDomain, report, '');
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
  // CDN does not accept uploads, so its own domain cannot be the upload domain.
  if (domains.includes(uploadDomain)) return report('badDomain', fieldOf(node, 'uploadDomain') ?? node, uploadDomain);
  const bucket = uploadDomain === '' ? { name, region } : { name, region, uploadDomain };
  return { folder, bucket, prefix, domains, onSave, ...rules };
}

function dropAmbiguous(
  found: readonly { mapping: Mapping; node: Node }[],
  foreign: readonly Mapping[],
  report: Report,
): readonly Mapping[] {
  const folders = countEach(found.map(({ mapping }) => mapping.folder));
  const targets = countEach([...found.map(({ mapping }) => mapping), ...foreign].map(targetOf));
  const isRepeated = (counts: ReadonlyMap<string, number>, name: string) => (counts.get(name) ?? 0) > 1;
  return found.flatMap(({ mapping, node }) => {
    const kind = isRepeated(folders, mapping.folder)
      ? 'duplicateFolder'
      : isRepeated(targets, targetOf(mapping))
        ? 'duplicateTarget'
        : undefined;
    if (!kind) return [mapping];
    const place = fieldOf(node, kind === 'duplicateFolder' ? 'folder' : 'bucket') ?? node;
    report(kind, place, kind === 'duplicateFolder' ? mapping.folder || '.' : targetOf(mapping));
    return [];
  });
}

function countEach(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function toFolderProblem(folder: string): MappingProblemKind {
  return folder.split('/').some(isReservedName) ? 'reservedName' : 'badFolder';
}

function targetOf({ bucket, prefix }: Mapping): string {
  return `${bucket.name}/${prefix}`;
}

function toOnSave(text: string): OnSave | undefined {
  return onSaveModes.find((mode) => mode === text);
}
