import { createHash } from 'node:crypto';
import { cloudView, seeStep } from '../../test/ui/support/actions.js';
import { answerForm, startTask } from './form.mjs';
import {
  autoUpdateStep,
  cnameStep,
  edgeStep,
  formStep,
  homeStep,
  openStep,
  publishedStep,
  recordStep,
  type Subject,
  signInStep,
} from './steps.mjs';
import { accepted, bucketState, expect, refuse, type Story, type Walk } from './story.mjs';

const domain = 'img.shop-demo.com';
const bucket = 'site-hangzhou';
const target = `${domain}.w.kunlunsl.com`;
const key = 'css/site.css';
const subject: Subject = { domain, host: domain, target, bucket, key };
/** The text that is typed into css/site.css. */
const newStyle = 'body { font-family: serif; background: #fdf6e3; }';

/** The main task, from an empty window until the edge serves new bytes. */
export const publish: Story = {
  title: 'A bucket gets a CDN domain, and a saved file reaches the edge',
  breaks: {
    cname: {
      step: 'cname',
      meaning: 'CDN takes the domain but its configuration fails, so that no CNAME is ever assigned',
      apply: (control) => control.act('setUncertain', { name: 'addOutcome', value: 'check_failed' }),
    },
    dns: {
      // The TXT record that binds the domain is the first record to be written, before the domain is waited for.
      step: 'cname',
      meaning: 'Alibaba Cloud DNS refuses to write records',
      apply: refuse('AddDomainRecord', 'InternalError', 500),
    },
    save: { step: 'save', meaning: 'OSS refuses the upload', apply: refuse('PutObject', 'AccessDenied', 403) },
    refresh: {
      step: 'refresh',
      meaning: 'CDN refuses to refresh',
      apply: refuse('RefreshObjectCaches', 'QuotaExceeded.Refresh', 400),
    },
  },
  steps: [
    openStep,
    signInStep,
    { id: 'explore', title: 'See buckets, objects and CDN domains', act: explore, evidence: seeDomains },
    formStep(`Fill in the form for ${bucket} and start`, fillInForm),
    cnameStep(subject, domain),
    publishedStep(subject),
    edgeStep(subject),
    recordStep(subject),
    {
      id: 'verify',
      title: 'See the CNAME verified on its page',
      act: verify,
      evidence: async ({ outside }) => `a DNS query answers ${await outside.cnameOf(domain)}`,
    },
    homeStep(domain),
    autoUpdateStep(subject),
    {
      id: 'save',
      title: 'Change css/site.css and save',
      act: saveNewStyle,
      evidence: seeUpload,
    },
    {
      id: 'refresh',
      title: 'See the status bar say that the edge is fresh',
      act: ({ workbench }) => workbench.statusItem('CDN: Fresh').waitFor(),
      evidence: (walk) => seeNewBytes(walk, subject),
    },
  ],
};

async function explore({ workbench }: Walk): Promise<void> {
  const view = cloudView(workbench);
  await view.expand('Buckets');
  await view.expand(bucket);
  await view.row('index.html').waitFor();
  await view.expand('CDN Domains');
  await view.row('static.shop-demo.com').waitFor();
  await view.row('media.shop-demo.com').waitFor();
}

async function seeDomains({ outside }: Walk): Promise<string> {
  const [buckets, domains] = [await outside.buckets(), await outside.domains()];
  expect(!(domain in domains), `${domain} is on CDN already`);
  const online = Object.entries(domains).map(([name, { status }]) => `${name} ${status}`);
  return `${Object.keys(buckets).length} buckets; CDN has ${online.join(', ')}`;
}

async function fillInForm(walk: Walk): Promise<void> {
  const { workbench, outside } = walk;
  await cloudView(workbench).row('Publish a Folder on Your Domain…').click();
  await answerForm(walk, {
    'Folder to Publish': 'shop-demo',
    Bucket: bucket,
    'Domain to Accelerate': domain,
    'Business Type': 'Image and Small File',
    Region: 'Chinese Mainland Only',
  });
  expect((await outside.calls('AddCdnDomain')).length === 0, 'the domain was added before the review');
  await startTask(walk, domain, ['shop-demo', bucket]);
  await seeStep(workbench, 'Domain is added to CDN');
}

async function verify({ workbench }: Walk): Promise<void> {
  await workbench.runCommand('OSS + CDN: Verify CNAME');
  await workbench.pick.titled('Verify CNAME');
  await workbench.pick.choose(domain);
  const page = workbench.webview();
  await page.getByRole('heading', { level: 1, name: domain }).waitFor();
  await page.locator('.badge', { hasText: /^Works over http only$/ }).waitFor();
  await page.locator('dd .value', { hasText: target }).first().waitFor();
}

/** Types the new text into css/site.css and saves. */
export async function saveNewStyle({ workbench }: Walk): Promise<void> {
  await workbench.openFile('site.css');
  await workbench.replaceText(newStyle);
  await workbench.save();
}

async function seeUpload(walk: Walk): Promise<string> {
  const { status } = await accepted(walk, 'PutObject');
  const { etag } = (await bucketState(walk, bucket)).objects[key] ?? {};
  const md5 = createHash('md5').update(newStyle).digest('hex').toUpperCase();
  expect(etag === md5, `the bucket has ETag ${etag}`);
  return `PutObject answered ${status}; the bucket has ETag ${etag}, the MD5 of what was typed`;
}

/** Checks that the file was refreshed, and that the edge serves the typed text instead of the bytes from the earlier check. */
export async function seeNewBytes(
  { outside, seen: { edge: before } }: Walk,
  { target, host, key }: Subject,
): Promise<string> {
  const after = await outside.edge(target, host, `/${key}`);
  const refreshes = await outside.calls('RefreshObjectCaches');
  expect(before !== undefined && before.etag !== after.etag, 'the ETag at the edge did not change');
  expect(after.body === newStyle, 'the edge serves other bytes');
  const refresh = refreshes.find(({ status, params }) => status === 200 && params.ObjectPath?.includes(key));
  expect(refresh !== undefined, 'no refresh of the file was accepted');
  return `the edge answered ETag ${before.etag} before and ${after.etag} now; RefreshObjectCaches got ${refresh.params.ObjectPath}`;
}
