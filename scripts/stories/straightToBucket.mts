import { isDeepStrictEqual } from 'node:util';
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
import { bucketState, describeRecord, recordsAt, zoneRecords } from './states.mjs';
import { cloud, expect, expectNamed, openRow, patiently, type Story, seeDone, type Walk } from './story.mjs';

const zone = 'shop-demo.com';
const domain = `files.${zone}`;
const bucket = 'site-hangzhou';
const bucketHost = `${bucket}.oss-cn-hangzhou.aliyuncs.com`;
const subject: Subject = { domain, host: domain, target: `${domain}.w.kunlunsl.com`, bucket, key: 'index.html' };
const { target } = subject;
const conflictRow = `Switch DNS from the bucket to CDN: ${domain}`;

/** A name that visitors use for the bucket already is led to CDN, without a moment in which it leads nowhere. */
export const straightToBucket: Story = {
  title: 'A domain that points straight at its bucket is switched to CDN',
  prepare: async ({ control }) => {
    await control.act('bindCname', { bucket, domain });
    await control.act('addRecord', { zone, rr: 'files', type: 'CNAME', value: bucketHost });
  },
  steps: [
    openStep,
    signInStep,
    formStep(`See ${domain} offered first, take it, and start`, fillInForm),
    cnameStep(subject, domain),
    publishedStep(subject),
    {
      id: 'originHost',
      title: 'See CDN ask OSS under the domain, so that no download is forced',
      seconds: 60,
      act: ({ workbench }) => seeDone(workbench, 'Origin host is your domain'),
      evidence: seeNoDownload,
    },
    edgeStep(subject),
    {
      id: 'switch',
      title: 'Read where the name leads today and switch',
      seconds: 45,
      act: switchOver,
      evidence: seeSwitch,
    },
    homeStep(subject),
    autoUpdateStep(subject),
  ],
};

async function fillInForm(walk: Walk): Promise<void> {
  const { workbench, outside, seen } = walk;
  const { pick } = workbench;
  seen.zone = await zoneRecords(outside, zone);
  await cloud(workbench).expand('Buckets');
  await cloud(workbench).pressInline(bucket, 'Accelerate Bucket with CDN');
  await pick.titled('Domain to Accelerate');
  await pick.row(domain).waitFor();
  const offered = (await pick.labels()).filter((label) => label.includes('.'));
  expect(offered[0] === domain, `the form offers ${offered.join(', ')}`);
  await answerForm(walk, {
    'Folder to Publish': 'shop-demo',
    'Domain to Accelerate': domain,
    'Business Type': 'Image and Small File',
    Region: 'Chinese Mainland Only',
  });
  await startTask(walk, domain, [bucket]);
  await allowPublishing(walk, subject);
  await seeDone(workbench, 'Domain is added to CDN');
}

async function switchOver({ workbench, outside }: Walk): Promise<void> {
  await cloud(workbench).row(conflictRow).waitFor(patiently);
  const before = await outside.cnameOf(domain);
  expect(before === bucketHost, `DNS answers ${before} before the switch`);
  await openRow(workbench, conflictRow);
  const asked = await workbench.modal.read(`Switch ${domain} in your live DNS?`);
  expectNamed(asked, ['This domain currently points directly to the bucket', bucketHost, target, 'Undo DNS Change']);
  await workbench.modal.press('Switch');
}

async function seeSwitch(walk: Walk): Promise<string> {
  const answer = await seeCname(walk, subject);
  const now = await recordsAt(walk.outside, zone, 'files');
  const old = walk.seen.zone?.find(({ rr }) => rr === 'files');
  const changed = { ...old, value: target };
  expect(now.length === 1 && isDeepStrictEqual(now[0], changed), 'it is not the old record with another value alone');
  return `DNS answered CNAME ${bucketHost} before; now ${answer}; the host has ${now.map(describeRecord).join(', ')}`;
}

async function seeNoDownload({ outside }: Walk): Promise<string> {
  const { status, disposition } = await outside.edge(target, domain, '/index.html');
  expect(
    status === 200 && disposition === undefined,
    `the edge answers ${status} with Content-Disposition ${disposition}`,
  );
  const bound = (await bucketState(outside, bucket)).cnames.map((each) => each.domain);
  expect(bound.includes(domain), 'the domain is not bound to the bucket');
  return `the edge answers ${status} without Content-Disposition; the bucket is bound to ${bound.join(', ')}`;
}
