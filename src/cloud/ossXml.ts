import type { Element } from './elements.js';

const tokens = /<!\[CDATA\[([\s\S]*?)\]\]>|<[?!][^>]*>|<\/[^>]*>|<([^\s/>]+)[^>]*?(\/?)>|([^<]+)/g;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

interface Open {
  readonly children: Record<string, unknown>;
  text: string;
}

/**
 * Reads the XML of an answer of OSS, which has no attributes worth reading: the content of its root element and that element's
 * name, `undefined` when it is no XML. What repeats is a list, an empty element is empty text.
 */
export function parseXml(text: string): { readonly name: string; readonly content: Element } | undefined {
  const top = openElement();
  const open: Open[] = [top];
  for (const [token, cdata, name, empty, plain] of text.matchAll(tokens)) {
    const current = open.at(-1)!;
    if (cdata !== undefined) current.text += cdata;
    else if (plain !== undefined) current.text += decodeEntities(plain);
    else if (name !== undefined) {
      const child = openElement();
      addChild(current, name, empty ? '' : child);
      if (!empty) open.push(child);
    } else if (token.startsWith('</') && open.length > 1) open.pop();
  }
  const [[name, root] = []] = Object.entries(top.children);
  const content = toValue(root);
  if (open.length > 1 || name === undefined || typeof content === 'string') return undefined;
  return { name, content: content as Element };
}

function openElement(): Open {
  return { children: Object.create(null), text: '' };
}

function addChild({ children }: Open, name: string, child: unknown): void {
  const before = children[name];
  if (before === undefined) children[name] = child;
  else if (Array.isArray(before)) before.push(child);
  else children[name] = [before, child];
}

function toValue(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(toValue);
  if (typeof node !== 'object' || node === null) return node;
  const { children, text } = node as Open;
  const entries = Object.entries(children);
  return entries.length === 0 ? text : Object.fromEntries(entries.map(([name, child]) => [name, toValue(child)]));
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return entities[name] ?? whole;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** Text as it stands inside an element. */
export function escapeXml(text: string): string {
  return text.replace(/[<>&]/g, (sign) => (sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : '&amp;'));
}
