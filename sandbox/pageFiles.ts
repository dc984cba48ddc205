import { readFileSync } from 'node:fs';

const types = { html: 'text/html', css: 'text/css', js: 'text/javascript' } as const;
const files = ['page.html', 'page.css', 'page.js', 'elements.js', 'sections.js', 'texts.js'];

/** A file of the console page by its URL path; `undefined` for other paths. Contains no secret. */
export function readPageFile(
  path: string,
): { readonly headers: Record<string, string>; readonly body: Buffer } | undefined {
  const name = files.find((file) => path === `/${file === 'page.html' ? '' : file}`);
  if (name === undefined) return undefined;
  const type = types[name.slice(name.indexOf('.') + 1) as keyof typeof types];
  const headers = {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Security-Policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:",
    'Cache-Control': 'no-store',
  };
  return { headers, body: readFileSync(new URL(`webConsole/${name}`, import.meta.url)) };
}
