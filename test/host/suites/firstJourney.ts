import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { commands, Uri, workspace } from 'vscode';
import type { LoggedCall } from '../../../sandbox/state/state.js';
import { createEdge } from '../../../src/cloud/edge/edgeProbe.js';
import { systemClock } from '../../../src/disk/clock.js';
import { eventually, test } from '../harness.js';
import { type Answer, answering, type Shown, watchingMessages } from '../person.js';
import { callOf, control, workspaceFolder } from '../world.js';
import { forgetRun, typeDomain } from './onboardingForm.js';

// What a new user sets out for: a folder, a name without a record and an empty bucket become a site over https.

const zone = 'shop-demo.com';
const domain = `fresh.${zone}`;
const bucket = 'empty-singapore';
const mappingFile = '.vscode/oss-cdn.json';
const build: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html>\n<title>Shop</title>\n<a href="/blog/">Blog</a>\n',
  'blog/index.html': '<!doctype html>\n<title>Blog</title>\n',
  '404.html': '<!doctype html>\n<title>Not found</title>\n',
};

test('a folder goes live with https on a new domain after Start and one question about DNS, which comes last', async () => {
  await write(mappingFile, '{ "mappings": [] }\n');
  for (const [path, text] of Object.entries(build)) await write(`dist/${path}`, text);
  await control.act('issueCertificate', { name: 'all of the zone', names: [`*.${zone}`], days: 80 });
  const since = Date.now();
  const { review, shown } = await goLive();
  await forgetRun();

  for (const part of [`dist → ${bucket}/`, 'Website with Folders', 'all of the zone', `_dnsauth.${domain}`])
    ok(review.includes(part), `the review does not name ${part}`);
  match(review, /Steps that need your input: 1 \(DNS record\)/);
  // No consent and no file is asked about after Start.
  const [wanted, asked, live] = shown;
  deepEqual(
    shown.map(({ text }) => text),
    [`Approve the DNS record: ${domain}`, 'Add this record to your live DNS?', `https://${domain} is live`],
  );
  deepEqual(wanted?.buttons, ['Review DNS Change…']);
  equal(asked?.buttons[0], 'Add Record');
  match(
    asked?.detail ?? '',
    /Proven at .*: \/ 200, \/blog\/ 200, \/blog 200, missing page led to \/404\.html, https until/,
  );
  deepEqual(live?.buttons, ['Open', 'Copy']);
  checkOrder((await control.calls()).filter(({ at }) => at >= since));
  await checkSite();
  deepEqual(JSON.parse(await read(mappingFile)), {
    mappings: [
      {
        folder: 'dist',
        bucket,
        region: 'ap-southeast-1',
        prefix: '',
        domains: [domain],
        onSave: 'publish',
        watch: ['**'],
      },
    ],
  });
});

/** Answers the form, starts, and adds the record when a notification says that it is wanted. */
async function goLive(): Promise<{ readonly review: string; readonly shown: readonly Shown[] }> {
  const since = Date.now();
  let review = '';
  const keepReview = (text: string) => {
    review = text;
  };
  const answers: readonly Answer[] = [
    { row: '$(folder) dist' },
    ...typeDomain(domain),
    { row: bucket, saying: /empty/ },
    { press: 'Start', read: keepReview },
  ];
  let isLive = false;
  const shown = await watchingMessages(
    async () => {
      await answering(answers, () => commands.executeCommand('ossCdn.publishSite'));
      // The row of the task is in sight by then, and says what a notification would.
      await callOf('PutObject', since);
      await commands.executeCommand('workbench.action.closeSidebar');
      await eventually('the domain is live', () => isLive || undefined);
    },
    ({ text, buttons }) => {
      isLive ||= text.endsWith(' is live');
      return buttons.find((button) => button === 'Review DNS Change…' || button === 'Add Record');
    },
  );
  return { review, shown };
}

/** Everything that visitors may ask for was made before DNS led anybody there. */
function checkOrder(calls: readonly LoggedCall[]): void {
  const at = calls.findIndex(({ action, params }) => action === 'AddDomainRecord' && params.Type === 'CNAME');
  equal(calls[at]?.params.RR, 'fresh');
  const before = calls.slice(0, at).filter(({ status }) => status === 200);
  const puts = before.filter(({ action }) => action === 'PutObject').map(({ params }) => params.key);
  deepEqual([...puts].sort(), Object.keys(build).sort());
  const made = ['AddCdnDomain', 'PutObject', 'PutCname', 'SetCdnDomainSSLCertificate'];
  for (const action of made) {
    ok(
      before.some((call) => call.action === action),
      `${action} was not called before DNS`,
    );
    ok(!calls.slice(at).some((call) => call.action === action), `${action} was called after DNS`);
  }
}

/** What visitors get where DNS leads them. */
async function checkSite(): Promise<void> {
  const edge = createEdge({ clock: systemClock, timeoutMs: 60_000 });
  const { signal } = new AbortController();
  const ask = (path: string) => edge.probe({ connectTo: domain, name: domain, path, maxBytes: 10_000 }, signal);
  for (const [path, file] of [
    ['/', 'index.html'],
    ['/blog/', 'blog/index.html'],
  ] as const) {
    const { status, body, certificate } = await ask(path);
    deepEqual([status, new TextDecoder().decode(body), certificate?.trusted], [200, build[file], true]);
  }
  const missing = await ask('/no-such-page/');
  deepEqual([missing.status, missing.headers.location], [302, `https://${domain}/404.html`]);
}

async function write(path: string, text: string): Promise<void> {
  await workspace.fs.writeFile(toUri(path), new TextEncoder().encode(text));
}

async function read(path: string): Promise<string> {
  return new TextDecoder().decode(await workspace.fs.readFile(toUri(path)));
}

const toUri = (path: string) => Uri.joinPath(workspaceFolder(), path);
