/** The formats for copying a CDN URL. */
export const copyForms = ['url', 'markdown', 'html', 'css'] as const;
export type CopyForm = (typeof copyForms)[number];

const images = /\.(?:png|jpe?g|gif|webp|avif|svg|ico|bmp)$/i;

const writers = {
  url: (url) => url,
  markdown: (url, name) => `${isImage(url) ? '!' : ''}[${escapeMarkdown(name)}](${escapeTarget(url)})`,
  html: toHtml,
  css: (url) => (extensionOf(url) === 'css' ? `@import url("${escapeTarget(url)}");` : `url("${escapeTarget(url)}")`),
} satisfies Record<CopyForm, (url: string, name: string) => string>;

/** Formats a URL; `name` is the alternative text or the link text. */
export function copyText(form: CopyForm, url: string, name: string): string {
  return writers[form](url, name);
}

function toHtml(url: string, name: string): string {
  const [address, text] = [escapeHtml(url), escapeHtml(oneLine(name))];
  if (isImage(url)) return `<img src="${address}" alt="${text}">`;
  if (extensionOf(url) === 'css') return `<link rel="stylesheet" href="${address}">`;
  if (/^m?js$/.test(extensionOf(url))) return `<script src="${address}"></script>`;
  return `<a href="${address}">${text}</a>`;
}

function isImage(url: string): boolean {
  return images.test(pathOf(url));
}

function extensionOf(url: string): string {
  return /\.(\w+)$/.exec(pathOf(url))?.[1]?.toLowerCase() ?? '';
}

function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

/** Escapes characters of a percent-encoded URL that would end a Markdown target or a CSS string. */
function escapeTarget(url: string): string {
  return url.replace(/[\s"'()<>\\]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

function escapeMarkdown(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]()<>#+!|~&$:@-]/g, '\\$&');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
