import { escapeXml, unescapeXml } from '../xmlText.js';

/** The path of an element from the root. */
type Path = readonly [string, ...string[]];

/**
 * Sets the text of an element, which is inserted at the front if missing. All other characters are kept: OSS replaces
 * the whole configuration, so unknown elements must survive. Source: PutBucketWebsite.
 */
export function withElement(xml: string, [name, ...rest]: Path, text: string): string {
  const [below, ...further] = rest;
  const content = (inner: string) =>
    below === undefined ? escapeXml(text) : withElement(inner, [below, ...further], text);
  const found = findElement(xml, name);
  if (!found) return `<${name}>${content('')}</${name}>${xml}`;
  const { start, end, open, inner } = found;
  return `${xml.slice(0, start)}${open}${content(inner)}</${name}>${xml.slice(end)}`;
}

/** The text of an element; `undefined` if it is missing. */
export function textOf(xml: string, [name, ...rest]: Path): string | undefined {
  const inner = findElement(xml, name)?.inner;
  const [below, ...further] = rest;
  if (inner === undefined || below === undefined) return inner === undefined ? undefined : unescapeXml(inner);
  return textOf(inner, [below, ...further]);
}

/** Returns whether two documents are equal apart from white space. */
export function sameXml(left: string | undefined, right: string | undefined): boolean {
  const bare = (xml = '') =>
    xml
      .replace(/^\s*<\?xml[^>]*\?>/, '')
      // OSS adds this default to rules written without it. Source: GetBucketCors.
      .replace(/<ResponseVary>false<\/ResponseVary>/i, '')
      .replace(/>\s+</g, '><')
      .trim();
  return bare(left) === bare(right);
}

/** A CORS rule that lets pages of these origins read. */
export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
}

/** Parses the rules that decide who may read. */
export function readCorsRules(xml: string | undefined): readonly CorsRule[] {
  const rules = (xml ?? '').split('</CORSRule>').flatMap((part) => part.split('<CORSRule>')[1] ?? []);
  const all = (rule: string, name: string) =>
    [...rule.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => unescapeXml(text).trim());
  return rules.map((rule) => ({ origins: all(rule, 'AllowedOrigin'), methods: all(rule, 'AllowedMethod') }));
}

/** The fixed part of our rules. */
const ownRule =
  '<AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds>';

/** The end of one of our rules after its last origin, with any white space. */
const ownEnd = new RegExp(
  `(?<=</AllowedOrigin>)\\s*${ownRule.replaceAll('*', '\\*').replaceAll('><', '>\\s*<')}\\s*</CORSRule>`,
);

/**
 * Adds origins to the rules of a bucket: to an earlier rule of ours if there is one, since a bucket takes few rules,
 * else in a new rule. Unchanged if they are already allowed.
 */
export function withCorsOrigins(xml: string | undefined, origins: readonly string[]): string {
  const rules = readCorsRules(xml).filter(({ methods }) => methods.includes('GET'));
  const missing = origins.filter(
    (origin) => !rules.some((rule) => rule.origins.some((each) => each === '*' || each === origin)),
  );
  if (xml !== undefined && missing.length === 0) return xml;
  const added = missing.map((text) => `<AllowedOrigin>${escapeXml(text)}</AllowedOrigin>`).join('');
  const document = xml ?? '<CORSConfiguration></CORSConfiguration>';
  const own = ownEnd.exec(document)?.index;
  if (own !== undefined) return `${document.slice(0, own)}${added}${document.slice(own)}`;
  const found = findElement(document, 'CORSConfiguration');
  if (!found) return document;
  const { start, end, open, inner } = found;
  const rule = `<CORSRule>${added}${ownRule}</CORSRule>`;
  return `${document.slice(0, start)}${open}${inner}${rule}</CORSConfiguration>${document.slice(end)}`;
}

/** Finds the first element of a name: its start and end, its opening tag, and its content. One pass, however many tags are unclosed. */
function findElement(xml: string, name: string) {
  const opened = new RegExp(`<${name}(?:\\s[^<>]*?)?(/)?>`).exec(xml);
  if (!opened) return undefined;
  const { index: start, 0: tag, 1: isEmpty } = opened;
  const inside = start + tag.length;
  if (isEmpty) return { start, end: inside, open: `${tag.slice(0, -2)}>`, inner: '' };
  const close = `</${name}>`;
  const at = xml.indexOf(close, inside);
  return at < 0 ? undefined : { start, end: at + close.length, open: tag, inner: xml.slice(inside, at) };
}
