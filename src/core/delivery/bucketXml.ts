import { escapeXml, unescapeXml } from '../xmlText.js';

/** Where an element is, from the root on. */
type Path = readonly [string, ...string[]];

/**
 * A document with this text in this element, which comes into being in front where it is missing; every other character stays. OSS
 * replaces the whole configuration, so what is not known here must survive. Source: PutBucketWebsite.
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

/** The text of an element; `undefined` where it is missing. */
export function textOf(xml: string, [name, ...rest]: Path): string | undefined {
  const inner = findElement(xml, name)?.inner;
  const [below, ...further] = rest;
  if (inner === undefined || below === undefined) return inner === undefined ? undefined : unescapeXml(inner);
  return textOf(inner, [below, ...further]);
}

/** Says whether two documents say the same, whatever stands between their elements. */
export function sameXml(left: string | undefined, right: string | undefined): boolean {
  const bare = (xml = '') =>
    xml
      .replace(/^\s*<\?xml[^>]*\?>/, '')
      // OSS adds this default to rules that were written without it. Source: GetBucketCors.
      .replace(/<ResponseVary>false<\/ResponseVary>/i, '')
      .replace(/>\s+</g, '><')
      .trim();
  return bare(left) === bare(right);
}

/** A rule of CORS by which pages of these origins may read. */
export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
}

/** The rules of a bucket, as far as they decide who may read. */
export function readCorsRules(xml: string | undefined): readonly CorsRule[] {
  const rules = (xml ?? '').split('</CORSRule>').flatMap((part) => part.split('<CORSRule>')[1] ?? []);
  const all = (rule: string, name: string) =>
    [...rule.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => unescapeXml(text).trim());
  return rules.map((rule) => ({ origins: all(rule, 'AllowedOrigin'), methods: all(rule, 'AllowedMethod') }));
}

/** What a rule of ours says besides the origins. */
const ownRule =
  '<AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds>';

/** The end of a rule of ours, from its last origin on, whatever white space stands between its elements. */
const ownEnd = new RegExp(
  `(?<=</AllowedOrigin>)\\s*${ownRule.replaceAll('*', '\\*').replaceAll('><', '>\\s*<')}\\s*</CORSRule>`,
);

/**
 * The rules of a bucket with these origins added: to an earlier rule of ours where there is one, since a bucket takes few rules, else
 * in a rule of their own; the same document where they are allowed already.
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

/** The first element of a name: where it starts and ends, how it is opened, and what it holds. In one pass, however many are never closed. */
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
