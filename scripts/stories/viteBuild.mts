import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The build of a site, by path below its folder: hashed assets with a source map, a blog of 30 posts, a page for what is missing, and what a Mac leaves in a folder. */
export function viteBuild(): ReadonlyMap<string, string> {
  const posts = Array.from({ length: 30 }, (_, at) => `post-${at + 1}`);
  const links = posts.map((post) => `<li><a href="/blog/${post}/">${post}</a></li>`).join('\n');
  const script = "document.querySelector('#app').textContent = 'Shop demo';\n";
  return new Map([
    ['index.html', page('Shop demo', '<div id="app"></div>\n<a href="/blog/">Blog</a>')],
    ['404.html', page('Not found', '<h1>Not found</h1>')],
    ['blog/index.html', page('Blog', `<ul>\n${links}\n</ul>`)],
    ...posts.map((post) => [`blog/${post}/index.html`, page(post, `<h1>${post}</h1>`)] as const),
    ['assets/index-BkD3x9aQ.js', `${script}//# sourceMappingURL=index-BkD3x9aQ.js.map\n`],
    ['assets/index-BkD3x9aQ.js.map', '{"version":3,"sources":["../../src/main.js"],"mappings":"AAAA"}'],
    ['assets/index-C7hQ2f0e.css', 'body { font-family: sans-serif; }\n'],
    ['favicon.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M3 6h18l-2 12H5z"/></svg>\n'],
    ['.DS_Store', 'Bud1'],
  ]);
}

/** Writes a build into a folder. */
export function writeBuild(folder: string, build: ReadonlyMap<string, string>): void {
  for (const [path, text] of build) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function page(title: string, body: string): string {
  const assets =
    '<script type="module" src="/assets/index-BkD3x9aQ.js"></script>\n<link rel="stylesheet" href="/assets/index-C7hQ2f0e.css">';
  return `<!doctype html>\n<html lang="en">\n<head>\n<title>${title}</title>\n<link rel="icon" href="/favicon.svg">\n${assets}\n</head>\n<body>\n${body}\n</body>\n</html>\n`;
}
