import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { root } from './ensure.mjs';

/**
 * Builds a small site with each generator and writes what it produced to `test/fixtures/builds`, one JSON file each. Installs the generators from npm into a
 * folder of their own; Hugo and MkDocs have to be on the PATH. Run it with `npm run builds`, where a generator has a new way to name its pages.
 */
interface Generator {
  /** The packages to install; the first one is the generator. */
  readonly packages: readonly string[];
  /** The sources by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly output: string;
}

/** A build as a fixture. Bodies of large files are replaced by a line with their size. */
interface Fixture {
  readonly generator: string;
  readonly files: Readonly<Record<string, string>>;
}

const work = join(tmpdir(), 'oss-cdn-builds');
const fixtures = join(root, 'test/fixtures/builds');
/** The largest text that is kept, in bytes. Links are in pages and style sheets, which are smaller. */
const mostBytes = 24_000;
const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>';
const style = 'body { background: url("/photo.svg"); }\n';

const astroPage = (title: string, body: string) => `---
import '../style.css';
---
<html><head><title>${title}</title></head><body><h1>${title}</h1>${body}</body></html>
`;
const astroFiles = (base: string): Generator['files'] => ({
  'package.json': '{"private":true,"type":"module"}',
  'astro.config.mjs': `export default { base: '${base}' };`,
  'src/style.css': 'h1 { color: teal; }',
  'src/pages/index.astro': astroPage(
    'Home',
    `<a href="${base}about">About</a><img src="${base}photo.svg"><a href="${base}blog/first/">First</a>`,
  ),
  'src/pages/about.astro': astroPage('About', `<a href="${base}">Home</a><a href="../blog/first/">First</a>`),
  'src/pages/blog/first.astro': astroPage('First', `<a href="../../about/">About</a>`).replace(
    '../style',
    '../../style',
  ),
  'src/pages/404.astro': astroPage('Not Found', `<a href="${base}">Home</a>`),
  'public/photo.svg': svg,
});
const nextFiles = (options: string): Generator['files'] => ({
  'package.json': '{"private":true}',
  'next.config.mjs': `export default { output: 'export'${options} };`,
  'app/layout.js': 'export default function Layout({ children }) { return <html><body>{children}</body></html>; }',
  'app/page.js': `import Link from 'next/link';
export default function Page() { return <p><Link href="/about">About</Link><Link href="/blog/first">First</Link><img src="/photo.svg" /></p>; }`,
  'app/about/page.js': `import Link from 'next/link';
export default function Page() { return <Link href="/">Home</Link>; }`,
  'app/blog/[slug]/page.js': `export const generateStaticParams = () => [{ slug: 'first' }, { slug: 'second' }];
export default async function Page({ params }) { return <h1>{(await params).slug}</h1>; }`,
  'public/photo.svg': svg,
});
const viteFiles = (base: string): Generator['files'] => ({
  'package.json': '{"private":true,"type":"module"}',
  'vite.config.js': `export default { base: '${base}' };`,
  'index.html':
    '<html><head><link rel="icon" href="/photo.svg"></head><body><div id="app"></div><script type="module" src="/main.js"></script></body></html>',
  'main.js': `import './style.css';\nimport('./later.js').then(({ text }) => { document.querySelector('#app').textContent = text; });\n`,
  'later.js': `export const text = 'Loaded later';\n`,
  'style.css': style,
  'public/photo.svg': svg,
});
const markdown = (title: string, ...links: readonly string[]) =>
  `# ${title}\n\n${links.map((link) => `[${link}](${link})`).join('\n')}\n`;

const generators: Readonly<Record<string, Generator>> = {
  astro: { packages: ['astro'], files: astroFiles('/'), command: ['astro', 'build'], output: 'dist' },
  'astro-base': { packages: ['astro'], files: astroFiles('/docs/'), command: ['astro', 'build'], output: 'dist' },
  next: { packages: ['next', 'react', 'react-dom'], files: nextFiles(''), command: ['next', 'build'], output: 'out' },
  'next-slash': {
    packages: ['next', 'react', 'react-dom'],
    files: nextFiles(', trailingSlash: true'),
    command: ['next', 'build'],
    output: 'out',
  },
  sveltekit: {
    packages: ['@sveltejs/kit', '@sveltejs/adapter-static', 'svelte', 'vite', '@sveltejs/vite-plugin-svelte'],
    files: {
      'package.json': '{"private":true,"type":"module"}',
      'vite.config.js': `import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
export default { plugins: [sveltekit({ adapter: adapter({ fallback: '200.html' }) })] };`,
      'src/app.html': '<html><head>%sveltekit.head%</head><body><div>%sveltekit.body%</div></body></html>',
      'src/routes/+layout.js': 'export const prerender = true;',
      'src/routes/+page.svelte': '<a href="/about">About</a><a href="/blog/first">First</a>',
      'src/routes/about/+page.svelte': '<a href="/">Home</a>',
      'src/routes/blog/first/+page.svelte': '<a href="/about">About</a>',
      'src/routes/account/+page.js': 'export const prerender = false;\nexport const ssr = false;',
      'src/routes/account/+page.svelte': '<h1>Account</h1>',
      'static/photo.svg': svg,
    },
    command: ['vite', 'build'],
    output: 'build',
  },
  vitepress: {
    packages: ['vitepress'],
    files: {
      'package.json': '{"private":true,"type":"module"}',
      '.vitepress/config.mjs': 'export default { cleanUrls: true };',
      'index.md': markdown('Home', './about', './guide/', './guide/start'),
      'about.md': markdown('About', './guide/start'),
      'guide/index.md': markdown('Guide', './start', '../about'),
      'guide/start.md': markdown('Start', './', '../about'),
      'public/photo.svg': svg,
    },
    command: ['vitepress', 'build'],
    output: '.vitepress/dist',
  },
  docusaurus: {
    packages: ['@docusaurus/core', '@docusaurus/preset-classic', 'react', 'react-dom'],
    files: {
      'package.json': '{"private":true}',
      'docusaurus.config.js': `module.exports = { title: 'Docs', url: 'https://example.com', baseUrl: '/', presets: [['classic', { blog: false }]] };`,
      'docs/intro.md': markdown('Intro', './start.md'),
      'docs/start.md': markdown('Start', './intro.md'),
      'src/pages/index.md': markdown('Home', './docs/intro'),
      'static/photo.svg': svg,
    },
    command: ['docusaurus', 'build'],
    output: 'build',
  },
  hugo: {
    packages: [],
    files: {
      'hugo.toml': 'baseURL = "/"\ntitle = "Hugo"\n',
      'layouts/_default/single.html': '<html><body><h1>{{ .Title }}</h1>{{ .Content }}</body></html>',
      'layouts/_default/list.html':
        '<html><body>{{ range .Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}<img src="/photo.svg"></body></html>',
      'layouts/404.html': '<html><body>Not found</body></html>',
      'content/about.md': `---\ntitle: About\n---\n${markdown('About', '../posts/first/')}`,
      'content/posts/first.md': `---\ntitle: First\n---\n${markdown('First', '../../about/')}`,
      'static/photo.svg': svg,
    },
    command: ['hugo'],
    output: 'public',
  },
  mkdocs: {
    packages: [],
    files: {
      'mkdocs.yml': 'site_name: MkDocs\ntheme:\n  name: mkdocs\n',
      'docs/index.md': markdown('Home', 'about.md', 'guide/start.md'),
      'docs/about.md': markdown('About', 'index.md'),
      'docs/guide/start.md': markdown('Start', '../about.md'),
    },
    command: ['mkdocs', 'build', '-q'],
    output: 'site',
  },
  vite: { packages: ['vite@7'], files: viteFiles('/'), command: ['vite', 'build'], output: 'dist' },
  'vite-app': { packages: ['vite@7'], files: viteFiles('/app/'), command: ['vite', 'build'], output: 'dist' },
};

/** Builds the site of one generator and returns its files. */
function build({ packages, files, command: [program = '', ...args], output }: Generator): Fixture {
  const home = join(work, (packages[0] ?? program).replace(/\W+/g, '-'));
  const site = join(home, 'site');
  mkdirSync(home, { recursive: true });
  const version = packages.length === 0 ? versionOf(program) : install(home, packages);
  rmSync(site, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(site, path)), { recursive: true });
    writeFileSync(join(site, path), text);
  }
  if (packages.length > 0)
    cpSync(join(home, 'node_modules'), join(site, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  const [bin, given] = packages.length === 0 ? [program, args] : ['npx', ['--no-install', program, ...args]];
  execFileSync(bin, given, { cwd: site, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, CI: '1' } });
  return { generator: version, files: readTree(join(site, output)) };
}

function install(home: string, packages: readonly string[]): string {
  writeFileSync(join(home, 'package.json'), '{"private":true}');
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps', '--no-save'];
  execFileSync('npm', ['install', ...options, ...packages], { cwd: home, stdio: 'ignore' });
  const name = (packages[0] ?? '').replace(/(.)@.*$/, '$1');
  const { version } = JSON.parse(readFileSync(join(home, 'node_modules', name, 'package.json'), 'utf8'));
  return `${name} ${version}`;
}

function versionOf(program: string): string {
  const text = execFileSync(program, [program === 'hugo' ? 'version' : '--version'], { encoding: 'utf8' });
  return `${program} ${/\d+(\.\d+)+/.exec(text)?.[0] ?? ''}`;
}

/** Texts whose links are read, which are kept whole. */
const kept = new Set(['.html', '.css', '.txt', '.xml', '.json', '.svg', '.webmanifest']);

function readTree(folder: string): Fixture['files'] {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.endsWith('.map'))
    .sort();
  return Object.fromEntries(
    paths.map((path) => {
      const bytes = readFileSync(join(folder, path));
      const isKept = kept.has(extname(path)) ? bytes.length <= 4 * mostBytes : bytes.length <= mostBytes / 8;
      const isText = Buffer.from(bytes.toString('utf8')).equals(bytes);
      return [path, isKept && isText ? bytes.toString('utf8') : `${bytes.length} bytes\n`];
    }),
  );
}

mkdirSync(fixtures, { recursive: true });
const wanted = process.argv.slice(2);
for (const [name, generator] of Object.entries(generators)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const fixture = build(generator);
  writeFileSync(join(fixtures, `${name}.json`), `${JSON.stringify(fixture, undefined, 1)}\n`);
  console.log(`${name}: ${fixture.generator}, ${Object.keys(fixture.files).length} files`);
}
