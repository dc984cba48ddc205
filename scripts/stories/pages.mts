import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeStep } from '../../test/ui/support/actions.js';
import { root } from '../ensure.mjs';
import type { Sight } from '../outside.mjs';
import { answerForm, startTask } from './form.mjs';
import { bucket, writeBuild } from './goLive.mjs';
import { openStep, recordStep, signInStep } from './steps.mjs';
import { expect, type Story, type WalkStep } from './story.mjs';

const zone = 'shop-demo.com';

/** A site that goes live: a build in a folder of the workspace, the prefix of its pages, and what the review names. */
interface Site {
  readonly id: string;
  readonly title: string;
  readonly folder: string;
  readonly bucket: string;
  readonly domain: string;
  readonly files: Readonly<Record<string, string>>;
  readonly prefix: string;
  readonly named: readonly string[];
}

const docs: Site = {
  id: 'docs',
  title: 'a build that expects /docs/',
  folder: 'handbook',
  bucket: 'docs-singapore',
  domain: `img.${zone}`,
  files: readBuild('astro-base'),
  prefix: 'docs/',
  named: ['docs-singapore/docs/', 'The pages expect to be there; / redirects to it'],
};

const exported: Site = {
  id: 'pages',
  title: 'an export of Next.js, whose pages have addresses without .html',
  folder: 'dist',
  bucket,
  domain: `www.${zone}`,
  files: readBuild('next'),
  prefix: '',
  named: ['Website'],
};

/** Two builds go live, and every page of them answers. */
export const pages: Story = {
  title: 'Builds with a base path, and with pages without .html, go live',
  prepare: async ({ workspace, control, sandbox: { state } }) => {
    for (const { folder, files } of [docs, exported]) writeBuild(workspace, Object.entries(files), folder);
    const empty = state.buckets.get(bucket);
    if (empty) state.buckets.set(docs.bucket, { ...structuredClone(empty), name: docs.bucket });
    await control.act('issueCertificate', { name: `wild-${zone}`, names: [`*.${zone}`], days: 80 });
    await control.act('deleteRecord', { zone, rr: 'www', type: 'A' });
  },
  breaks: {
    page: {
      step: `${exported.id}-edge`,
      meaning: 'the edge does not serve /about',
      apply: (control) =>
        control.fault({
          action: 'EdgeRequest',
          kind: 'error',
          path: '/about',
          count: 1_000_000,
          code: 'NoSuchKey',
          status: 404,
        }),
    },
  },
  unharmed: async ({ outside }) => {
    expect((await outside.cnameOf(exported.domain)) === undefined, 'DNS leads to CDN');
    return `DNS knows no CNAME of ${exported.domain}`;
  },
  steps: [openStep, signInStep, ...siteSteps(docs), ...siteSteps(exported)],
};

/** Creates the steps from the form until every page answers. */
function siteSteps(site: Site): readonly WalkStep[] {
  const { id, title, folder, domain, named } = site;
  const target = `${domain}.w.kunlunsl.com`;
  const isServed = async (look: (path: string) => Promise<Pick<Sight<'page'>, 'status' | 'body'>>) => {
    const addresses = listAddresses(site);
    for (const [path, file] of addresses) {
      const { status, body } = await look(path);
      expect(status === 200 && body === site.files[file], `${path} answers ${status}`);
    }
    return addresses.map(([path]) => path).join(', ');
  };
  return [
    {
      id: `${id}-start`,
      title: `Publish ${title}: answer the form, read the review, and start`,
      act: async (walk) => {
        walk.seen.beganAt = Date.now();
        await walk.workbench.runCommand('OSS + CDN: Publish or Deploy a Site Folder on Your Domain…');
        await answerForm(walk, { 'Folder to Publish': folder, Bucket: site.bucket, 'Domain to Accelerate': domain });
        await startTask(walk, domain, named);
        await seeStep(walk.workbench, 'Folder is published');
      },
      evidence: async ({ outside }) => {
        expect(domain in (await outside.domains()), `CDN does not have ${domain}`);
        return `CDN has ${domain}`;
      },
    },
    {
      id: `${id}-edge`,
      title: 'See every page at the edge before DNS is touched',
      seconds: 180,
      act: ({ workbench }) => seeStep(workbench, 'Edge serves the site'),
      evidence: async ({ outside }) => {
        expect((await outside.cnameOf(domain)) === undefined, 'DNS leads to CDN already');
        return `the edge answers 200 with the bytes of the folder to ${await isServed((path) => outside.edge(target, domain, path))}`;
      },
    },
    { ...recordStep({ domain, target }), id: `${id}-record` },
    {
      id: `${id}-end`,
      title: `Request every page of https://${domain} as visitors do`,
      seconds: 180,
      evidence: async ({ outside, seen: { beganAt = 0 } }) => {
        const served = await isServed((path) => outside.page(`https://${domain}${path}`));
        const root = await outside.page(`https://${domain}/`);
        const isAtRoot = site.prefix === '';
        const isLed = root.status === 302 && root.location?.endsWith(`/${site.prefix}`) === true;
        expect(isAtRoot || isLed, `/ answers ${root.status}`);
        const redirect = isAtRoot ? '' : `, and / leads to ${root.location}`;
        const seconds = Math.round((Date.now() - beganAt) / 1000);
        return `https://${domain} answers 200 to ${served}${redirect}, ${seconds} s after the form`;
      },
    },
  ];
}

function readBuild(name: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(root, `test/fixtures/builds/${name}.json`), 'utf8')).files;
}

/** Lists the addresses of the pages of a site, each with its file. */
function listAddresses({ files, prefix }: Site): readonly (readonly [path: string, file: string])[] {
  const named = Object.keys(files).filter((path) => path.endsWith('.html') && path !== '404.html');
  return named.map((file) => [`/${prefix}${file.replace(/(^|\/)index\.html$|\.html$/, '$1')}`, file]);
}
