import { X509Certificate } from 'node:crypto';
import { until } from '../outside.mjs';
import { homeStep, openStep, signInStep } from './sharedSteps.mjs';
import { cloud, expect, expectNamed, openRow, patiently, type Story, seeState, type Walk } from './story.mjs';

const domain = 'static.shop-demo.com';
const target = `${domain}.w.kunlunsl.com`;
const httpsRun = `HTTPS: ${domain}`;
const siteRun = `Site: ${domain}`;
/** Long enough for an edge to pack it. */
const script = Array.from({ length: 200 }, (_, at) => `console.log(${at});`).join('\n');

/** A domain that is live gets a certificate of the account, and then serves a single-page app. */
export const site: Story = {
  title: 'HTTPS with a certificate of the account, then a single-page app',
  prepare: async ({ control, sandbox }) => {
    const stored = sandbox.state.cdnDomains.get(domain);
    if (stored) stored.httpsOn = false;
    await control.act('issueCertificate', { name: 'wild-2026', names: ['*.shop-demo.com'], days: 80 });
    const type = 'application/javascript';
    await control.act('putObject', { bucket: 'assets-singapore', key: 'js/bundle.js', type, text: script });
  },
  steps: [
    openStep,
    signInStep,
    {
      id: 'certificate',
      title: 'Choose the certificate that fits, and set it',
      seconds: 90,
      act: setCertificate,
      evidence: seeCertificate,
    },
    { id: 'redirect', title: 'Have http lead to https', seconds: 90, act: redirect, evidence: seeRedirect },
    {
      id: 'site',
      title: 'Choose Single-Page App, read what changes, and agree',
      seconds: 90,
      act: chooseSite,
      evidence: seeSettings,
    },
    { id: 'drop', title: 'Have the copies from before dropped', seconds: 120, act: dropCopies, evidence: seeDrop },
    {
      id: 'served',
      title: 'See the run proven at the edge',
      seconds: 120,
      act: ({ workbench }) => seeState(workbench, siteRun, 'Done'),
      evidence: seeSite,
    },
    {
      id: 'packed',
      title: 'See texts packed for the visitors that accept it',
      seconds: 60,
      act: ({ workbench }) => seeState(workbench, siteRun, 'Done'),
      evidence: seePacked,
    },
    { id: 'rows', title: 'Read the present settings below the domain', seconds: 60, act: readRows, evidence: seeRows },
    homeStep({ host: domain }),
  ],
};

async function chooseDomain({ workbench }: Walk, command: string): Promise<void> {
  await workbench.runCommand(`OSS + CDN: ${command}`);
  await workbench.pick.titled(command.replace('…', ''));
  await workbench.pick.choose(domain);
}

async function setCertificate(walk: Walk): Promise<void> {
  const { pick, modal } = walk.workbench;
  await chooseDomain(walk, 'Set Up HTTPS…');
  await pick.titled(`Certificate for ${domain}`);
  await pick.choose('wild-2026');
  expectNamed(await modal.read(`Set up HTTPS for ${domain}?`), ['Before: none, http only', 'wild-2026']);
  await modal.press('Set Certificate');
  await cloud(walk.workbench).row('Redirect http to https?').waitFor(patiently);
}

async function seeCertificate({ outside, session }: Walk): Promise<string> {
  const [given] = [...session.sandbox.state.certificates.values()];
  const wanted = new X509Certificate(given?.certificate ?? '').fingerprint256;
  const { fingerprint, names, trusted, protocol, unknownNames } = await outside.secure(target, domain);
  expect(fingerprint === wanted, `the edge shows ${fingerprint}, the account has ${wanted}`);
  expect(trusted, `a client that trusts the authority refuses ${names} for ${domain}`);
  expect(unknownNames !== names, `the edge shows ${unknownNames} whatever name is asked for`);
  expect(/^TLSv1\.[23]$/.test(protocol), `the edge agreed on ${protocol}`);
  const shown = `${names} with SHA-256 ${fingerprint.slice(0, 23)}…, the certificate of the account`;
  return `${protocol} with SNI ${domain} shows ${shown}, trusted; another name gets ${unknownNames}`;
}

async function redirect({ workbench }: Walk): Promise<void> {
  await openRow(workbench, 'Redirect http to https?');
  await workbench.modal.read(`Redirect http to https for ${domain}?`);
  await workbench.modal.press('Redirect to HTTPS');
  await seeState(workbench, httpsRun, 'Done');
}

async function seeRedirect({ outside }: Walk): Promise<string> {
  const { plainStatus, location } = await outside.secure(target, domain);
  expect(plainStatus === 301 && location === `https://${domain}/`, `http answers ${plainStatus} ${location}`);
  return `http://${domain}/ answers 301 to ${location}`;
}

async function chooseSite(walk: Walk): Promise<void> {
  const { pick, modal } = walk.workbench;
  await chooseDomain(walk, 'Set Site Type…');
  await pick.titled(`Site type · ${domain}`);
  await pick.choose('Single-Page App');
  await pick.titled(`Query strings · ${domain}`);
  await pick.choose('One Copy, Except for Processed Images');
  const asked = await modal.read(`Apply site type "Single-Page App" to ${domain}?`);
  expectNamed(asked, ['− not set', '+ ^/[^.]*$ → /index.html', 'for files without Cache-Control', 'Undo']);
  await modal.press('Change Settings');
}

async function seeSettings({ outside, signal }: Walk): Promise<string> {
  const names = ['host_redirect', 'path_based_ttl_set', 'set_hashkey_args', 'gzip', 'brotli'];
  const sent = await until(signal, async () => {
    const calls = (await outside.calls('BatchSetCdnDomainConfig')).filter(({ status }) => status === 200);
    const texts = calls.map(({ params }) => params.Functions ?? '');
    return names.every((name) => texts.some((text) => text.includes(`"${name}"`))) ? texts : undefined;
  });
  return `CDN took ${names.join(', ')}, one after the other: ${sent.find((text) => text.includes('host_redirect'))}`;
}

async function dropCopies({ workbench }: Walk): Promise<void> {
  await openRow(workbench, 'Refresh the outdated cached copies?');
  const asked = await workbench.modal.read(`Refresh the cached copies of ${domain}?`);
  expectNamed(asked, ['1 directory refresh of the daily quota', 'origin traffic']);
  await workbench.modal.press('Refresh Cached Copies');
}

async function seeDrop({ outside, signal }: Walk): Promise<string> {
  const call = await until(signal, async () => (await outside.calls('RefreshObjectCaches')).at(-1));
  expect(call.status === 200, `RefreshObjectCaches answered ${call.code}`);
  return `RefreshObjectCaches answered 200 for ${call.params.ObjectPath} as ${call.params.ObjectType}`;
}

async function seeSite({ outside }: Walk): Promise<string> {
  const ask = (path: string) => outside.edge(target, domain, path);
  const [root, route, missing] = [await ask('/'), await ask('/shop/cart'), await ask('/shop/missing.js')];
  expect(root.status === 200 && root.body.includes('<title>Assets</title>'), `/ answered ${root.status}`);
  expect(route.status === 200 && route.body === root.body, `the route answered ${route.status}`);
  expect(missing.status === 404, `the missing file answered ${missing.status}`);
  await ask('/css/site.css?v=1');
  const { cache } = await ask('/css/site.css?v=2');
  expect(cache?.startsWith('HIT') === true, `the file asked for twice answered ${cache}`);
  return `/ and /shop/cart answer 200 with the same page, /shop/missing.js 404, and css/site.css?v=2 after ?v=1 ${cache}`;
}

async function seePacked({ outside }: Walk): Promise<string> {
  const seen: string[] = [];
  for (const [accepted, wanted] of [
    ['gzip, br', 'br'],
    ['gzip', 'gzip'],
    ['identity', undefined],
  ] as const) {
    const { status, encoding, bytes, body } = await outside.edge(target, domain, '/js/bundle.js', accepted);
    expect(status === 200 && body === script, `js/bundle.js answered ${status} with another text`);
    expect(encoding === wanted, `who accepts ${accepted} got ${encoding}`);
    expect(bytes < script.length === (wanted !== undefined), `${encoding} took ${bytes} of ${script.length} bytes`);
    seen.push(`${encoding ?? 'none'} ${bytes} bytes`);
  }
  return `js/bundle.js of ${script.length} bytes comes with Content-Encoding ${seen.join(', ')}, each time the same text`;
}

async function readRows({ workbench }: Walk): Promise<void> {
  const view = cloud(workbench);
  await view.expand('CDN Domains');
  await view.expand(view.rowRead(`CDN domain ${domain},`));
  await view.expand('Delivery');
  for (const row of ['Site type, Single-Page App', 'Compression, gzip, Brotli'])
    await view.rowRead(row).waitFor(patiently);
}

async function seeRows({ outside }: Walk): Promise<string> {
  const calls = await outside.calls('DescribeCdnDomainConfigs');
  const whole = calls.filter(({ params, status }) => status === 200 && params.FunctionNames === undefined);
  expect(whole.length > 0, 'the settings were not read');
  return `DescribeCdnDomainConfigs was asked ${whole.length} times for every setting of the domain`;
}
