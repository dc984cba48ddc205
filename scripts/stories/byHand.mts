import { openConsole } from '../../test/support/consolePage.js';
import { signInTyped } from '../../test/support/signIn.js';
import { cloudView, openRow, seeStep } from '../../test/ui/support/actions.js';
import { until } from '../outside.mjs';
import { answerForm, startTask, typeDomain } from './form.mjs';
import { saveNewStyle, seeNewBytes } from './publish.mjs';
import {
  bindingStep,
  cnameStep,
  edgeStep,
  homeStep,
  openStep,
  publishedStep,
  type Subject,
  seeCname,
} from './steps.mjs';
import { accepted, expect, type Story, type Walk } from './story.mjs';

const zone = 'garden-demo.com';
const domain = `img.${zone}`;
const bucket = 'site-hangzhou';
const keyId = 'LTAI5tSandboxEditor00005';
const target = `${domain}.w.kunlunsl.com`;
const subject: Subject = { domain, host: domain, target, bucket, key: 'css/site.css' };
const proxyRefuses = 'The proxy refused the request';

/** The permissions that the task needs, except those to list buckets and to call the DNS API. */
const policy = {
  Version: '1',
  Statement: [
    { Effect: 'Allow', Action: 'cdn:*', Resource: '*' },
    { Effect: 'Allow', Action: 'oss:*', Resource: [`acs:oss:*:*:${bucket}`, `acs:oss:*:*:${bucket}/*`] },
  ],
};

/** The onboarding of a bucket with few permissions, records that the user sets at another provider, and a proxy that sometimes refuses. */
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
      act: signIn,
      evidence: seeFewPermissions,
    },
    { id: 'addBucket', title: 'Add the bucket by its name, by keyboard', act: addBucket, evidence: seeList },
    { id: 'form', title: `Fill in the form for ${bucket} and start`, act: fillInForm, evidence: seeProofAsked },
    {
      id: 'ownership',
      title: 'Set both TXT records at the DNS provider, which prove to CDN and to OSS whose domain it is',
      seconds: 120,
      act: (walk) => setByHand(walk, { label: 'Add 2 TXT records', title: 'Add DNS Records', type: 'TXT', count: 2 }),
      evidence: seeOwnership,
    },
    {
      id: 'proxy',
      title: 'Read that the proxy refuses while CDN works, and see the onboarding continue after that',
      act: waitForProxy,
      evidence: async ({ outside }) => {
        const added = await outside.calls('AddCdnDomain');
        expect(added.length === 1, `AddCdnDomain was called ${added.length} times`);
        return 'AddCdnDomain was called once';
      },
    },
    cnameStep(subject, domain),
    publishedStep(subject),
    bindingStep(subject, 'See the domain bound to the bucket without a further question'),
    edgeStep(subject),
    { id: 'record', title: 'Set the CNAME at the DNS provider', act: setCname, evidence: seeOwnCname },
    homeStep(domain),
    {
      id: 'save',
      title: 'Change css/site.css and save while the proxy refuses, and read where it stands',
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
        await walk.stop(await walk.workbench.statusItem('CDN: Fresh').innerText());
      },
      evidence: (walk) => seeNewBytes(walk, subject),
    },
  ],
};

/** Makes the proxy refuse or accept connections, by pressing the button of the sandbox's console. */
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
  const key = session.sandbox.state.accessKeys.find(({ id }) => id === keyId);
  if (!key) throw new Error(`there is no AccessKey ${keyId}`);
  await turnProxy(walk, true);
  await signInTyped(workbench, key);
  const refusal = pick.root.locator('.quick-input-message', { hasText: proxyRefuses });
  await stop(await refusal.innerText());
  await turnProxy(walk, false);
  await pick.input.focus();
  await page.keyboard.press('Enter');
  await cloudView(workbench).row('oss:ListBuckets').waitFor();
  await stop(await readTree(workbench));
}

async function seeFewPermissions({ outside, signal }: Walk): Promise<string> {
  const identities = await outside.calls('GetCallerIdentity');
  expect(identities.length > 0 && identities.every(({ status }) => status === 200), 'STS refused the key');
  const list = await until(signal, async () => (await outside.calls('ListBuckets'))[0]);
  expect(list.status === 403, `ListBuckets answered ${list.status}`);
  return `GetCallerIdentity answered 200 and ListBuckets ${list.status} ${list.code}`;
}

async function addBucket({ workbench, stop }: Walk): Promise<void> {
  const { pick, page } = workbench;
  await cloudView(workbench).row('Add Bucket by Name…').click();
  await pick.titled('Add Bucket by Name');
  await stop(await pick.root.innerText());
  await page.keyboard.type(bucket);
  await page.keyboard.press('Enter');
  await cloudView(workbench).expand(bucket);
  await cloudView(workbench).row('index.html').waitFor();
  await stop(await readTree(workbench));
}

async function seeList({ outside }: Walk): Promise<string> {
  const calls = (await outside.calls('ListObjects', 'ListObjectsV2')).filter(({ status }) => status === 200);
  expect(calls.length > 0, 'no objects were listed');
  return `${calls[0]?.action} answered 200`;
}

async function fillInForm(walk: Walk): Promise<void> {
  const { workbench } = walk;
  await cloudView(workbench).pressInline(bucket, 'Accelerate Bucket with CDN');
  await workbench.pick.titled('Domain to Accelerate');
  // The user cannot list zones, so the domain has to be typed.
  await typeDomain(walk, domain);
  await answerForm(walk, {
    'Folder to Publish': 'shop-demo',
    'Business Type': 'Image and Small File',
    Region: 'Chinese Mainland Only',
  });
  await startTask(walk, domain, [bucket]);
}

async function seeProofAsked({ outside, signal }: Walk): Promise<string> {
  await until(signal, async () => (await outside.calls('DescribeVerifyContent'))[0]);
  expect((await outside.calls('AddCdnDomain')).length === 0, 'the domain was added before it was proven');
  return 'CDN was asked for the proof that it wants, and no domain was added';
}

async function seeOwnership(walk: Walk): Promise<string> {
  await seeStep(walk.workbench, 'Domain is added to CDN');
  await accepted(walk, 'AddCdnDomain');
  const verified = await walk.outside.calls('VerifyDomainOwner');
  expect(verified.at(-1)?.status === 200, 'the ownership was not verified');
  const refused = verified.filter(({ status }) => status !== 200).length;
  return `VerifyDomainOwner was refused ${refused} times, then answered 200; AddCdnDomain answered 200`;
}

async function waitForProxy(walk: Walk): Promise<void> {
  const { workbench, stop } = walk;
  await turnProxy(walk, true);
  await cloudView(workbench).rows().filter({ hasText: proxyRefuses }).first().waitFor();
  await stop(await readTree(workbench));
  await turnProxy(walk, false);
  await seeStep(workbench, 'Domain is ready on CDN');
}

function setCname(walk: Walk): Promise<void> {
  const label = `Add the CNAME record: ${domain}`;
  return setByHand(walk, { label, title: 'Add DNS Record', type: 'CNAME', count: 1 });
}

async function seeOwnCname(walk: Walk): Promise<string> {
  const answer = await seeCname(walk, domain, target);
  const written = await walk.outside.calls('AddDomainRecord', 'UpdateDomainRecord');
  expect(written.length === 0, 'Alibaba Cloud DNS was asked to change records');
  return `${answer}; Alibaba Cloud DNS was asked for no change`;
}

async function saveBehindProxy(walk: Walk): Promise<void> {
  const { workbench, stop } = walk;
  await turnProxy(walk, true);
  await saveNewStyle(walk);
  const status = workbench.statusItem('CDN: 1 Waiting');
  await stop(await status.innerText());
  await status.click();
  await workbench.pick.titled('Publishing to CDN');
  await stop(await workbench.pick.root.innerText());
  await workbench.pick.leave();
}

/** Reads the rows of the tree and their states as a screen reader does. */
async function readTree(workbench: Walk['workbench']): Promise<string> {
  const rows = await cloudView(workbench)
    .rows()
    .evaluateAll((elements) => elements.map((row) => row.getAttribute('aria-label')));
  return rows.join('\n');
}

/** Records to set at the other provider: the label of the row that asks for them, the title of their list, and their number and type. */
interface ByHand {
  readonly label: string;
  readonly title: string;
  readonly type: 'TXT' | 'CNAME';
  readonly count: number;
}

/** Copies the fields of the records, rechecks in vain, sets the records at the other provider, and rechecks again. */
async function setByHand(walk: Walk, { label, title, type, count }: ByHand): Promise<void> {
  const { workbench, session, stop } = walk;
  const { pick } = workbench;
  await cloudView(workbench).row(label).waitFor();
  await stop(await readTree(workbench));
  await openRow(workbench, label);
  await pick.titled(title);
  await stop(await pick.root.innerText());
  const records: { name: string; value: string }[] = [];
  for (let at = 0; at < count; at++) {
    records.push({ name: await copy(walk, 'Full Name', at), value: await copy(walk, 'Value', at) });
  }
  await pressRow(workbench, 'I Added It: Recheck', 0);
  await pick.rows().filter({ hasText: 'Checked' }).waitFor();
  await stop(await pick.root.innerText());
  for (const { name, value } of records) {
    await session.control.act('putOutside', { name, records: [{ type, value }] });
  }
  await pressRow(workbench, 'I Added It: Recheck', 0);
  const told = workbench.notification(/; next: /);
  await stop(await told.innerText());
  await told.hover();
  await told.locator('.codicon-notifications-clear').click();
}

/** Presses the row with this label; `at` chooses between several. The list is filtered first, since it has no elements for rows out of view. */
async function pressRow({ pick, page }: Walk['workbench'], label: string, at: number): Promise<void> {
  await pick.type(label);
  await page.mouse.move(0, 0);
  await pick.row(label).nth(at).click();
}

/** Copies a field of the record at this position, and returns the new content of the clipboard. */
async function copy({ workbench, signal }: Walk, field: string, at: number): Promise<string> {
  const before = await workbench.readClipboard();
  await pressRow(workbench, field, at);
  return until(signal, async () => {
    const now = await workbench.readClipboard();
    return now === before ? undefined : now;
  });
}
