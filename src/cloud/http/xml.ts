import { unescapeXml } from '../../core/xmlText.js';

/** A listing of 1,000 objects with percent-encoded keys of 1 KB has 3.4 million characters and 8,000 elements on four levels. */
const longest = 4 * 1024 * 1024;
const mostElements = 100_000;
/** Far more than any answer has: who reads the content need not expect that it is nested without end. */
const mostLevels = 50;

/** An element whose end is still to come. */
interface Open {
  readonly name: string;
  /** Its elements by their names; absent before the first. */
  content?: Record<string, unknown>;
  text: string;
}

/**
 * Reads the XML of an answer of OSS, which has no attributes worth reading: the content of its root element and that
 * element's name. `undefined` when elements do not nest under one root, when it exceeds what OSS answers in length, elements
 * or levels, and also when its root has text alone or is empty, which no answer that is read here is. What repeats is a list,
 * an empty element is empty text. Linear in the length of the text, since another server in place of OSS may send anything.
 */
export function parseXml(text: string): { readonly name: string; readonly content: Element } | undefined {
  if (text.length > longest) return undefined;
  const top: Open = { name: '', text: '' };
  const open = [top];
  let elements = 0;
  for (let at = 0; at < text.length; ) {
    const token = readToken(text, at);
    if (!token || open.length > mostLevels || elements > mostElements) return undefined;
    if ('plain' in token) open.at(-1)!.text += token.plain;
    else {
      const begun = takeTag(open, token.tag);
      if (begun === undefined) return undefined;
      elements += begun;
    }
    at = token.end;
  }
  const [[name, content] = []] = Object.entries(top.content ?? {});
  if (open.length > 1 || name === undefined || typeof content === 'string') return undefined;
  return { name, content: content as Element };
}

type Token = { readonly end: number } & ({ readonly tag: string } | { readonly plain: string });

/** The text up to the next tag, else that tag without its brackets; `undefined` when it has no end. */
function readToken(text: string, at: number): Token | undefined {
  if (text.startsWith('<![CDATA[', at)) return readSection(text, at + 9, ']]>', (inner) => inner);
  if (text.startsWith('<!--', at)) return readSection(text, at + 4, '-->', () => '');
  if (text[at] === '<') {
    const end = text.indexOf('>', at);
    return end < 0 ? undefined : { tag: text.slice(at + 1, end), end: end + 1 };
  }
  const next = text.indexOf('<', at);
  const end = next < 0 ? text.length : next;
  return { plain: unescapeXml(text.slice(at, end)), end };
}

function readSection(text: string, start: number, mark: string, read: (inner: string) => string): Token | undefined {
  const end = text.indexOf(mark, start);
  return end < 0 ? undefined : { plain: read(text.slice(start, end)), end: end + mark.length };
}

/** Returns how many elements the tag begins; `undefined` when it ends another one than the last, or begins a second root. */
function takeTag(open: Open[], tag: string): number | undefined {
  if (tag.startsWith('?') || tag.startsWith('!')) return 0;
  const last = open.at(-1)!;
  if (tag.startsWith('/')) {
    if (open.length === 1 || tag.slice(1).trimEnd() !== last.name) return undefined;
    open.pop();
    addChild(open.at(-1)!, last.name, last.content ?? last.text);
    return 0;
  }
  if (open.length === 1 && last.content) return undefined;
  const name = /^[^\s/]*/.exec(tag)![0];
  if (tag.endsWith('/')) addChild(last, name, '');
  else open.push({ name, text: '' });
  return 1;
}

function addChild(parent: Open, name: string, value: unknown): void {
  parent.content ??= {};
  const { content } = parent;
  if (!Object.hasOwn(content, name)) {
    if (name === '__proto__') Object.defineProperty(content, name, { value, enumerable: true, writable: true });
    else content[name] = value;
    return;
  }
  const before = content[name];
  if (Array.isArray(before)) before.push(value);
  else content[name] = [before, value];
}

/** An XML element as it is parsed: its children by name, text as text. */
export type Element = Readonly<Record<string, unknown>>;

/** An element that may occur any number of times, as a list; an empty element counts as none, and one with text alone stays text. */
export function asList(value: unknown): readonly unknown[] {
  const items = Array.isArray(value) ? value : [value];
  return items.filter((item) => typeof item !== 'string' || item.trim() !== '');
}
