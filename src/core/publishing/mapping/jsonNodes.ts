import type { Node } from 'jsonc-parser';
import type { MappingProblemKind } from './mapping.js';

/** Notes a problem of the mapping file at a place; answers `undefined` so that a reader can return it. */
export type Report = (kind: MappingProblemKind, place: Place, subject?: string) => undefined;

/** A piece of the text, in UTF-16 units. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** The value of an object's field. */
export function fieldOf(node: Node, field: string): Node | undefined {
  return node.children?.find((property) => property.children?.[0]?.value === field)?.children?.[1];
}

/** The first character only, so that a whole object is not underlined. */
export function start(node: Node): Place {
  return { offset: node.offset, length: 1 };
}

/** Reports fields that are unknown or repeated; answers whether there was none. */
export function refuseUnknown(node: Node, allowed: readonly string[], report: Report): boolean {
  const keys = (node.children ?? []).flatMap((property) => property.children?.[0] ?? []);
  const unknown = keys.filter((key, at) => !allowed.includes(key.value) || keys.findIndex(same(key)) < at);
  for (const key of unknown) report('unknownField', key, key.value);
  return unknown.length === 0;
}

/** A text field through its own parser; `absent` is its value when it is not there, without which it is demanded. */
export function readText<T extends string>(
  node: Node,
  field: string,
  parse: (text: string) => T | undefined,
  refused: MappingProblemKind,
  report: Report,
  absent?: T,
): T | undefined {
  const value = fieldOf(node, field);
  if (!value) return absent ?? report('missingField', start(node), field);
  if (value.type !== 'string') return report('wrongType', value, field);
  return parse(String(value.value)) ?? report(refused, value, String(value.value));
}

/** A list of texts, each through a parser; a list that is there must not be empty. `undefined` when something is refused, none when it is absent. */
export function readTexts(
  node: Node,
  field: string,
  parse: (text: string) => string | undefined,
  refused: MappingProblemKind,
  report: Report,
): readonly string[] | undefined {
  const list = fieldOf(node, field);
  if (!list) return [];
  const children = list.children ?? [];
  if (list.type !== 'array') return report('wrongType', list, field);
  if (children.length === 0) return report('missingField', list, field);
  const texts = children.map((child) => {
    if (child.type !== 'string') return report('wrongType', child, field);
    return parse(child.value) ?? report(refused, child, child.value);
  });
  return texts.every((text) => text !== undefined) ? [...new Set(texts)] : undefined;
}

function same(key: Node): (other: Node) => boolean {
  return (other) => other.value === key.value;
}
