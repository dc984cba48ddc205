import type { Node } from 'jsonc-parser';
import { isBucketName } from '../../oss/newBucket.js';
import {
  isRegionId,
  isReservedName,
  parseFolder,
  parseMappedDomain,
  parsePrefix,
  parseVariant,
} from './fieldParsers.js';
import { countGlobs, globField, mostGlobs } from './globs.js';
import {
  fieldOf,
  parseJsonTree,
  type Report,
  readTextField,
  readTexts,
  refuseUnknown,
  start,
  type TextField,
} from './jsonNodes.js';
import {
  type FolderPlace,
  type HeaderRule,
  type Mapping,
  type MappingFile,
  type MappingProblem,
  type MappingProblemKind,
  mappingPath,
  maxMappingBytes,
  type OnSave,
  onSaveModes,
} from './mapping.js';

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
const ruleFields = [
  'include',
  'exclude',
  'headers',
  'cache',
  'refreshVariants',
  'watch',
  'prefetch',
] as const satisfies readonly (keyof Mapping)[];
const fields = [...Object.keys(textFields), ...ruleFields];
/** The most problems that are reported for a file, which is also the limit of the Problems view. */
const maxProblems = 1_000;

/**
 * Parses a mapping file (JSON with comments and trailing commas). Each invalid part is reported as a problem and left out. `foreign` are the mappings of
 * other workspace folders, whose targets are already taken.
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
  const parsed = parseJsonTree(text);
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

/** Lists where the text names folders inside the workspace folder, in text order. Empty if the JSON is invalid. */
export function listFolderPlaces(text: string): readonly FolderPlace[] {
  const parsed = isTooLarge(text) ? undefined : parseJsonTree(text);
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

type MappingRules = Pick<Mapping, (typeof ruleFields)[number]>;

/** Reads the optional rules of a mapping. `undefined` if one of them is refused. */
function readRules(node: Node, domains: readonly string[], report: Report): MappingRules | undefined {
  const globs = (name: keyof MappingRules) => readTexts(node, globField(name), report);
  const [include, exclude, watch] = [globs('include'), globs('exclude'), globs('watch')];
  const headers = readHeaderRules(node, report);
  const cache = readTextField(node, cacheField, report, 'on');
  const hosts = new Set(domains);
  const ofDomains = (text: string) => parseVariant(text, hosts);
  const refreshVariants = readTexts(node, { name: 'refreshVariants', parse: ofDomains, refused: 'badVariant' }, report);
  const prefetch = readFlag(node, 'prefetch', report);
  if (!include || !exclude || !watch || !headers || !cache || !refreshVariants || prefetch === undefined)
    return undefined;
  const count = countGlobs([...include, ...exclude, ...watch, ...headers.flatMap(({ files }) => files)]);
  if (count > mostGlobs) return report('tooManyGlobs', start(node), String(count));
  return {
    ...(include.length > 0 && { include }),
    ...(exclude.length > 0 && { exclude }),
    ...(watch.length > 0 && { watch }),
    ...(headers.length > 0 && { headers }),
    ...(cache === 'off' && { cache }),
    ...(refreshVariants.length > 0 && { refreshVariants }),
    ...(prefetch && { prefetch }),
  };
}

const cacheField: TextField<'on' | 'off'> = {
  name: 'cache',
  parse: (text) => (text === 'on' || text === 'off' ? text : undefined),
  refused: 'wrongType',
};

function readFlag(node: Node, field: string, report: Report): boolean | undefined {
  const value = fieldOf(node, field);
  if (!value) return false;
  return value.type === 'boolean' ? value.value === true : report('wrongType', value, field);
}

/**
 * The headers that a rule can set, by the name of its field. Add a new field to `media/oss-cdn.schema.json` and its Chinese translation as well, which VS
 * Code uses for completion and validation.
 */
const headerFields = {
  cacheControl: 'cache-control',
  contentType: 'content-type',
  contentEncoding: 'content-encoding',
  contentDisposition: 'content-disposition',
} as const;

/** Reads the header rules of a mapping. Empty if the field is missing, `undefined` if a rule is refused. */
function readHeaderRules(node: Node, report: Report): readonly HeaderRule[] | undefined {
  const list = fieldOf(node, 'headers');
  if (!list) return [];
  if (list.type !== 'array') return report('wrongType', list, 'headers');
  const rules = (list.children ?? []).map((child) => readHeaderRule(child, report));
  return rules.every((rule) => rule !== undefined) ? rules : undefined;
}

function readHeaderRule(node: Node, report: Report): HeaderRule | undefined {
  if (node.type !== 'object') return report('wrongType', start(node), 'headers');
  const known = refuseUnknown(node, ['files', ...Object.keys(headerFields)], report);
  const files = readFiles(node, report);
  const values = Object.entries(headerFields).map(([name, header]) => {
    const refused = isAscii(fieldOf(node, name)) ? 'badHeader' : 'nonAsciiHeader';
    const field: TextField<string> = { name, parse: (text) => parseHeaderValue(header, text), refused };
    const value = readTextField(node, field, report, '');
    return value === undefined ? undefined : ([header, value] as const);
  });
  if (!known || !files || !values.every((value) => value !== undefined)) return undefined;
  const headers = Object.fromEntries(values.filter(([, value]) => value !== ''));
  if (Object.keys(headers).length === 0) return report('missingField', start(node), 'cacheControl');
  return { files, headers };
}

/** Returns whether a header value is plain ASCII. HTTP defines no encoding for other characters, and browsers decode them differently. */
function isAscii(value: Node | undefined): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are ASCII
  return /^[\x00-\x7f]*$/.test(String(value?.value ?? ''));
}

/** Reads the `files` field of a rule, which is one glob or a list of globs. `undefined` if it is refused. */
function readFiles(node: Node, report: Report): readonly string[] | undefined {
  const value = fieldOf(node, 'files');
  if (value?.type === 'array') return readTexts(node, globField('files'), report);
  const glob = readTextField(node, globField('files'), report);
  return glob === undefined ? undefined : [glob];
}

/** Returns the value if OSS accepts it for this header (name in lower case), otherwise `undefined`. */
function parseHeaderValue(name: string, text: string): string | undefined {
  if (!/^[\x21-\x7e]([\x20-\x7e]{0,498}[\x21-\x7e])?$/.test(text)) return undefined;
  const isRight =
    name === 'content-type'
      ? /^[\w.+-]+\/[\w.+-]+ *(;.*)?$/.test(text)
      : name !== 'content-encoding' || /^[a-z0-9, -]+$/i.test(text);
  return isRight ? text : undefined;
}
