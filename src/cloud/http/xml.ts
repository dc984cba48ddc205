import { unescapeXml } from '../../core/xmlText.js';

/** A listing of 1,000 objects with percent-encoded keys of 1 KB has 3.4 million characters and 8,000 elements on four levels. */
const longest = 4 * 1024 * 1024;
const mostElements = 100_000;
/** The most accepted levels of nesting. This is far more than any answer has, so that readers need not expect endless nesting. */
const mostLevels = 50;

/** An element whose end tag has not been read yet. */
interface Open {
  readonly name: string;
  /** Child elements by name; absent before the first. */
  content: Record<string, unknown> | undefined;
  text: string;
}

/**
 * Parses the XML of an answer of OSS, which has no relevant attributes, and returns the name and content of its root element. A repeated element becomes a
 * list, and an empty element becomes empty text. Returns `undefined` if elements are not nested under one root, if the text exceeds the length, elements or
 * levels of OSS answers, or if the root has no child elements. The time is linear in the length of the text, since another server in place of OSS may send
 * anything.
 */
export function parseXml(text: string): { readonly name: string; readonly content: Element } | undefined {
  if (text.length > longest) return undefined;
  const top = begin('');
  const open = [top];
  let elements = 0;
  for (let at = 0; at < text.length; ) {
    if (open.length > mostLevels || elements > mostElements) return undefined;
    const last = open[open.length - 1]!;
    if (text[at] !== '<') {
      const next = text.indexOf('<', at);
      const end = next < 0 ? text.length : next;
      last.text += unescapeXml(text.slice(at, end));
      at = end;
      continue;
    }
    const end = text[at + 1] === '!' ? takeSection(last, text, at) : text.indexOf('>', at);
    if (end < 0) return undefined;
    if (text[at + 1] === '/') {
      if (open.length === 1 || !isNamed(text, at + 2, end, last.name)) return undefined;
      open.pop();
      addChild(open[open.length - 1]!, last.name, last.content ?? last.text);
    } else if (text[at + 1] !== '?' && text[at + 1] !== '!') {
      if (open.length === 1 && top.content) return undefined;
      elements++;
      const name = readName(text, at + 1, end);
      if (text[end - 1] === '/') addChild(last, name, '');
      else open.push(begin(name));
    }
    at = end + 1;
  }
  const [[name, content] = []] = Object.entries(top.content ?? {});
  if (open.length > 1 || name === undefined || typeof content === 'string') return undefined;
  return { name, content: content as Element };
}

function begin(name: string): Open {
  return { name, content: undefined, text: '' };
}

/** Processes a section that begins at `at`, such as a comment. Returns the place of its last character, or a negative number if it has no end. */
function takeSection(last: Open, text: string, at: number): number {
  const isData = text.startsWith('<![CDATA[', at);
  const [start, mark] = isData ? [at + 9, ']]>'] : text.startsWith('<!--', at) ? [at + 4, '-->'] : [at, '>'];
  const end = text.indexOf(mark, start);
  if (isData && end >= 0) last.text += text.slice(start, end);
  return end < 0 ? end : end + mark.length - 1;
}

/** Returns whether the tag between two places has this name, apart from blanks at its end. */
function isNamed(text: string, start: number, end: number, name: string): boolean {
  return text.startsWith(name, start) && (end === start + name.length || text.slice(start, end).trimEnd() === name);
}

/** Returns the name of the tag between two places, without its attributes. */
function readName(text: string, start: number, end: number): string {
  const tag = text.slice(start, end);
  return /[\s/]/.test(tag) ? /^[^\s/]*/.exec(tag)![0] : tag;
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
