import type { Node } from 'jsonc-parser';
import { globField } from './globs.js';
import { fieldOf, type Report, readTextField, readTexts, refuseUnknown, start, type TextField } from './jsonNodes.js';
import type { HeaderRule } from './mapping.js';

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
export function readHeaderRules(node: Node, report: Report): readonly HeaderRule[] | undefined {
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
