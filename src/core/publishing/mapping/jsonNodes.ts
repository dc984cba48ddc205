import { createScanner, type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { MappingProblemKind } from './mapping.js';

/** Reports a problem at a place in the mapping file. Always returns `undefined`, so that a reader can return the call as its result. */
export type Report = (kind: MappingProblemKind, place: JsonPlace, subject?: string) => undefined;

/** A range of the text, in UTF-16 units. */
interface JsonPlace {
  readonly offset: number;
  readonly length: number;
}

/**
 * The deepest nesting of lists and objects. A mapping file has seven levels, and the recursive parser overflows the
 * stack at some thousands.
 */
const maxDepth = 32;

/**
 * Parses JSON that may have comments and trailing commas. Returns the place of the first error instead if the text is invalid or is nested deeper than 32
 * levels.
 */
export function parseJsonTree(text: string): { readonly root: Node } | { readonly error: JsonPlace } {
  const deep = findTooDeep(text);
  if (deep) return { error: deep };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) return { error: { offset: error.offset, length: Math.max(1, error.length) } };
  return root ? { root } : { error: { offset: 0, length: 1 } };
}

function findTooDeep(text: string): JsonPlace | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  while (depth <= maxDepth) {
    scanner.scan();
    // An unclosed comment moves the scanner beyond the end, where it returns tokens endlessly.
    if (scanner.getTokenOffset() >= text.length) return undefined;
    // Texts begin with a quote, so this opens or closes a list or an object.
    const first = text[scanner.getTokenOffset()];
    if (first === '{' || first === '[') depth++;
    if (first === '}' || first === ']') depth--;
  }
  return { offset: scanner.getTokenOffset(), length: 1 };
}

/** Returns the value of a field of an object, or `undefined` if the object does not have the field. */
export function fieldOf(node: Node, field: string): Node | undefined {
  return node.children?.find((property) => property.children?.[0]?.value === field)?.children?.[1];
}

/** Returns the place of a value's first character, so that a problem does not underline the whole object. */
export function start(node: Node): JsonPlace {
  return { offset: node.offset, length: 1 };
}

/** Reports fields that are unknown or occur twice. Returns whether there were none. */
export function refuseUnknown(node: Node, allowed: readonly string[], report: Report): boolean {
  const keys = (node.children ?? []).flatMap((property) => property.children?.[0] ?? []);
  const seen = new Set<unknown>();
  const unknown = keys.filter((key) => {
    const isKnown = allowed.includes(key.value) && !seen.has(key.value);
    seen.add(key.value);
    return !isKnown;
  });
  for (const key of unknown) report('unknownField', key, key.value);
  return unknown.length === 0;
}

/** The kind of problem to report for a refused text, or a function that chooses it. */
type JsonRefusal = MappingProblemKind | ((text: string) => MappingProblemKind);

/** A field that holds a text or a list of texts: its name, the parser of each text, and the problem to report if a text is refused. */
export interface TextField<T extends string> {
  readonly name: string;
  parse(text: string): T | undefined;
  readonly refused: JsonRefusal;
}

/** Reads a text field. If the field is missing, returns `absent` or, without it, reports a problem. `undefined` after a problem. */
export function readTextField<T extends string>(
  node: Node,
  { name, parse, refused }: TextField<T>,
  report: Report,
  absent?: T,
): T | undefined {
  const value = fieldOf(node, name);
  if (!value) return absent ?? report('missingField', start(node), name);
  if (value.type !== 'string') return report('wrongType', value, name);
  return parse(String(value.value)) ?? report(toKind(refused, String(value.value)), value, String(value.value));
}

/** Reads a list of texts. Returns an empty list if the field is missing, and `undefined` after a problem. A list that is present must not be empty. */
export function readTexts(
  node: Node,
  { name, parse, refused }: TextField<string>,
  report: Report,
): readonly string[] | undefined {
  const list = fieldOf(node, name);
  if (!list) return [];
  const children = list.children ?? [];
  if (list.type !== 'array') return report('wrongType', list, name);
  if (children.length === 0) return report('missingField', list, name);
  const texts = children.map((child) => {
    if (child.type !== 'string') return report('wrongType', child, name);
    return parse(child.value) ?? report(toKind(refused, child.value), child, child.value);
  });
  return texts.every((text) => text !== undefined) ? [...new Set(texts)] : undefined;
}

function toKind(refused: JsonRefusal, text: string): MappingProblemKind {
  return typeof refused === 'string' ? refused : refused(text);
}
