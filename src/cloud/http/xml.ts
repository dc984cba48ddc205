import { unescapeXml } from '../../core/xmlText.js';

/** A listing of 1,000 objects with percent-encoded keys of 1 KB has 3.4 million characters and 8,000 elements on four levels. */
const longest = 4 * 1024 * 1024;
const mostElements = 100_000;
/** Far more than any answer has, so that readers need not expect endless nesting. */
const mostLevels = 50;

/** An element without its end tag so far. */
interface Open {
  readonly name: string;
  /** Child elements by name; absent before the first. */
  content?: Record<string, unknown>;
  text: string;
}

/**
 * Parses the XML of an answer of OSS, which has no relevant attributes: the content and name of its root element. A
 * repeated element becomes a list, and an empty element empty text. Returns `undefined` if elements are not nested under
 * one root, if the text exceeds the length, elements or levels of OSS answers, or if the root has no child elements.
 * Linear in the length of the text, since another server in place of OSS may send anything.
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

/** Returns the text up to the next tag, or that tag without its brackets; `undefined` if it has no end. */
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

/**
 * Processes a tag and returns how many elements it starts; `undefined` if it closes another element than the last, or
 * starts a second root.
 */
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

/** A parsed XML element: its children by name, text as text. */
export type Element = Readonly<Record<string, unknown>>;

/** A repeatable element as a list. An empty element counts as none, and an element with only text stays text. */
export function asList(value: unknown): readonly unknown[] {
  const items = Array.isArray(value) ? value : [value];
  return items.filter((item) => typeof item !== 'string' || item.trim() !== '');
}
