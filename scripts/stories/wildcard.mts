import { isDeepStrictEqual } from 'node:util';
import { cloudView, seeStep, showRun, switchQuestion, undoQuestion } from '../../test/ui/support/actions.js';
import { answerForm, startTask, typeDomain } from './form.mjs';
import { cnameStep, edgeStep, formStep, openStep, type Subject, seeSwitched, signInStep } from './steps.mjs';
import { approve, bucketState, describeRecords, expect, type Story, type Walk } from './story.mjs';

const zone = 'shop-demo.com.cn';
const bucket = 'private-california';
/** The address to which the wildcard leads before the story, a server outside the cloud. */
const oldAddress = '203.0.114.30';
const subject: Subject = {
  domain: `*.${zone}`,
  host: `photos.${zone}`,
  target: `all.${zone}.w.kunlunsl.com`,
  bucket,
  key: 'backup/orders.json',
};
const { domain, host, target } = subject;
const switching = switchQuestion(domain);

/** A wildcard domain in front of a private bucket replaces a server. The switch is then undone. */
export const wildcard: Story = {
  title: 'A wildcard domain, a private bucket, and a record that is switched and switched back',
  prepare: ({ control }) =>
    control.act('addRecord', { zone, rr: '*', type: 'A', value: oldAddress, ttl: 1200, line: 'default' }),
  steps: [
    openStep,
    signInStep,
    formStep(`Choose the origin ${bucket}, type ${domain}, and start`, fillInForm),
    cnameStep(subject, `.${zone}`),
    {
      id: 'private',
      title: 'See CDN allowed to read the private bucket without a further question',
      act: letCdnRead,
      evidence: seePrivateAccess,
    },
    edgeStep(subject),
    { id: 'switch', title: 'Read what stands in the way and switch', act: switchOver, evidence: seeSwitch },
    {
      id: 'finished',
      title: 'See the onboarding finished; what a wildcard cannot have is skipped',
      act: seeFinished,
      evidence: seeNothingLeft,
    },
    { id: 'undo', title: 'Undo the change in DNS by the command', act: undo, evidence: seeUndo },
  ],
};

async function fillInForm(walk: Walk): Promise<void> {
  const { workbench, outside, seen } = walk;
  const { pick } = workbench;
  seen.zone = await outside.records(zone);
  await workbench.runCommand('OSS + CDN: Accelerate Bucket with CDN…');
  await pick.titled('Origin');
  await pick.choose('OSS Bucket');
  await pick.titled('Bucket');
  await pick.choose(bucket);
  await pick.titled('Domain to Accelerate');
  await pick.choose('Enter a Domain…');
  await typeDomain(walk, domain);
  await answerForm(walk, {
    'Business Type': 'Image and Small File',
    Region: 'Global (Excluding the Chinese Mainland)',
  });
  await startTask(walk, domain, [bucket]);
  await seeStep(workbench, 'Domain is added to CDN');
}

async function letCdnRead({ workbench }: Walk): Promise<void> {
  await seeStep(workbench, 'CDN can read the bucket');
}

async function seePrivateAccess(walk: Walk): Promise<string> {
  const [set] = await walk.outside.calls('BatchSetCdnDomainConfig');
  expect(set?.params.Functions?.includes('l2_oss_key') === true, 'l2_oss_key was not set');
  const { acl, blockPublicAccess } = await bucketState(walk, bucket);
  expect(acl === 'private' && blockPublicAccess, `the bucket is ${acl} now`);
  return `BatchSetCdnDomainConfig got ${set?.params.Functions}; the bucket is still private`;
}

async function switchOver(walk: Walk): Promise<void> {
  const { workbench, outside } = walk;
  await cloudView(workbench).row(switching.row).waitFor();
  const before = await outside.addressOf(host);
  expect(before === oldAddress, `DNS answers ${before} before the switch`);
  const now = ['Current records on this host:', oldAddress, 'TTL 1200'];
  await approve(walk, switching, [...now, 'After:', `changed from A ${oldAddress}`, target, 'Undo DNS Change']);
  // The run has nothing left to do after the switch. A finished run folds its steps, so the row of the run is checked.
  await seeStep(workbench, `Onboarding of ${domain}`);
}

async function seeSwitch(walk: Walk): Promise<string> {
  const { records, text } = await seeSwitched(walk, subject, zone, '*');
  const old = walk.seen.zone?.find(({ rr }) => rr === '*');
  const [only, ...more] = records;
  expect(
    more.length === 0 && only?.id === old?.id && only?.type === 'CNAME',
    'the old record did not become the CNAME',
  );
  return `DNS answered ${host} A ${oldAddress} before; now ${text}`;
}

async function seeFinished({ workbench }: Walk): Promise<void> {
  await seeStep(workbench, `Onboarding of ${domain}`);
  await showRun(workbench, domain);
  await seeStep(workbench, 'DNS record points to CDN');
  for (const step of ['Bind the domain', 'Publish files on save']) await seeStep(workbench, step, 'Skipped');
}

async function seeNothingLeft(walk: Walk): Promise<string> {
  const { bound } = await bucketState(walk, bucket);
  expect(bound.length === 0, `the bucket is bound to ${bound.join(', ')}`);
  const proofs = (await walk.outside.records(zone)).filter(({ type }) => type === 'TXT');
  expect(proofs.length === 0, `${proofs.length} TXT records are left in the zone`);
  return 'the bucket is bound to no domain, and no TXT of the proof of ownership is left in the zone';
}

async function undo(walk: Walk): Promise<void> {
  await walk.workbench.runCommand('OSS + CDN: Undo DNS Change…');
  const after = `Changed back: ${domain}  A  ${oldAddress}  TTL 1200`;
  await approve(walk, undoQuestion(domain), [`Before: ${domain}  CNAME  ${target}`, after]);
  await cloudView(walk.workbench).row(switching.row).waitFor();
}

async function seeUndo({ outside, seen: { zone: before } }: Walk): Promise<string> {
  const [address, cname] = [await outside.addressOf(host), await outside.cnameOf(host)];
  expect(address === oldAddress && cname === undefined, `DNS answers A ${address}, CNAME ${cname}`);
  const now = await outside.records(zone);
  expect(isDeepStrictEqual(now, before), `the zone has ${describeRecords(now)}`);
  const old = describeRecords(now.filter(({ rr }) => rr === '*'));
  return `DNS answers ${host} A ${address} again; every record of ${zone} is as before in every field, among them ${old}`;
}
