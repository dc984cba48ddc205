import { createScanner, type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { MappingProblemKind } from './mapping.js';

/** Notes a problem of the mapping file at a place; answers `undefined` so that a reader can return it. */
export type Report = (kind: MappingProblemKind, place: JsonPlace, subject?: string) => undefined;

/** A piece of the text, in UTF-16 units. */
export interface JsonPlace {
  readonly offset: number;
  readonly length: number;
}

/** Levels of lists and objects: a mapping file has seven, and the recursive parser overflows the stack at some thousands. */
const maxDepth = 32;

/** The tree of JSON with comments and trailing commas, or the first place where it is none; nesting below 32 levels is none. */
export function parseJson(text: string): { readonly root: Node } | { readonly error: JsonPlace } {
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
    // A comment that is not closed takes the scanner beyond the end, where it finds a token of some length again and again.
    if (scanner.getTokenOffset() >= text.length) return undefined;
    // Texts begin with a quote, so this is what opens or closes a list or an object.
    const first = text[scanner.getTokenOffset()];
    if (first === '{' || first === '[') depth++;
    if (first === '}' || first === ']') depth--;
  }
  return { offset: scanner.getTokenOffset(), length: 1 };
}

/** The value of an object's field. */
export function fieldOf(node: Node, field: string): Node | undefined {
  return node.children?.find((property) => property.children?.[0]?.value === field)?.children?.[1];
}

/** The first character only, so that a whole object is not underlined. */
export function start(node: Node): JsonPlace {
  return { offset: node.offset, length: 1 };
}

/** Reports fields that are unknown or repeated; answers whether there was none. */
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

/** The kind of problem that a refused text is. */
export type JsonRefusal = MappingProblemKind | ((text: string) => MappingProblemKind);

/** A field with a text or a list of texts: its name, its parser, and the problem of a text that the parser refuses. */
export interface TextField<T extends string> {
  readonly name: string;
  parse(text: string): T | undefined;
  readonly refused: JsonRefusal;
}

/** Reads a text field; `absent` is its value when it is not there, without which it is required. */
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

/** Reads a list of texts, which must not be empty when it is there. `undefined` when something is refused, none when it is absent. */
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
