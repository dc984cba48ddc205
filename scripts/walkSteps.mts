import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from '../test/support/session.js';
import type { View, Workbench } from '../test/support/workbench.js';
import { type EdgeSight, type Outside, until } from './outside.mjs';

/** What a step works with. */
export interface Walk {
  readonly session: Session;
  readonly workbench: Workbench;
  readonly outside: Outside;
  /** Fires when the step's time is over. */
  readonly signal: AbortSignal;
  /** What an earlier step saw and a later one compares with. */
  readonly seen: { before?: EdgeSight };
}

/** One step: what a person does and sees, then what is read from outside; either rejects when it is not so. */
export interface WalkStep {
  readonly id: string;
  readonly title: string;
  readonly seconds: number;
  act(walk: Walk): Promise<void>;
  /** One line of evidence. */
  evidence(walk: Walk): Promise<string>;
}

const domain = 'img.shop-demo.com';
const bucket = 'site-hangzhou';
const target = `${domain}.w.kunlunsl.com`;
/** The step's own deadline is the one that counts. */
const patiently = { timeout: 0 };
const newStyle = 'body { font-family: serif; background: #fdf6e3; }';

interface BucketState {
  readonly objects: Readonly<Record<string, { readonly etag: string }>>;
  readonly cnames: readonly { readonly domain: string; readonly isPurgeCdnCache: boolean }[];
}
interface DomainState {
  readonly status: string;
  readonly cname: string;
}

/** The main job, from an empty window to new bytes at the edge. */
export const walkSteps: readonly WalkStep[] = [
  {
    id: 'open',
    title: 'Open the view; nothing is asked of the cloud',
    seconds: 30,
    act: async ({ workbench }) => {
      await workbench.openContainer('OSS + CDN');
      await cloud(workbench).button('Sign In').waitFor();
    },
    evidence: async ({ outside }) => {
      const calls = await outside.calls('ListBuckets', 'DescribeUserDomains');
      expect(calls.length === 0, 'calls were made before the sign-in');
      return 'the cloud received no call';
    },
  },
  {
    id: 'signIn',
    title: 'Sign in with the profile of the Alibaba Cloud CLI',
    seconds: 30,
    act: async ({ workbench }) => {
      await cloud(workbench).button('Sign In').click();
      await workbench.pick.titled('Sign In to Alibaba Cloud');
      await workbench.pick.choose('Profile: sandbox');
      await cloud(workbench).row('Buckets').waitFor();
    },
    evidence: async ({ outside }) => {
      const [call] = await outside.calls('ListBuckets');
      expect(call?.status === 200, 'ListBuckets did not answer 200');
      return 'ListBuckets answered 200 to a request signed with OSS4-HMAC-SHA256';
    },
  },
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
      const [buckets, domains] = [await outside.state('buckets'), await outside.state<DomainState>('cdnDomains')];
      expect(!(domain in domains), `${domain} is on CDN already`);
      const online = Object.entries(domains).map(([name, { status }]) => `${name} ${status}`);
      return `${Object.keys(buckets).length} buckets; CDN has ${online.join(', ')}`;
    },
  },
  {
    id: 'form',
    title: `Fill in the form for ${bucket} and start`,
    seconds: 45,
    act: fillInForm,
    evidence: async ({ outside, signal }) => {
      const call = await until(signal, async () => (await outside.calls('AddCdnDomain'))[0]);
      expect(call.status === 200, `AddCdnDomain answered ${call.code}`);
      return `AddCdnDomain answered 200 for ${call.params.DomainName}, origin ${call.params.Sources}`;
    },
  },
  {
    id: 'cname',
    title: 'Watch CDN bring the domain online and assign its CNAME',
    seconds: 45,
    act: ({ workbench }) => seeDone(workbench, 'CNAME is assigned'),
    evidence: async ({ outside }) => {
      const { status, cname } = (await outside.state<DomainState>('cdnDomains'))[domain] ?? { status: '', cname: '' };
      expect(status === 'online' && cname === target, `CDN has ${status} with CNAME "${cname}"`);
      return `CDN has the domain ${status} with the CNAME ${cname}`;
    },
  },
  {
    id: 'edge',
    title: 'See the edge proven before DNS is touched',
    seconds: 45,
    act: ({ workbench }) => seeDone(workbench, 'Edge serves your files'),
    evidence: async ({ outside }) => {
      const [edge, etag] = [await outside.edge(target, domain, '/css/site.css'), await etagInBucket(outside)];
      const record = await outside.cnameOf(domain);
      expect(edge.status === 200 && edge.etag === etag, `the edge answered ${edge.status} with ETag ${edge.etag}`);
      expect(record === undefined, `DNS answers ${record} already`);
      return `the edge answers ETag ${edge.etag}, the bucket has ${etag}; DNS knows no ${domain}`;
    },
  },
  {
    id: 'record',
    title: 'Read the DNS record and approve it',
    seconds: 45,
    act: approveRecord,
    evidence: async ({ outside }) => {
      const cname = await outside.cnameOf(domain);
      expect(cname === target, `DNS answers ${cname}`);
      const written = await outside.calls('AddDomainRecord');
      const cnames = written.filter(({ params, status }) => params.Type === 'CNAME' && status === 200);
      expect(cnames.length === 1, `${cnames.length} CNAME records were written`);
      return `DNS answers ${domain} CNAME ${cname}; AddDomainRecord was called once for it`;
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
      await page.locator('.verdict.tone-good').waitFor();
      await page.locator('dd .value', { hasText: target }).first().waitFor();
    },
    evidence: async ({ outside }) => `a DNS query answers ${await outside.cnameOf(domain)}`,
  },
  {
    id: 'autoUpdate',
    title: 'Turn on Auto CDN Cache Update in the console',
    seconds: 60,
    act: async ({ workbench, session }) => {
      await seeDone(workbench, 'Domain is bound to the bucket');
      await session.control.act('setPurge', { bucket, domain, on: true });
      await seeDone(workbench, 'Auto CDN Cache Update is on');
    },
    evidence: async ({ outside }) => {
      const bound = (await outside.state<BucketState>('buckets'))[bucket]?.cnames.find(
        (each) => each.domain === domain,
      );
      expect(bound?.isPurgeCdnCache === true, 'the bucket does not have it on');
      return `the bucket is bound to ${bound?.domain} and has the switch on`;
    },
  },
  {
    id: 'mapping',
    title: 'Choose the folder that is published on save',
    seconds: 45,
    act: async ({ workbench }) => {
      await cloud(workbench).pressInline('Folder is published on save', 'Continue Onboarding');
      await workbench.pick.titled('Folder to Publish');
      await workbench.pick.choose('shop-demo');
      await seeDone(workbench, 'Folder is published on save');
    },
    evidence: async ({ session }) => {
      const file = join(session.workspace, '.vscode/oss-cdn.json');
      expect(existsSync(file), 'no mapping was written');
      return `.vscode/oss-cdn.json says ${JSON.stringify(JSON.parse(readFileSync(file, 'utf8')).mappings)}`;
    },
  },
  {
    id: 'save',
    title: 'Change css/site.css, save, and agree to publish',
    seconds: 30,
    act: async ({ workbench, outside, seen }) => {
      seen.before = await outside.edge(target, domain, '/css/site.css');
      await workbench.openFile('site.css');
      await workbench.replaceText(newStyle);
      await workbench.save();
      const asked = await workbench.modal.read('Publish files to Alibaba Cloud');
      for (const part of [bucket, domain]) expect(asked.includes(part), `the question does not name ${part}`);
      await workbench.modal.press('Publish');
    },
    evidence: async ({ outside, signal }) => {
      const put = await until(signal, async () => {
        const calls = await outside.calls('PutObject');
        return calls.find(({ status }) => status === 200);
      });
      const etag = await etagInBucket(outside);
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
    evidence: async ({ outside, seen: { before } }) => {
      const after = await outside.edge(target, domain, '/css/site.css');
      const refreshes = await outside.calls('RefreshObjectCaches');
      expect(before !== undefined && before.etag !== after.etag, 'the ETag at the edge did not change');
      expect(after.body === newStyle, 'the edge serves other bytes');
      expect(
        refreshes.some(({ status }) => status === 200),
        'no refresh was accepted',
      );
      return `the edge answered ETag ${before?.etag} before and ${after.etag} now; RefreshObjectCaches got ${refreshes[0]?.params.ObjectPath}`;
    },
  },
];

function cloud(workbench: Workbench): View {
  return workbench.view('Cloud');
}

async function fillInForm({ workbench, outside }: Walk): Promise<void> {
  const { pick, modal } = workbench;
  await cloud(workbench).pressInline(bucket, 'Accelerate Bucket with CDN');
  await pick.titled('Domain to Accelerate');
  await pick.choose(domain);
  await pick.titled('Business Type');
  await pick.choose('Image and Small File');
  await pick.titled('Region');
  await pick.choose('Mainland China');
  await pick.titled('Port');
  await pick.choose('80');
  const review = await modal.read('Accelerate');
  for (const part of [domain, bucket, 'Mainland China']) expect(review.includes(part), `the review misses ${part}`);
  expect((await outside.calls('AddCdnDomain')).length === 0, 'the domain was added before the review');
  await modal.press('Start Onboarding');
  await cloud(workbench).expand('Onboardings');
  await cloud(workbench).expand(domain);
  await seeDone(workbench, 'Accelerated domain is added');
}

async function approveRecord({ workbench }: Walk): Promise<void> {
  const row = 'DNS record points to CDN';
  await cloud(workbench).pressInline(row, 'Continue Onboarding');
  const asked = await workbench.modal.read('Add this record to your live DNS?');
  for (const part of ['shop-demo.com', 'img', 'CNAME', target])
    expect(asked.includes(part), `it does not name ${part}`);
  await workbench.modal.press('Add Record');
  await seeDone(workbench, row);
  await seeDone(workbench, 'DNS servers see the CNAME');
}

/** A row tells in its accessible label that its step is done. */
async function seeDone(workbench: Workbench, step: string): Promise<void> {
  await cloud(workbench).doneRow(step, 'Done').waitFor(patiently);
}

async function etagInBucket(outside: Outside): Promise<string | undefined> {
  return (await outside.state<BucketState>('buckets'))[bucket]?.objects['css/site.css']?.etag;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex').toUpperCase();
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
