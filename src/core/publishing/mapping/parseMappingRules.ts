import type { Node } from 'jsonc-parser';
import { parseVariant } from './fieldParsers.js';
import { countGlobs, globField, mostGlobs } from './globs.js';
import { fieldOf, type Report, readTextField, readTexts, refuseUnknown, start, type TextField } from './jsonNodes.js';
import type { HeaderRule, Mapping } from './mapping.js';

/** The names of optional fields. */
export const ruleFields = [
  'include',
  'exclude',
  'headers',
  'refreshVariants',
  'watch',
  'prefetch',
] as const satisfies readonly (keyof Mapping)[];

/** The optional fields. */
export type MappingRules = Pick<Mapping, (typeof ruleFields)[number]>;

/** Reads the optional fields of a mapping; `undefined` if one is refused. */
export function readRules(node: Node, domains: readonly string[], report: Report): MappingRules | undefined {
  const globs = (name: keyof MappingRules) => readTexts(node, globField(name), report);
  const [include, exclude, watch] = [globs('include'), globs('exclude'), globs('watch')];
  const headers = readHeaderRules(node, report);
  const hosts = new Set(domains);
  const ofDomains = (text: string) => parseVariant(text, hosts);
  const refreshVariants = readTexts(node, { name: 'refreshVariants', parse: ofDomains, refused: 'badVariant' }, report);
  const prefetch = readFlag(node, 'prefetch', report);
  if (!include || !exclude || !watch || !headers || !refreshVariants || prefetch === undefined) return undefined;
  const count = countGlobs([...include, ...exclude, ...watch, ...headers.flatMap(({ files }) => files)]);
  if (count > mostGlobs) return report('tooManyGlobs', start(node), String(count));
  return {
    ...(include.length > 0 && { include }),
    ...(exclude.length > 0 && { exclude }),
    ...(watch.length > 0 && { watch }),
    ...(headers.length > 0 && { headers }),
    ...(refreshVariants.length > 0 && { refreshVariants }),
    ...(prefetch && { prefetch }),
  };
}

function readFlag(node: Node, field: string, report: Report): boolean | undefined {
  const value = fieldOf(node, field);
  if (!value) return false;
  return value.type === 'boolean' ? value.value === true : report('wrongType', value, field);
}

/**
 * The fields of a rule and their headers. Add a new one to `media/oss-cdn.schema.json` and its Chinese twin, which VS
 * Code uses for completion and validation.
 */
const headerFields = {
  cacheControl: 'cache-control',
  contentType: 'content-type',
  contentEncoding: 'content-encoding',
  contentDisposition: 'content-disposition',
} as const;

/** Reads the header rules of a mapping; empty without the field, `undefined` if one is refused. */
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

/** HTTP defines no encoding for other characters, and browsers decode them differently. */
function isAscii(value: Node | undefined): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are ASCII
  return /^[\x00-\x7f]*$/.test(String(value?.value ?? ''));
}

/** Reads one glob or a list of globs. */
function readFiles(node: Node, report: Report): readonly string[] | undefined {
  const value = fieldOf(node, 'files');
  if (value?.type === 'array') return readTexts(node, globField('files'), report);
  const glob = readTextField(node, globField('files'), report);
  return glob === undefined ? undefined : [glob];
}

/** A valid value of this header for OSS (name in lower case), or `undefined`. */
function parseHeaderValue(name: string, text: string): string | undefined {
  if (!/^[\x21-\x7e]([\x20-\x7e]{0,498}[\x21-\x7e])?$/.test(text)) return undefined;
  const isRight =
    name === 'content-type'
      ? /^[\w.+-]+\/[\w.+-]+ *(;.*)?$/.test(text)
      : name !== 'content-encoding' || /^[a-z0-9, -]+$/i.test(text);
  return isRight ? text : undefined;
}
