import { escapeXml, unescapeXml } from '../xmlText.js';

/** The names of the elements that lead from the root to an element. */
type Path = readonly [string, ...string[]];

/**
 * Returns the document with the text of an element set. A missing element is inserted at the front of its parent. All other characters are kept, since OSS
 * replaces the whole configuration and unknown elements must survive. Source: PutBucketWebsite.
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

/** Returns the text of an element; `undefined` if the element is missing. */
export function textOf(xml: string, [name, ...rest]: Path): string | undefined {
  const inner = findElement(xml, name)?.inner;
  const [below, ...further] = rest;
  if (inner === undefined || below === undefined) return inner === undefined ? undefined : unescapeXml(inner);
  return textOf(inner, [below, ...further]);
}

const errorPage = ['WebsiteConfiguration', 'ErrorDocument', 'Key'] as const;

/** Returns the key of the page with which a bucket answers what it does not have; `undefined` if it has none. */
export function errorPageOf(website: string | undefined): string | undefined {
  return website === undefined ? undefined : textOf(website, errorPage);
}

/** Returns the static pages of a bucket with a page that it answers missing objects with, with status 404. Source: PutBucketWebsite. */
export function withErrorPage(website: string | undefined, page: string): string {
  const [root, document] = errorPage;
  const start = website ?? `<${root}></${root}>`;
  return withElement(withElement(start, [root, document, 'HttpStatus'], '404'), errorPage, page);
}

/** Returns whether two documents are equal apart from white space and the XML declaration. */
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

/** A CORS rule: the origins whose pages may send requests with these methods. */
interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
}

/** Parses the CORS rules of a bucket; returns an empty list if `xml` is `undefined`. Only what decides who may read is kept. */
export function readCorsRules(xml: string | undefined): readonly CorsRule[] {
  const rules = (xml ?? '').split('</CORSRule>').flatMap((part) => part.split('<CORSRule>')[1] ?? []);
  const all = (rule: string, name: string) =>
    [...rule.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => unescapeXml(text).trim());
  return rules.map((rule) => ({ origins: all(rule, 'AllowedOrigin'), methods: all(rule, 'AllowedMethod') }));
}

/** The part that is the same in all rules that we write. */
const ownRule =
  '<AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds>';

/** Matches the end of a rule that we wrote, after its last origin, whatever its white space. */
const ownEnd = new RegExp(
  `(?<=</AllowedOrigin>)\\s*${ownRule.replaceAll('*', '\\*').replaceAll('><', '>\\s*<')}\\s*</CORSRule>`,
);

/**
 * Returns the CORS configuration with these origins added: to a rule that we wrote earlier if there is one, since a bucket accepts few rules, otherwise as a
 * new rule. Unchanged if all origins are already allowed.
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
