import { isDeepStrictEqual } from 'node:util';
import { answerForm, startTask } from './form.mjs';
import { cnameStep, edgeStep, formStep, openStep, type Subject, seeCname, signInStep } from './sharedSteps.mjs';
import { bucketState, describeRecord, recordsAt, zoneRecords } from './states.mjs';
import {
  cloud,
  expect,
  expectNamed,
  openRow,
  patiently,
  type Story,
  seeDone,
  seeState,
  showRun,
  type Walk,
} from './story.mjs';

const zone = 'shop-demo.com.cn';
const bucket = 'private-california';
/** Where the wildcard leads before the story: a server that is not the cloud's. */
const oldAddress = '203.0.114.30';
const subject: Subject = {
  domain: `*.${zone}`,
  host: `photos.${zone}`,
  target: `all.${zone}.w.kunlunsl.com`,
  bucket,
  key: 'backup/orders.json',
};
const { domain, host, target, key } = subject;
const recordRow = 'DNS record points to CDN';
const conflictRow = `Switch DNS to CDN: *.${zone}`;

/** A wildcard in front of a private bucket takes over from a server, and gives way to it again. */
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
      title: 'Allow CDN to read the private bucket',
      seconds: 45,
      act: letCdnRead,
      evidence: seePrivateAccess,
    },
    edgeStep(subject),
    {
      id: 'switch',
      title: 'Read what stands in the way and switch',
      seconds: 45,
      act: switchOver,
      evidence: seeSwitch,
    },
    {
      id: 'finished',
      title: 'See the onboarding finished; what a wildcard cannot have is skipped',
      seconds: 45,
      act: async ({ workbench }) => {
        await seeState(workbench, `Onboarding of ${domain}`, 'Done');
        await showRun(workbench, domain);
        await seeDone(workbench, recordRow);
        for (const step of ['Bind the domain', 'Publish files on save']) await seeState(workbench, step, 'Skipped');
      },
      evidence: async ({ outside }) => {
        const { cnames } = await bucketState(outside, bucket);
        expect(cnames.length === 0, `the bucket is bound to ${cnames.length} domains`);
        const proofs = (await zoneRecords(outside, zone)).filter(({ type }) => type === 'TXT');
        expect(proofs.length === 0, `${proofs.length} TXT records are left in the zone`);
        return 'the bucket is bound to no domain, and no TXT of the proof of ownership is left in the zone';
      },
    },
    { id: 'undo', title: 'Undo the change in DNS by the command', seconds: 45, act: undo, evidence: seeUndo },
  ],
};

async function fillInForm(walk: Walk): Promise<void> {
  const { workbench, outside, seen } = walk;
  const { pick, page } = workbench;
  seen.zone = await zoneRecords(outside, zone);
  await workbench.runCommand('OSS + CDN: Accelerate Bucket with CDN…');
  await pick.titled('Origin');
  await pick.choose('OSS Bucket');
  await pick.titled('Bucket');
  await pick.choose(bucket);
  await pick.titled('Domain to Accelerate');
  await pick.choose('Enter a Domain…');
  await pick.input.and(page.locator('[placeholder="www.example.com"]')).waitFor();
  await pick.answer(domain);
  // The box stays while the name is checked.
  await pick.titled('Business Type');
  await answerForm(walk, {
    'Business Type': 'Image and Small File',
    Region: 'Global (Excluding the Chinese Mainland)',
  });
  await startTask(walk, domain, [bucket]);
  await seeDone(workbench, 'Domain is added to CDN');
}

async function letCdnRead({ workbench, outside, seen }: Walk): Promise<void> {
  const row = 'CDN can read the bucket';
  seen.edge = await outside.edge(target, host, `/${key}`);
  await openRow(workbench, 'Allow CDN to read the private bucket');
  const asked = await workbench.modal.read(`Allow CDN to read the private bucket ${bucket}?`);
  expectNamed(asked, [domain, 'The bucket itself will stay private', 'AliyunCDNAccessingPrivateOSSRole']);
  await workbench.modal.press('Turn On Private Bucket Access');
  await seeDone(workbench, row);
}

async function seePrivateAccess({ outside, seen: { edge } }: Walk): Promise<string> {
  const [set] = await outside.calls('BatchSetCdnDomainConfig');
  expect(set?.params.Functions?.includes('l2_oss_key') === true, 'l2_oss_key was not set');
  const { acl, blockPublicAccess } = await bucketState(outside, bucket);
  expect(acl === 'private' && blockPublicAccess, `the bucket is ${acl} now`);
  expect(edge?.status === 403, `the edge answered ${edge?.status} before`);
  return `the edge answered 403 before; BatchSetCdnDomainConfig got ${set?.params.Functions}; the bucket is still private`;
}

async function switchOver({ workbench, outside }: Walk): Promise<void> {
  await cloud(workbench).row(conflictRow).waitFor(patiently);
  const before = await outside.addressOf(host);
  expect(before === oldAddress, `DNS answers ${before} before the switch`);
  await openRow(workbench, conflictRow);
  const asked = await workbench.modal.read(`Switch ${domain} in your live DNS?`);
  expectNamed(asked, [
    'Current records on this host:',
    oldAddress,
    'TTL 1200',
    'After:',
    `changed from A ${oldAddress}`,
    target,
    'Undo DNS Change',
  ]);
  await workbench.modal.press('Switch');
  // Nothing is left to do after it, and a finished run folds its steps.
  await seeState(workbench, `Onboarding of ${domain}`, 'Done');
}

async function seeSwitch(walk: Walk): Promise<string> {
  const answer = await seeCname(walk, subject);
  const now = await recordsAt(walk.outside, zone, '*');
  const old = walk.seen.zone?.find(({ rr }) => rr === '*');
  const [only, ...more] = now;
  expect(
    more.length === 0 && only?.id === old?.id && only?.type === 'CNAME',
    'the old record did not become the CNAME',
  );
  return `DNS answered ${host} A ${oldAddress} before; now ${answer}; the host has ${now.map(describeRecord).join(', ')}`;
}

async function undo({ workbench }: Walk): Promise<void> {
  await workbench.runCommand('OSS + CDN: Undo DNS Change…');
  const asked = await workbench.modal.read(`Undo the DNS change of ${domain}?`);
  expectNamed(asked, [`Before: ${domain}  CNAME  ${target}`, `Changed back: ${domain}  A  ${oldAddress}  TTL 1200`]);
  await workbench.modal.press('Undo DNS Change');
  await cloud(workbench).row(conflictRow).waitFor(patiently);
}

async function seeUndo({ outside, seen: { zone: before } }: Walk): Promise<string> {
  const [address, cname] = [await outside.addressOf(host), await outside.cnameOf(host)];
  expect(address === oldAddress && cname === undefined, `DNS answers A ${address}, CNAME ${cname}`);
  const now = await zoneRecords(outside, zone);
  expect(isDeepStrictEqual(now, before), `the zone has ${now.map(describeRecord).join(', ')}`);
  const old = now.find(({ rr }) => rr === '*');
  return `DNS answers ${host} A ${address} again; every record of ${zone} is as before in every field, among them ${old && describeRecord(old)}`;
}
