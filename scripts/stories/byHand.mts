import type { AccessKey } from '../../sandbox/state/accessKey.js';
import { openConsole } from '../../test/support/consolePage.js';
import type { Session } from '../../test/support/session.js';
import { until } from '../outside.mjs';
import { answerForm, startTask } from './form.mjs';
import { readTree, setByHand } from './otherProvider.mjs';
import { newStyle, seeNewBytes } from './publish.mjs';
import {
  allowPublishing,
  cnameStep,
  edgeStep,
  homeStep,
  openStep,
  publishedStep,
  type Subject,
  seeCname,
} from './sharedSteps.mjs';
import { bucketState } from './states.mjs';
import type { Story, Walk } from './story.mjs';
import { cloud, expect, patiently, seeDone } from './story.mjs';

const zone = 'garden-demo.com';
const domain = `img.${zone}`;
const bucket = 'site-hangzhou';
const keyId = 'LTAI5tSandboxEditor00005';
const subject: Subject = { domain, host: domain, target: `${domain}.w.kunlunsl.com`, bucket, key: 'css/site.css' };
const { target } = subject;
const proxyRefuses = 'The proxy refused the request';

/** All that the task needs but the list of buckets and DNS. */
const policy = {
  Version: '1',
  Statement: [
    { Effect: 'Allow', Action: 'cdn:*', Resource: '*' },
    { Effect: 'Allow', Action: 'oss:*', Resource: [`acs:oss:*:*:${bucket}`, `acs:oss:*:*:${bucket}/*`] },
  ],
};

/** The main job with few permissions, records that are set by hand at another provider, and a proxy that refuses now and then. */
export const byHand: Story = {
  title: 'A key with few permissions, a domain whose DNS is elsewhere, and a proxy that refuses for a while',
  prepare: async ({ control }) => {
    await control.act('setPolicy', { id: keyId, policy: JSON.stringify(policy) });
    await control.act('setIcp', { domain: zone, filed: true });
  },
  steps: [
    openStep,
    {
      id: 'signIn',
      title: 'Enter an AccessKey while the proxy refuses, and again once it lets calls through',
      seconds: 60,
      act: signIn,
      evidence: async ({ outside }) => {
        const identities = await outside.calls('GetCallerIdentity');
        expect(identities.length > 0 && identities.every(({ status }) => status === 200), 'STS refused the key');
        const list = await until(AbortSignal.timeout(10_000), async () => (await outside.calls('ListBuckets'))[0]);
        expect(list.status === 403, `ListBuckets answered ${list.status}`);
        return `GetCallerIdentity answered 200 and ListBuckets ${list.status} ${list.code}`;
      },
    },
    {
      id: 'addBucket',
      title: 'Add the bucket by its name, by keyboard',
      seconds: 45,
      act: addBucket,
      evidence: async ({ outside }) => {
        const calls = (await outside.calls('ListObjects', 'ListObjectsV2')).filter(({ status }) => status === 200);
        expect(calls.length > 0, 'no objects were listed');
        return `${calls[0]?.action} answered 200`;
      },
    },
    {
      id: 'form',
      title: `Fill in the form for ${bucket} and start`,
      seconds: 60,
      act: fillInForm,
      evidence: async ({ outside, signal }) => {
        await until(signal, async () => (await outside.calls('DescribeVerifyContent'))[0]);
        expect((await outside.calls('AddCdnDomain')).length === 0, 'the domain was added before it was proven');
        return 'CDN was asked for the proof that it wants, and no domain was added';
      },
    },
    {
      id: 'ownership',
      title: 'Set both TXT records at the DNS provider, which prove to CDN and to OSS whose domain it is',
      seconds: 120,
      act: (walk) => setByHand(walk, { label: 'Add 2 TXT records', title: 'Add DNS Records', type: 'TXT', count: 2 }),
      evidence: async ({ outside, signal, workbench }) => {
        await seeDone(workbench, 'Domain is added to CDN');
        const call = await until(signal, async () => (await outside.calls('AddCdnDomain'))[0]);
        expect(call.status === 200, `AddCdnDomain answered ${call.code}`);
        const verified = await outside.calls('VerifyDomainOwner');
        expect(verified.at(-1)?.status === 200, 'the ownership was not verified');
        return `VerifyDomainOwner was refused ${verified.filter(({ status }) => status !== 200).length} times, then answered 200; AddCdnDomain answered 200`;
      },
    },
    {
      id: 'proxy',
      title: 'Read that the proxy refuses while CDN works, and see the onboarding continue after that',
      seconds: 90,
      act: waitForProxy,
      evidence: async ({ outside }) => {
        const added = await outside.calls('AddCdnDomain');
        expect(added.length === 1, `AddCdnDomain was called ${added.length} times`);
        return 'AddCdnDomain was called once';
      },
    },
    cnameStep(subject, domain),
    publishedStep(subject),
    {
      id: 'binding',
      title: 'See the domain bound to the bucket without a further question',
      seconds: 90,
      act: ({ workbench }) => seeDone(workbench, 'Domain is bound to the bucket'),
      evidence: async ({ outside }) => {
        const bound = (await bucketState(outside, bucket)).cnames.map((each) => each.domain);
        expect(bound.includes(domain), `the bucket is bound to ${bound.join(', ') || 'no domain'}`);
        return `the bucket is bound to ${bound.join(', ')}`;
      },
    },
    edgeStep(subject),
    {
      id: 'record',
      title: 'Set the CNAME at the DNS provider',
      seconds: 90,
      act: async (walk) => {
        const label = `Add the CNAME record: ${domain}`;
        await setByHand(walk, { label, title: 'Add DNS Record', type: 'CNAME', count: 1 });
      },
      evidence: async (walk) => {
        const answer = await seeCname(walk, subject);
        const written = await walk.outside.calls('AddDomainRecord', 'UpdateDomainRecord');
        expect(written.length === 0, 'Alibaba Cloud DNS was asked to change records');
        return `${answer}; Alibaba Cloud DNS was asked for no change`;
      },
    },
    homeStep(subject),
    {
      id: 'save',
      title: 'Change css/site.css and save while the proxy refuses, and read where it stands',
      seconds: 60,
      act: saveBehindProxy,
      evidence: async ({ outside }) => {
        const puts = await outside.calls('PutObject');
        expect(puts.length === 0, 'a file was uploaded');
        return 'OSS received no file';
      },
    },
    {
      id: 'refresh',
      title: 'See the status bar say that the edge is fresh once the proxy lets calls through',
      seconds: 120,
      act: async (walk) => {
        await turnProxy(walk, false);
        await walk.workbench.statusItem('CDN: Fresh').waitFor(patiently);
        await walk.stop(await walk.workbench.statusItem('CDN').first().innerText());
      },
      evidence: (walk) => seeNewBytes(walk, subject),
    },
  ],
};

function accessKey({ sandbox }: Session): AccessKey {
  const key = sandbox.state.accessKeys.find(({ id }) => id === keyId);
  if (!key) throw new Error(`there is no AccessKey ${keyId}`);
  return key;
}

/** Has the proxy refuse, or let through, by the button of the sandbox's console. */
async function turnProxy({ workbench, session }: Walk, refuses: boolean): Promise<void> {
  const page = await openConsole(workbench.page.context(), session.sandbox);
  const button = page.getByRole('button', { name: 'Proxy Refuses' });
  await button.and(page.locator(`[aria-pressed="${!refuses}"]`)).click();
  await button.and(page.locator(`[aria-pressed="${refuses}"]`)).waitFor();
  await page.close();
}

async function signIn(walk: Walk): Promise<void> {
  const { workbench, session, stop } = walk;
  const { pick, page } = workbench;
  const { id, secret } = accessKey(session);
  await turnProxy(walk, true);
  await cloud(workbench).button('Sign In').click();
  await pick.titled('Sign In to Alibaba Cloud');
  await pick.choose('Enter an AccessKey…');
  await pick.titled('AccessKey ID');
  await pick.answer(id);
  await pick.titled('AccessKey Secret');
  await pick.answer(secret);
  const refusal = pick.root.locator('.quick-input-message', { hasText: proxyRefuses });
  await refusal.waitFor(patiently);
  await stop(await refusal.innerText());
  await turnProxy(walk, false);
  await pick.input.focus();
  await page.keyboard.press('Enter');
  await cloud(workbench).row('oss:ListBuckets').waitFor(patiently);
  await stop(await readTree(workbench));
}

async function addBucket({ workbench, stop }: Walk): Promise<void> {
  const { pick, page } = workbench;
  await cloud(workbench).row('Add Bucket by Name…').click();
  await pick.titled('Add Bucket by Name');
  await stop(await pick.root.innerText());
  await page.keyboard.type(bucket);
  await page.keyboard.press('Enter');
  await cloud(workbench).expand(bucket);
  await cloud(workbench).row('index.html').waitFor(patiently);
  await stop(await readTree(workbench));
}

async function fillInForm(walk: Walk): Promise<void> {
  const { workbench } = walk;
  const { pick, page } = workbench;
  await cloud(workbench).pressInline(bucket, 'Accelerate Bucket with CDN');
  await pick.titled('Domain to Accelerate');
  // Without a list of zones there is nothing to choose from.
  await pick.input.and(page.locator('[placeholder="www.example.com"]')).waitFor();
  await walk.stop(await pick.root.innerText());
  await pick.answer(domain);
  // The box stays while the name is checked.
  await pick.titled('Business Type');
  await answerForm(walk, {
    'Folder to Publish': 'shop-demo',
    'Business Type': 'Image and Small File',
    Region: 'Chinese Mainland Only',
  });
  await startTask(walk, domain, [bucket]);
  await allowPublishing(walk, subject);
}

async function waitForProxy(walk: Walk): Promise<void> {
  const { workbench, stop } = walk;
  await turnProxy(walk, true);
  await cloud(workbench).rows().filter({ hasText: proxyRefuses }).first().waitFor(patiently);
  await stop(await readTree(workbench));
  await turnProxy(walk, false);
  await seeDone(workbench, 'Domain is ready on CDN');
}

async function saveBehindProxy(walk: Walk): Promise<void> {
  const { workbench, stop, outside, seen } = walk;
  seen.edge = await outside.edge(target, domain, `/${subject.key}`);
  await turnProxy(walk, true);
  await workbench.openFile('site.css');
  await workbench.replaceText(newStyle);
  await workbench.save();
  const status = workbench.statusItem('CDN: 1 Waiting');
  await status.waitFor(patiently);
  await stop(await status.innerText());
  await status.click();
  await workbench.pick.titled('Publishing to CDN');
  await stop(await workbench.pick.root.innerText());
  await workbench.pick.leave();
}
