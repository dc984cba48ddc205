import { isDeepStrictEqual } from 'node:util';
import { cloudView, openForm, seeStep, switchQuestion } from '../../test/ui/support/actions.js';
import { answerForm, startTask } from './form.mjs';
import {
  autoUpdateStep,
  cnameStep,
  edgeStep,
  formStep,
  homeStep,
  openStep,
  publishedStep,
  type Subject,
  seeSwitched,
  signInStep,
} from './steps.mjs';
import { approve, bucketState, expect, type Story, type Walk } from './story.mjs';

const zone = 'shop-demo.com';
const domain = `files.${zone}`;
const bucket = 'site-hangzhou';
const bucketHost = `${bucket}.oss-cn-hangzhou.aliyuncs.com`;
const target = `${domain}.w.kunlunsl.com`;
const subject: Subject = { domain, host: domain, target, bucket, key: 'index.html' };
const switching = switchQuestion(domain, 'DNS from the bucket');

/** A name that visitors already use for the bucket is led to CDN. The name resolves at every moment. */
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
      act: ({ workbench }) => seeStep(workbench, 'Origin host is your domain'),
      evidence: seeNoDownload,
    },
    edgeStep(subject),
    { id: 'switch', title: 'Read where the name leads today and switch', act: switchOver, evidence: seeSwitch },
    homeStep(domain),
    autoUpdateStep(subject),
  ],
};

async function fillInForm(walk: Walk): Promise<void> {
  const { workbench, outside, seen } = walk;
  const { pick } = workbench;
  seen.zone = await outside.records(zone);
  await openForm(workbench, bucket);
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
  await seeStep(workbench, 'Domain is added to CDN');
}

async function switchOver(walk: Walk): Promise<void> {
  await cloudView(walk.workbench).row(switching.row).waitFor();
  const before = await walk.outside.cnameOf(domain);
  expect(before === bucketHost, `DNS answers ${before} before the switch`);
  const today = 'This domain currently points directly to the bucket';
  await approve(walk, switching, [today, bucketHost, target, 'Undo DNS Change']);
}

async function seeSwitch(walk: Walk): Promise<string> {
  const { records, text } = await seeSwitched(walk, subject, zone, 'files');
  const old = walk.seen.zone?.find(({ rr }) => rr === 'files');
  const wanted = [{ ...old, value: target }];
  expect(isDeepStrictEqual(records, wanted), 'it is not the old record with another value alone');
  return `DNS answered CNAME ${bucketHost} before; now ${text}`;
}

async function seeNoDownload(walk: Walk): Promise<string> {
  const { status, disposition } = await walk.outside.edge(target, domain, '/index.html');
  expect(
    status === 200 && disposition === undefined,
    `the edge answers ${status} with Content-Disposition ${disposition}`,
  );
  const { bound } = await bucketState(walk, bucket);
  expect(bound.includes(domain), 'the domain is not bound to the bucket');
  return `the edge answers ${status} without Content-Disposition; the bucket is bound to ${bound.join(', ')}`;
}
