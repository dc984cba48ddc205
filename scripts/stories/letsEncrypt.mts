import { type Pebble, startPebble } from '../../test/support/pebble.js';
import { cloudView, recordQuestion, seeStep } from '../../test/ui/support/actions.js';
import { until } from '../outside.mjs';
import { homeStep, openStep, redirectStep, signInStep } from './steps.mjs';
import { accepted, approve, expect, type Story, type Walk } from './story.mjs';

const domain = 'static.shop-demo.com';
const target = `${domain}.w.kunlunsl.com`;
const proof = `_acme-challenge.${domain}`;
/** A certificate of so many days is to be renewed once a third of them is left. */
const [wholeDays, leftDays] = [90, 20];
const dayMs = 86_400_000;
let pebble: Pebble | undefined;

/** A domain gets a certificate of Let's Encrypt and, when that ends soon and the user is reminded, another one. */
export const letsEncrypt: Story = {
  title: "A certificate of Let's Encrypt, the reminder before it ends, and its renewal",
  prepare: async ({ sandbox, control }) => {
    // The domain shows its home page, as it does once it was set up.
    const args = { regex: '^/$', replacement: '/index.html', flag: 'break' };
    await control.act('setFunction', { domain, functionName: 'host_redirect', args });
    const stored = sandbox.state.cdnDomains.get(domain);
    if (stored) stored.httpsOn = false;
    pebble = await startPebble(sandbox, { days: wholeDays });
  },
  finish: async () => pebble?.stop(),
  steps: [
    openStep,
    signInStep,
    {
      id: 'request',
      title: "Choose Let's Encrypt, read what is agreed to, and request a certificate",
      act: requestFirst,
      evidence: seeOrder,
    },
    {
      id: 'validate',
      title: 'Read the DNS record that proves the domain, and agree',
      act: approveProof,
      evidence: seeFirst,
    },
    redirectStep(domain),
    {
      id: 'reminder',
      title: 'Be reminded that the certificate ends',
      act: readReminder,
      evidence: seeEnd,
    },
    { id: 'renew', title: 'Renew from the reminder', seconds: 120, act: renew, evidence: seeRenewed },
    { ...homeStep(domain), evidence: seeHome },
  ],
};

async function requestFirst(walk: Walk): Promise<void> {
  const { workbench } = walk;
  const { pick } = workbench;
  await workbench.runCommand('OSS + CDN: Set Up HTTPS…');
  await pick.titled('Set Up HTTPS');
  await pick.choose(domain);
  await pick.titled(`Certificate for ${domain}`);
  await pick.choose("Request a Certificate from Let's Encrypt…");
  await agreeToRequest(walk);
}

async function agreeToRequest(walk: Walk): Promise<void> {
  const question = {
    asks: `Request a certificate from Let's Encrypt for ${domain}?`,
    button: 'Request Certificate',
  };
  const agreement = 'https://letsencrypt.org/repository/';
  const ways = ['acme.sh', 'Certimate', 'Certificate Management Service'];
  await approve(walk, question, ['Before:', 'After:', 'a third of its lifetime', agreement, ...ways]);
  await cloudView(walk.workbench).row(recordQuestion(proof).row).waitFor();
}

async function seeOrder({ outside }: Walk): Promise<string> {
  const [order] = await outside.calls('order-plz');
  expect(order?.status === 201, `the order answered ${order?.status}`);
  const written = await outside.calls('AddDomainRecord');
  expect(written.length === 0, 'a record was written before the user agreed');
  return "Let's Encrypt answered 201 to the order, and Alibaba Cloud DNS received no record yet";
}

async function approveProof(walk: Walk): Promise<void> {
  const named = ['Host: _acme-challenge.static', 'Type: TXT', 'deleted after the certificate is set'];
  await approve(walk, recordQuestion(proof), named);
  await cloudView(walk.workbench).row('Redirect http to https?').waitFor();
}

async function seeFirst(walk: Walk): Promise<string> {
  const shown = await seeCertificate(walk, wholeDays);
  const { params } = await accepted(walk, 'AddDomainRecord');
  return `${shown}; ${params.RR} ${params.Type} was added, and DNS no longer shows it`;
}

/** TLS to the edge shows a certificate of the authority that lasts so many days, and its record is gone. */
async function seeCertificate({ outside, seen }: Walk, days: number): Promise<string> {
  const { fingerprint, names, issuer, ends } = await outside.secure(target, domain);
  const left = Math.round((Date.parse(ends) - Date.now()) / dayMs);
  expect(names === `DNS:${domain}` && issuer.includes('Pebble'), `the edge shows ${names} of ${issuer}`);
  expect(left === days, `the certificate lasts ${left} days`);
  expect(fingerprint !== seen.fingerprint, 'the edge shows the former certificate');
  seen.fingerprint = fingerprint;
  const proofs = await outside.textsOf(proof);
  expect(proofs.length === 0, `DNS shows ${proofs.join(', ')}`);
  return `TLS to the edge shows ${names} of ${issuer.replace(/^CN=/, '')} for ${left} days`;
}

/** Months later: the account and CDN have the certificate with an end that is near. */
function age({ session }: Walk): void {
  const { state } = session.sandbox;
  const stored = state.certificates.get(state.cdnDomains.get(domain)?.certificate?.id ?? 0);
  if (stored) state.certificates.set(stored.id, { ...stored, ...state.issue?.([domain], leftDays) });
}

async function readReminder(walk: Walk): Promise<void> {
  age(walk);
  await walk.workbench.runCommand('OSS + CDN: Refresh View');
  await openReminder(walk);
}

/** Shows the reminder, which a message on top of the window no longer does after some seconds. */
async function openReminder({ workbench }: Walk) {
  await workbench.runCommand('Notifications: Show Notifications');
  const text = `The Let's Encrypt certificate of ${domain} expires in ${leftDays - 1} days`;
  const reminder = workbench.page.locator('.notification-list-item').filter({ hasText: text }).first();
  await reminder.waitFor();
  return reminder;
}

async function seeEnd({ outside }: Walk): Promise<string> {
  const lists = (await outside.calls('DescribeCdnHttpsDomainList')).filter(({ status }) => status === 200);
  expect(lists.length > 0, 'the certificates were not listed');
  return `CDN listed its certificates ${lists.length} times, as for the rows of the view`;
}

async function renew(walk: Walk): Promise<void> {
  const reminder = await openReminder(walk);
  await reminder.getByRole('button', { name: 'Renew Certificate…' }).click();
  await agreeToRequest(walk);
  await approve(walk, recordQuestion(proof), []);
  await seeStep(walk.workbench, `HTTPS: ${domain}`);
}

async function seeRenewed(walk: Walk): Promise<string> {
  const { outside, signal } = walk;
  const uploads = await until(signal, async () => {
    const calls = await outside.calls('UploadUserCertificate');
    return calls.length === 2 ? calls : undefined;
  });
  const names = uploads.map(({ params }) => params.Name ?? '');
  expect(
    names.every((name) => name.endsWith('-letsencrypt')),
    `the account has ${names.join(', ')}`,
  );
  return `${await seeCertificate(walk, wholeDays)}, another one than before; the account has ${names.join(' and ')}`;
}

/** No visitor of a sandbox trusts the authority of Pebble. */
async function seeHome({ outside }: Walk): Promise<string> {
  const { location } = await outside.page(`http://${domain}/`);
  const { status, bytes } = await outside.edge(target, domain, '/');
  expect(status === 200, `the edge answers ${status} to /`);
  return `http://${domain}/ leads to ${location}, where the edge answers 200 with ${bytes} bytes`;
}
