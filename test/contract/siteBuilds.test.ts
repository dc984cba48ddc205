import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build } from 'vite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from '../../scripts/ensure.mjs';
import { proposeSite } from '../../src/core/delivery/readFolder.js';
import { hasLinks, readBase, readLinks } from '../../src/core/delivery/siteLinks.js';
import { compileRules } from '../../src/core/publishing/mapping/fileRules.js';
import { toContentType } from '../../src/core/publishing/upload/uploadHeaders.js';
import { long } from '../support/sample.js';
import { plan as onboarding, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { visit } from '../support/visit.js';

// What each generator wrote (`scripts/builds.mts`) is put into a bucket as publishing puts it, its site is set up as proposed, and every link is followed.

interface Build {
  readonly generator: string;
  readonly files: Readonly<Record<string, string>>;
}

const folder = join(root, 'test/fixtures/builds');
const read = (name: string): Build => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
const builds: Readonly<Record<string, Build>> = {
  ...Object.fromEntries(readdirSync(folder).map((file) => [file.slice(0, -'.json'.length), read(file.slice(0, -5))])),
  mixture: {
    generator: 'pages without a suffix, a folder with an index, and an app below /app/',
    files: {
      ...read('next').files,
      'shop/index.html': '<a href="../about">About</a><a href="cart">Cart</a><img src="../photo.svg">',
      'shop/cart.html': '<a href="./">Shop</a>',
      ...Object.fromEntries(Object.entries(read('vite-app').files).map(([path, text]) => [`app/${path}`, text])),
      LICENSE: 'MIT',
    },
  },
};
const builtNow = 'an app that is built now';

/** Builds an app below a base path now, with the generator itself. */
async function buildApp(): Promise<Build> {
  const work = mkdtempSync(join(tmpdir(), 'oss-cdn-build-'));
  const sources = {
    'index.html': '<body><a href="/app/photo.svg">Photo</a><script type="module" src="/main.js"></script></body>',
    'main.js': "import './style.css';\nimport('./later.js').then(({ text }) => { document.body.append(text); });\n",
    'later.js': "export const text = 'Loaded later';\n",
    'style.css': 'body { background: url("/photo.svg"); }\n',
    'public/photo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  };
  try {
    mkdirSync(join(work, 'public'));
    for (const [path, text] of Object.entries(sources)) writeFileSync(join(work, path), text);
    await build({ root: work, base: '/app/', configFile: false, logLevel: 'silent' });
    const paths = readdirSync(join(work, 'dist'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    const toPath = (path: string) => relative(join(work, 'dist'), path).replaceAll('\\', '/');
    return {
      generator: 'Vite',
      files: Object.fromEntries(paths.map((path) => [toPath(path), readFileSync(path, 'utf8')])),
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** What the reader of the folder says, the status of a missing page, and addresses that no link names. */
const expected: Readonly<
  Record<string, { type: string; missing?: number; serves?: Readonly<Record<string, string>> }>
> = {
  astro: { type: 'docs', serves: { '/about': 'about/index.html', '/about/': 'about/index.html' } },
  'astro-base': {
    type: 'docs',
    serves: { '/': 'index.html', '/docs': 'index.html', '/docs/about': 'about/index.html' },
  },
  docusaurus: { type: 'docs', serves: { '/docs/intro': 'docs/intro/index.html' } },
  hugo: { type: 'docs', serves: { '/posts/': 'posts/index.html', '/posts/first': 'posts/first/index.html' } },
  mkdocs: { type: 'docs', serves: { '/guide/start/': 'guide/start/index.html' } },
  next: {
    type: 'website',
    serves: { '/about': 'about.html', '/about/': 'about.html', '/blog/second': 'blog/second.html' },
  },
  'next-slash': { type: 'docs', serves: { '/about': 'about/index.html', '/blog/second/': 'blog/second/index.html' } },
  sveltekit: { type: 'spa', missing: 200, serves: { '/about': 'about.html', '/account': '200.html' } },
  vite: { type: 'spa', missing: 200, serves: { '/any/route': 'index.html' } },
  [builtNow]: { type: 'spa', missing: 200, serves: { '/': 'index.html', '/app/any/route': 'index.html' } },
  vitepress: {
    type: 'website',
    serves: {
      '/about': 'about.html',
      '/guide': 'guide/index.html',
      '/guide/': 'guide/index.html',
      '/guide/start': 'guide/start.html',
    },
  },
  mixture: {
    type: 'website',
    serves: {
      '/about': 'about.html',
      '/shop': 'shop/index.html',
      '/shop/': 'shop/index.html',
      '/shop/cart': 'shop/cart.html',
      '/app': 'app/index.html',
      '/app/any/route': 'app/index.html',
      '/LICENSE': 'LICENSE',
    },
  },
};

const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
const domain = 'static.shop-demo.com';
const origin = `http://${domain}`;
const { signal } = new AbortController();
let runs: SandboxRuns;

beforeEach(async () => {
  runs = await startSandboxRuns();
  const { state } = runs.sandbox;
  Object.assign(state.cdnDomains.get(domain)!, { httpsOn: false });
  state.buckets.get(bucket.name)!.objects.clear();
});
afterEach(() => runs.stop());

/** Publishes the files where they expect to be, and runs the task that sets the proposed site up, which proves it at the edge. */
async function serve(files: Build['files']) {
  const { headersOf } = compileRules({});
  const paths = Object.keys(files);
  const links = paths.filter(hasLinks).flatMap((path) => readLinks(path, files[path] ?? ''));
  const base = readBase(links, new Set(paths));
  for (const [key, text] of Object.entries(files)) {
    const headers = { 'content-type': toContentType(key), ...headersOf(key) };
    await runs.cloud.oss.putObject(bucket, `${base ?? ''}${key}`, { body: Buffer.from(text), headers }, signal);
  }
  const { site } = proposeSite({ paths, base }, { name: domain, httpsOn: false });
  const board = runs.openWindow();
  const plan = { ...onboarding, task: 'site', site, domain, origin: { kind: 'bucket', bucket } } as const;
  await runs.finish(board, await board.start(plan), (ask) => {
    if (ask.kind === 'approveSite') return { approvals: { site: ask.approval } };
    if (ask.kind === 'offerDrop') return { approvals: { dropCopies: ask.approval } };
    throw new Error(`not expected to be asked: ${JSON.stringify(ask)}`);
  });
  return site;
}

/** Requests a URL as a browser does. */
async function browse(url: string) {
  let at = url;
  for (let hops = 0; ; hops += 1) {
    const answer = await visit(runs.sandbox, at);
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status >= 400 || location === undefined || hops === 5)
      return { ...answer, url: at };
    at = new URL(location, at).href;
  }
}

/** The addresses of this host in a page or a style sheet, relative to where it was found. */
function listAddresses({ text, url, headers }: Awaited<ReturnType<typeof browse>>): readonly string[] {
  const isStyle = headers['content-type']?.startsWith('text/css') === true;
  if (!isStyle && !headers['content-type']?.startsWith('text/html')) return [];
  const named = [...text.matchAll(isStyle ? /url\(["']?([^"')]+)/g : /\s(?:href|src)=["']?([^"'\s>]+)/g)].map(
    ([, each]) => each ?? '',
  );
  const sets = [...text.matchAll(/\ssrcset="([^"]+)"/g)].flatMap(([, set = '']) =>
    set.split(',').map((each) => each.trim().split(' ')[0] ?? ''),
  );
  const urls = [...named, ...sets].flatMap((each) => (URL.canParse(each, url) ? [new URL(each, url)] : []));
  return urls.filter((each) => each.origin === origin).map(({ origin: of, pathname }) => `${of}${pathname}`);
}

/** Returns whether the build has a file for an address in any form. */
function hasFile(files: Build['files'], url: string, base = ''): boolean {
  const whole = decodeURIComponent(new URL(url).pathname).slice(1);
  if (!`${whole}/`.startsWith(base)) return false;
  const path = whole.slice(base.length).replace(/\/$/, '');
  return [path, `${path}.html`, path === '' ? 'index.html' : `${path}/index.html`].some(
    (each) => files[each] !== undefined,
  );
}

test.each(Object.entries(expected))(
  'every link of every page of %s leads to what the build has, and pages are at their addresses',
  long,
  async (name, { type, missing = 302, serves = {} }) => {
    const { files } = name === builtNow ? await buildApp() : builds[name]!;
    const site = await serve(files);
    const base = site.routes?.base ?? '';
    expect(site.type).toBe(type);
    const pages = Object.keys(files).filter((path) => path.endsWith('.html'));
    const others = Object.keys(files).filter((path) => !path.endsWith('.html'));
    const queue = new Set([
      `${origin}/`,
      ...pages.map((path) => `${origin}/${base}${path.replace(/(^|\/)index\.html$/, '$1')}`),
      ...others.map((path) => `${origin}/${base}${path}`),
    ]);
    const dead: string[] = [];
    let links = 0;
    for (const url of queue) {
      const answer = await browse(url);
      if (answer.status !== 200 && hasFile(files, url, base)) dead.push(`${answer.status} ${url}`);
      for (const each of listAddresses(answer)) {
        if (!hasFile(files, each, base)) continue;
        queue.add(each);
        links += 1;
      }
    }
    expect(dead).toEqual([]);
    expect(links).toBeGreaterThan(0);
    for (const [path, key] of Object.entries(serves)) {
      const { status, text, headers } = await browse(`${origin}${path}`);
      expect({ path, status, isFile: text === files[key], cache: headers['cache-control'] }).toEqual({
        path,
        status: 200,
        isFile: true,
        cache: 'no-cache',
      });
    }
    const page = await browse(`${origin}/missing-page`);
    const file = await browse(`${origin}/missing.js`);
    if (missing === 200) {
      expect({ status: page.status, isRoute: page.text === (files['200.html'] ?? files['index.html']) }).toEqual({
        status: 200,
        isRoute: true,
      });
      expect(file.status).toBe(404);
    } else if (files['404.html'] === undefined) expect([page.status, file.status]).toEqual([404, 404]);
    else expect([page.url, file.url]).toEqual([`${origin}/${base}404.html`, `${origin}/${base}404.html`]);
  },
);
