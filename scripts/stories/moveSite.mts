import { isDeepStrictEqual } from 'node:util';
import type { Session } from '../../test/support/session.js';
import { startVisitors, type Visitors, type VisitSummary } from '../../test/support/visitors/visitors.js';
import { cloudView, seeStep, switchQuestion } from '../../test/ui/support/actions.js';
import { build, endStep, goLiveSteps, prepareBuild, visited } from './goLive.mjs';
import { openStep, seeSwitched, signInStep } from './steps.mjs';
import { approve, describeRecords, expect, recordsAt, refuse, type Story, type Walk } from './story.mjs';

const zone = 'shop-demo.com';
const domain = `www.${zone}`;
const target = `${domain}.w.kunlunsl.com`;
/** The server of today. Its A record is in the zone from the beginning. */
const [oldAddress, oldAddress6] = ['203.0.114.10', '2001:db8::10'];
const apiDelayMs = 150;
const dnsCalls = [
  'DescribeDomains',
  'GetMainDomainName',
  'DescribeDomainInfo',
  'DescribeDomainRecords',
  'DescribeSubDomainRecords',
  'AddDomainRecord',
  'UpdateDomainRecord',
  'DeleteDomainRecord',
  'SetDomainRecordStatus',
];
const pages = visited.map(([path, file]) => ({
  path,
  old: { status: 200, text: `<h1>The old shop</h1>\n<p>${path}</p>\n` },
  new: { status: 200, text: build.get(file) ?? '' },
}));
const switching = switchQuestion(domain);
let visitors: Visitors | undefined;

/** A site that has visitors moves from its server to CDN, and none of them notices more than the new site. */
export const moveSite: Story = {
  title: 'A running www with IPv4, IPv6 and https is moved to CDN while visitors ask for it',
  prepare,
  breaks: {
    publish: {
      step: 'publish',
      meaning: 'OSS refuses every file after the twelfth',
      apply: refuse('PutObject', 'AccessDenied', 403, 12),
    },
    binding: {
      step: 'binding',
      meaning: 'OSS refuses to bind the domain to the bucket',
      apply: refuse('PutCname', 'AccessDenied', 403),
    },
    certificate: {
      step: 'certificate',
      meaning: 'CDN refuses the certificate',
      apply: refuse('SetCdnDomainSSLCertificate', 'InternalError', 500),
    },
  },
  unharmed: seeUnharmed,
  finish: async () => void (await visitors?.stop()),
  steps: [
    openStep,
    signInStep,
    {
      id: 'visitors',
      title: 'Visitors begin to ask for the old site over http and https, and go on',
      act: sendVisitors,
      evidence: async () => describeVisits(await seen(({ asked }) => asked > 0)),
    },
    ...goLiveSteps(domain),
    { id: 'switch', title: 'Read what the switch rests on, and switch', act: switchOver, evidence: seeSwitch },
    {
      id: 'moved',
      title: 'See every resolver lead to the new site',
      seconds: 120,
      act: ({ signal }) => seen(({ leading }) => leading.old === 0, signal),
      evidence: async () => describeVisits(await seen(() => true)),
    },
    endStep(domain),
    {
      id: 'visits',
      title: 'See the task done, and what the visitors got meanwhile',
      seconds: 120,
      act: ({ workbench }) => seeStep(workbench, `Onboarding of ${domain}`),
      evidence: seeVisits,
    },
  ],
};

async function prepare(session: Session): Promise<void> {
  const { control } = session;
  await prepareBuild(session, zone);
  await control.act('addRecord', { zone, rr: 'www', type: 'AAAA', value: oldAddress6 });
  await control.act('putSite', {
    name: domain,
    addresses: [oldAddress, oldAddress6],
    https: true,
    pages: pages.map(({ path, old: { text } }) => ({ path, text })),
  });
  // Visitors of plain HTTP are led to addresses, not to names.
  await control.act('setProxy', { tunnels80: true });
  for (const action of dnsCalls) await control.fault({ action, kind: 'latency', ms: apiDelayMs, count: 1_000_000 });
}

async function sendVisitors(walk: Walk): Promise<void> {
  walk.seen.zone = await recordsAt(walk, zone, 'www');
  visitors = await startVisitors(walk.session.sandbox, { name: domain, pages });
  await seen(({ leading, resolvers }) => leading.old === 2 * resolvers, walk.signal);
}

/** What the visitors have met once it is like this. */
async function seen(isSo: (summary: VisitSummary) => boolean, signal?: AbortSignal): Promise<VisitSummary> {
  if (!visitors) throw new Error('there are no visitors');
  return visitors.until(isSo, signal);
}

async function switchOver(walk: Walk): Promise<void> {
  await cloudView(walk.workbench).row(switching.row).waitFor();
  const { new: early } = await seen(() => true);
  expect(early === 0, `${early} visitors met the new site before the switch`);
  await approve(walk, switching, [oldAddress, oldAddress6, target]);
}

async function seeSwitch(walk: Walk): Promise<string> {
  return (await seeSwitched(walk, { host: domain, target }, zone, 'www')).text;
}

/** One line of what visitors got: how many answers of each site, and which were neither. */
function describeVisits(summary: VisitSummary): string {
  const { asked, old, new: fromNew, redirect, other, oldAfterNew, resolvers, leading } = summary;
  const counts = `${old} of the old site, ${fromNew} of the new one, ${redirect} redirects to https, ${other} others`;
  const after = `${oldAfterNew} of the old site after a resolver had led to the new one`;
  return `${asked} requests through ${resolvers} resolvers: ${counts}, ${after}; ${leading.old} lead to the old site, ${leading.new} to the new one`;
}

function requireClean({ other, oldAfterNew, told }: VisitSummary): void {
  const [first] = told;
  const example = first ? `: ${first.line} by ${first.type}: ${first.what}` : '';
  expect(other === 0, `${other} answers were of neither site${example}`);
  expect(oldAfterNew === 0, `${oldAfterNew} answers were of the old site after the new one${example}`);
}

async function seeVisits(): Promise<string> {
  const summary = await visitors?.stop();
  visitors = undefined;
  if (!summary) throw new Error('there were no visitors');
  requireClean(summary);
  for (const [way, counts] of Object.entries(summary.ways)) {
    const isMet = counts.old > 0 && counts.new + counts.redirect > 0;
    expect(isMet, `${way} was answered by the old site ${counts.old} times, by the new one ${counts.new} times`);
  }
  const { A: byA } = summary.byAddress;
  const spread = byA?.lastOld && byA.firstNew ? `${((byA.lastOld - byA.firstNew) / 1000).toFixed(1)} s` : 'no time';
  return `${describeVisits(summary)}; both sites were met for ${spread}`;
}

/** A move that stops half-way leaves the DNS of the host and the old site as they were. */
async function seeUnharmed(walk: Walk): Promise<string> {
  const now = await recordsAt(walk, zone, 'www');
  expect(isDeepStrictEqual(now, walk.seen.zone), `the host has ${describeRecords(now)}`);
  const { asked } = await seen(() => true);
  const summary = await seen((later) => later.asked > asked + 100, walk.signal);
  requireClean(summary);
  expect(summary.new + summary.redirect === 0, `${summary.new} visitors met the new site`);
  const { body, status } = await walk.outside.page(`https://${domain}/`);
  expect(status === 200 && body === pages[0]?.old.text, `https://${domain}/ answers ${status}`);
  return `${domain} has ${describeRecords(now)} as before, https://${domain}/ answers with the old site; ${describeVisits(summary)}`;
}
