import { createHash } from 'node:crypto';
import { until } from '../outside.mjs';
import { answerForm, startTask } from './form.mjs';
import {
  allowPublishing,
  autoUpdateStep,
  cnameStep,
  edgeStep,
  formStep,
  homeStep,
  openStep,
  publishedStep,
  type Subject,
  seeCname,
  signInStep,
} from './sharedSteps.mjs';
import { domainStates, etagInBucket } from './states.mjs';
import { cloud, expect, expectNamed, openRow, patiently, type Story, seeDone, type Walk } from './story.mjs';

const domain = 'img.shop-demo.com';
const bucket = 'site-hangzhou';
const target = `${domain}.w.kunlunsl.com`;
const key = 'css/site.css';
const subject: Subject = { domain, host: domain, target, bucket, key };
/** What is typed into css/site.css. */
export const newStyle = 'body { font-family: serif; background: #fdf6e3; }';

/** The main job, from an empty window to new bytes at the edge. */
export const publish: Story = {
  title: 'A bucket gets a CDN domain, and a saved file reaches the edge',
  steps: [
    openStep,
    signInStep,
    {
      id: 'explore',
      title: 'See buckets, objects and CDN domains',
      seconds: 30,
      act: async ({ workbench }) => {
        const view = cloud(workbench);
        await view.expand('Buckets');
        await view.expand(bucket);
        await view.row('index.html').waitFor();
        await view.expand('CDN Domains');
        await view.row('static.shop-demo.com').waitFor();
        await view.row('media.shop-demo.com').waitFor();
      },
      evidence: async ({ outside }) => {
        const [buckets, domains] = [await outside.state('buckets'), await domainStates(outside)];
        expect(!(domain in domains), `${domain} is on CDN already`);
        const online = Object.entries(domains).map(([name, { status }]) => `${name} ${status}`);
        return `${Object.keys(buckets).length} buckets; CDN has ${online.join(', ')}`;
      },
    },
    formStep(`Fill in the form for ${bucket} and start`, fillInForm),
    cnameStep(subject, domain),
    publishedStep(subject),
    edgeStep(subject),
    {
      id: 'record',
      title: 'Read the DNS record and approve it',
      seconds: 45,
      act: approveRecord,
      evidence: async (walk) => {
        const answer = await seeCname(walk, subject);
        const written = await walk.outside.calls('AddDomainRecord');
        const cnames = written.filter(({ params, status }) => params.Type === 'CNAME' && status === 200);
        expect(cnames.length === 1, `${cnames.length} CNAME records were written`);
        return `${answer}; AddDomainRecord was called once for it`;
      },
    },
    {
      id: 'verify',
      title: 'See the CNAME verified on its page',
      seconds: 45,
      act: async ({ workbench }) => {
        await workbench.runCommand('OSS + CDN: Verify CNAME');
        await workbench.pick.titled('Verify CNAME');
        await workbench.pick.choose(domain);
        const page = workbench.webview();
        await page.getByRole('heading', { level: 1, name: domain }).waitFor();
        await page.locator('.badge', { hasText: /^Works over http only$/ }).waitFor();
        await page.locator('dd .value', { hasText: target }).first().waitFor();
      },
      evidence: async ({ outside }) => `a DNS query answers ${await outside.cnameOf(domain)}`,
    },
    homeStep(subject),
    autoUpdateStep(subject),
    {
      id: 'save',
      title: 'Change css/site.css and save',
      seconds: 30,
      act: async ({ workbench, outside, seen }) => {
        seen.edge = await outside.edge(target, domain, `/${key}`);
        await workbench.openFile('site.css');
        await workbench.replaceText(newStyle);
        await workbench.save();
      },
      evidence: async ({ outside, signal }) => {
        const put = await until(signal, async () => {
          const calls = await outside.calls('PutObject');
          return calls.find(({ status }) => status === 200);
        });
        const etag = await etagInBucket(outside, bucket, key);
        expect(etag === md5(newStyle), `the bucket has ETag ${etag}`);
        return `PutObject answered ${put.status}; the bucket has ETag ${etag}, the MD5 of what was typed`;
      },
    },
    {
      id: 'refresh',
      title: 'See the status bar say that the edge is fresh',
      seconds: 60,
      act: async ({ workbench }) => {
        await workbench.statusItem('CDN: Fresh').waitFor(patiently);
      },
      evidence: (walk) => seeNewBytes(walk, subject),
    },
  ],
};

async function fillInForm(walk: Walk): Promise<void> {
  const { workbench, outside } = walk;
  await cloud(workbench).row('Publish a Folder on Your Domain…').click();
  await answerForm(walk, {
    'Folder to Publish': 'shop-demo',
    Bucket: bucket,
    'Domain to Accelerate': domain,
    'Business Type': 'Image and Small File',
    Region: 'Chinese Mainland Only',
  });
  expect((await outside.calls('AddCdnDomain')).length === 0, 'the domain was added before the review');
  await startTask(walk, domain, ['shop-demo', bucket]);
  await allowPublishing(walk, subject);
  await seeDone(workbench, 'Domain is added to CDN');
}

async function approveRecord({ workbench }: Walk): Promise<void> {
  await openRow(workbench, `Approve the DNS record: ${domain}`);
  const asked = await workbench.modal.read('Add this record to your live DNS?');
  expectNamed(asked, ['shop-demo.com', 'img', 'CNAME', target]);
  await workbench.modal.press('Add Record');
}

/** The edge serves what was typed, after the file was refreshed. */
export async function seeNewBytes(
  { outside, seen: { edge: before } }: Walk,
  { target, host, key }: Subject,
): Promise<string> {
  const after = await outside.edge(target, host, `/${key}`);
  const refreshes = await outside.calls('RefreshObjectCaches');
  expect(before !== undefined && before.etag !== after.etag, 'the ETag at the edge did not change');
  expect(after.body === newStyle, 'the edge serves other bytes');
  const accepted = refreshes.find(({ status, params }) => status === 200 && params.ObjectPath?.includes(key));
  expect(accepted !== undefined, 'no refresh of the file was accepted');
  return `the edge answered ETag ${before.etag} before and ${after.etag} now; RefreshObjectCaches got ${accepted.params.ObjectPath}`;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex').toUpperCase();
}
