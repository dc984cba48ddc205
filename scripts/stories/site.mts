import { X509Certificate } from 'node:crypto';
import { cloudView, seeStep } from '../../test/ui/support/actions.js';
import { until } from '../outside.mjs';
import { homeStep, openStep, redirectStep, signInStep } from './steps.mjs';
import { accepted, approve, expect, type Story, type Walk } from './story.mjs';

const domain = 'static.shop-demo.com';
const target = `${domain}.w.kunlunsl.com`;
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
      act: setCertificate,
      evidence: seeCertificate,
    },
    redirectStep(domain),
    {
      id: 'site',
      title: 'Choose Single-Page App, read what changes, and agree',
      act: chooseSite,
      evidence: seeSettings,
    },
    { id: 'drop', title: 'Have the copies from before dropped', act: dropCopies, evidence: seeDrop },
    {
      id: 'served',
      title: 'See the run proven at the edge',
      seconds: 120,
      act: ({ workbench }) => seeStep(workbench, `Site: ${domain}`),
      evidence: seeSite,
    },
    { id: 'packed', title: 'See texts packed for the visitors that accept it', evidence: seePacked },
    homeStep(domain),
  ],
};

async function chooseDomain({ workbench }: Walk, command: string): Promise<void> {
  await workbench.runCommand(`OSS + CDN: ${command}`);
  await workbench.pick.titled(command.replace('…', ''));
  await workbench.pick.choose(domain);
}

async function setCertificate(walk: Walk): Promise<void> {
  const { pick } = walk.workbench;
  await chooseDomain(walk, 'Set Up HTTPS…');
  await pick.titled(`Certificate for ${domain}`);
  await pick.choose('wild-2026');
  const question = { asks: `Set up HTTPS for ${domain}?`, button: 'Set Certificate' };
  await approve(walk, question, ['Before: none, http only', 'wild-2026']);
  await cloudView(walk.workbench).row('Redirect http to https?').waitFor();
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

async function chooseSite(walk: Walk): Promise<void> {
  const { pick } = walk.workbench;
  await chooseDomain(walk, 'Set Site Type…');
  await pick.titled(`Site type · ${domain}`);
  await pick.choose('Single-Page App');
  await pick.titled(`Query strings · ${domain}`);
  await pick.choose('One Copy, Except for Processed Images');
  const question = { asks: `Apply site type "Single-Page App" to ${domain}?`, button: 'Change Settings' };
  await approve(walk, question, ['− not set', '+ ^/[^.]*$ → /index.html', 'for files without Cache-Control', 'Undo']);
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

function dropCopies(walk: Walk): Promise<void> {
  const question = {
    row: 'Refresh the outdated cached copies?',
    asks: `Refresh the cached copies of ${domain}?`,
    button: 'Refresh Cached Copies',
  };
  return approve(walk, question, ['1 directory refresh of the daily quota', 'origin traffic']);
}

async function seeDrop(walk: Walk): Promise<string> {
  const { params } = await accepted(walk, 'RefreshObjectCaches');
  return `RefreshObjectCaches answered 200 for ${params.ObjectPath} as ${params.ObjectType}`;
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
  for (const [offered, wanted] of [
    ['gzip, br', 'br'],
    ['gzip', 'gzip'],
    ['identity', undefined],
  ] as const) {
    const { status, encoding, bytes, body } = await outside.edge(target, domain, '/js/bundle.js', offered);
    expect(status === 200 && body === script, `js/bundle.js answered ${status} with another text`);
    expect(encoding === wanted, `who accepts ${offered} got ${encoding}`);
    expect(bytes < script.length === (wanted !== undefined), `${encoding} took ${bytes} of ${script.length} bytes`);
    seen.push(`${encoding ?? 'none'} ${bytes} bytes`);
  }
  return `js/bundle.js of ${script.length} bytes comes with Content-Encoding ${seen.join(', ')}, each time the same text`;
}
