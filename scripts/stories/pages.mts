import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageButton, readPage } from '../../test/support/pageInFront.js';
import { cloudView, seeStep } from '../../test/ui/support/actions.js';
import { root } from '../ensure.mjs';
import { answerForm, startTask } from './form.mjs';
import { bucket, writeBuild } from './goLive.mjs';
import { openStep, recordStep, signInStep } from './steps.mjs';
import { expect, expectNamed, type Story, type Walk } from './story.mjs';

const zone = 'shop-demo.com';
const domain = `www.${zone}`;
const target = `${domain}.w.kunlunsl.com`;
const answers = { 'Folder to Publish': 'dist', Bucket: bucket, 'Domain to Accelerate': domain };

/** A build for the path `/docs/`, and an export of Next.js whose pages are addressed without `.html`. */
const based = readBuild('astro-base');
const exported = readBuild('next');

/** The review says where a build with a base path goes, and changes nothing; the next build goes live, and every page of it answers. */
export const pages: Story = {
  title: 'Pages without .html go live, after a build with a base path',
  prepare: async (session) => {
    writeBuild(session, Object.entries(based));
    await session.control.act('issueCertificate', { name: `wild-${zone}`, names: [`*.${zone}`], days: 80 });
    await session.control.act('deleteRecord', { zone, rr: 'www', type: 'A' });
  },
  breaks: {
    page: {
      step: 'edge',
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
    expect((await outside.cnameOf(domain)) === undefined, 'DNS leads to CDN');
    return `DNS knows no CNAME of ${domain}`;
  },
  steps: [
    openStep,
    signInStep,
    {
      id: 'base',
      title: 'Read that the build expects /docs/, and leave',
      act: leaveBased,
      evidence: async ({ outside }) => {
        const changes = await outside.calls('AddCdnDomain', 'PutObject', 'PutCname', 'AddDomainRecord');
        expect(changes.length === 0, 'the cloud was changed');
        return 'nothing in the cloud was changed';
      },
    },
    {
      id: 'start',
      title: 'Build for the root, and start',
      act: async (walk) => {
        writeBuild(walk.session, Object.entries(exported));
        walk.seen.beganAt = Date.now();
        await openForm(walk);
        await startTask(walk, domain, [bucket, 'Website']);
        await seeStep(walk.workbench, 'Folder is published');
      },
      evidence: async ({ outside }) => {
        expect(domain in (await outside.domains()), `CDN does not have ${domain}`);
        return `CDN has ${domain}`;
      },
    },
    {
      id: 'edge',
      title: 'See every page at the edge before DNS is touched',
      seconds: 180,
      act: ({ workbench }) => seeStep(workbench, 'Edge serves the site'),
      evidence: async ({ outside }) => {
        expect((await outside.cnameOf(domain)) === undefined, 'DNS leads to CDN already');
        const seen = listAddresses(exported).map(async ([path, file]) => {
          const { status, body } = await outside.edge(target, domain, path);
          expect(status === 200 && body === exported[file], `the edge answers ${status} to ${path}`);
          return path;
        });
        return `the edge answers 200 with the bytes of the folder to ${(await Promise.all(seen)).join(', ')}`;
      },
    },
    recordStep({ domain, target }),
    {
      id: 'end',
      title: `Request every page of https://${domain} as visitors do`,
      seconds: 180,
      evidence: async ({ outside, seen: { beganAt = 0 } }) => {
        for (const [path, file] of listAddresses(exported)) {
          const { status, body } = await outside.page(`https://${domain}${path}`);
          expect(status === 200 && body === exported[file], `https://${domain}${path} answers ${status}`);
        }
        const seconds = Math.round((Date.now() - beganAt) / 1000);
        return `every page of https://${domain} answers 200, ${seconds} s after the form`;
      },
    },
  ],
};

function readBuild(name: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(root, `test/fixtures/builds/${name}.json`), 'utf8')).files;
}

/** Lists the addresses of the pages of a build, each with its file. */
function listAddresses(files: Readonly<Record<string, string>>): readonly (readonly [path: string, file: string])[] {
  const named = Object.keys(files).filter((path) => path.endsWith('.html') && path !== '404.html');
  return named.map((file) => [`/${file.replace(/(^|\/)index\.html$|\.html$/, '$1')}`, file]);
}

async function openForm(walk: Walk): Promise<void> {
  await cloudView(walk.workbench).row('Publish a Folder on Your Domain…').click();
  walk.done.push({ kind: 'click', what: 'Publish a Folder on Your Domain…' });
  await answerForm(walk, answers);
}

async function leaveBased(walk: Walk): Promise<void> {
  const { workbench, stop } = walk;
  await openForm(walk);
  const review = await readPage(workbench);
  await stop(review);
  expectNamed(review, ['/docs/', 'The pages expect to be there; / redirects to it']);
  await pageButton(workbench, 'Cancel').click();
}
