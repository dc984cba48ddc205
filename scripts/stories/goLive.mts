import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Session } from '../../test/support/session.js';
import { cloudView, seeStep } from '../../test/ui/support/actions.js';
import { answerForm, startTask } from './form.mjs';
import { bindingStep } from './steps.mjs';
import { accepted, bucketState, type Doing, expect, type WalkStep } from './story.mjs';

/** The empty bucket to which the site is published. */
export const bucket = 'empty-singapore';
/** The files of the site by their paths relative to the site's folder. */
export const build = viteBuild();
/** The paths that visitors request, each with the file of the build that must be served. */
export const visited = [
  ['/', 'index.html'],
  ['/blog/', 'blog/index.html'],
  ['/favicon.svg', 'favicon.svg'],
] as const;
/** The most answers to fields and pickers, and the most approvals, that a user may have to give from the welcome view on. */
const most = { input: 6, approval: 2 };

/** Writes a build to a folder of the workspace, in place of an earlier one. */
export function writeBuild(
  workspace: string,
  files: Iterable<readonly [path: string, text: string]>,
  name = 'dist',
): void {
  const folder = join(workspace, name);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Writes the build to the folder of a build tool, and gives the account a certificate for every name of the zone. */
export async function prepareBuild(session: Session, zone: string): Promise<void> {
  writeBuild(session.workspace, build);
  await session.control.act('issueCertificate', { name: `wild-${zone}`, names: [`*.${zone}`], days: 80 });
}

/** Creates the steps from the welcome view until the edge serves everything correctly. DNS does not lead to the edge yet. */
export function goLiveSteps(domain: string): readonly WalkStep[] {
  const binding = 'See the domain bound to the bucket by a TXT record';
  return [
    formStep(domain),
    startStep(domain),
    publishStep,
    bindingStep({ domain, bucket }, binding),
    certificateStep,
    proofStep(domain),
  ];
}

/**
 * Creates the step that fills in the form from the welcome view to the review: the folder, the bucket, the domain, and
 * the first answer to any other question.
 */
function formStep(domain: string): WalkStep {
  return {
    id: 'form',
    title: `Publish dist on ${domain}: answer the form`,
    act: async (walk) => {
      const { workbench, done, seen } = walk;
      seen.beganAt = Date.now();
      await cloudView(workbench).row('Publish a Folder on Your Domain…').click();
      done.push({ kind: 'click', what: 'Publish a Folder on Your Domain…' });
      await answerForm(walk, { 'Folder to Publish': 'dist', Bucket: bucket, 'Domain to Accelerate': domain });
    },
    evidence: async ({ outside }) => {
      const changes = await outside.calls('AddCdnDomain', 'PutObject', 'PutCname', 'AddDomainRecord');
      expect(changes.length === 0, 'the cloud was changed before the review');
      return 'nothing in the cloud was changed';
    },
  };
}

function startStep(domain: string): WalkStep {
  return {
    id: 'start',
    title: 'Read the review and start',
    act: async (walk) => {
      await startTask(walk, domain, [bucket]);
      await seeStep(walk.workbench, 'Domain is added to CDN');
    },
    evidence: async ({ outside }) => {
      expect(domain in (await outside.domains()), `CDN does not have ${domain}`);
      return `CDN has ${domain}`;
    },
  };
}

const publishStep: WalkStep = {
  id: 'publish',
  title: 'See the folder published to its end',
  act: ({ workbench }) => seeStep(workbench, 'Folder is published'),
  evidence: async (walk) => {
    const keys = Object.keys((await bucketState(walk, bucket)).objects);
    const missing = [...build.keys()].filter((path) => !/\.map$|\.DS_Store$/.test(path) && !keys.includes(path));
    expect(missing.length === 0, `the bucket lacks ${missing.length} files, among them ${missing[0]}`);
    return `the bucket has ${keys.length} objects, among them every page of the build`;
  },
};

/** Sets the certificate before DNS leads visitors to the edge. */
const certificateStep: WalkStep = {
  id: 'certificate',
  title: 'See the certificate of the account set on CDN',
  act: ({ workbench }) => seeStep(workbench, 'Certificate is set on CDN'),
  evidence: async (walk) => {
    await accepted(walk, 'SetCdnDomainSSLCertificate');
    return 'SetCdnDomainSSLCertificate answered 200';
  },
};

/** Creates the step that checks every visited path at the edge. */
function proofStep(domain: string): WalkStep {
  const target = `${domain}.w.kunlunsl.com`;
  return {
    id: 'edge',
    title: 'See the site proven at the edge before DNS is touched',
    seconds: 180,
    act: async ({ workbench, seen }) => {
      await seeStep(workbench, 'Edge serves the site');
      seen.provenAt = Date.now();
    },
    evidence: async ({ outside, seen: { startedAt = 0, provenAt = 0 } }) => {
      expect((await outside.cnameOf(domain)) === undefined, 'DNS leads to CDN already');
      for (const [path, file] of visited) {
        const { status, body, disposition } = await outside.edge(target, domain, path);
        expect(status === 200 && body === build.get(file), `the edge answers ${status} to ${path}`);
        expect(disposition === undefined, `the edge sends Content-Disposition ${disposition} for ${path}`);
      }
      const { trusted, names } = await outside.secure(target, domain);
      expect(trusted, `the edge shows a certificate for ${names}`);
      const { all, settings, refreshes, busy } = await outside.callsSince(String(startedAt));
      expect(refreshes === 0, `${refreshes} refreshes of a domain without visitors`);
      expect(busy === 0, `${busy} calls were answered with ServiceBusy`);
      const cost = `${Math.round((provenAt - startedAt) / 1000)} s and ${all} calls after Start, ${settings} of which changed settings, no refresh and no ServiceBusy`;
      return `the edge answers 200 to ${visited.map(([path]) => path).join(', ')} with the bytes of the folder and a certificate for ${names}; DNS knows no CNAME of ${domain}; ${cost}`;
    },
  };
}

/** Creates the last step, which reads the final message and requests the home page over https. It prints what the user had to do. */
export function endStep(domain: string): WalkStep {
  return {
    id: 'end',
    title: `Read that https://${domain} is live`,
    seconds: 180,
    act: async ({ workbench, stop }) => {
      // A toast disappears after some seconds, but the notification stays in the list.
      await workbench.runCommand('Notifications: Show Notifications');
      const all = workbench.page.locator('.notification-list-item');
      await stop(
        await all
          .filter({ hasText: `https://${domain} is live` })
          .first()
          .innerText(),
      );
    },
    evidence: async ({ outside, done, seen: { beganAt = 0 } }) => {
      const { status, body } = await outside.page(`https://${domain}/`);
      expect(status === 200 && body === build.get('index.html'), `https://${domain}/ answers ${status}`);
      const seconds = Math.round((Date.now() - beganAt) / 1000);
      return `https://${domain}/ answers 200 with index.html, ${seconds} s after the welcome view; ${countDone(done)}`;
    },
  };
}

/** Counts and lists what the user did. Throws if there were more fields, picks or approvals than `most` allows. */
function countDone(done: readonly Doing[]): string {
  const told = (['input', 'approval', 'click'] as const).map((kind) => {
    const all = done.filter((each) => each.kind === kind).map(({ what }) => what);
    return { kind, count: all.length, text: `${all.length} ${kind}s (${all.join(', ')})` };
  });
  const text = told.map((each) => each.text).join(', ');
  for (const [kind, limit] of Object.entries(most)) {
    const { count = 0 } = told.find((each) => each.kind === kind) ?? {};
    expect(count <= limit, `more than ${limit} ${kind}s: ${text}`);
  }
  return text;
}

/** Returns the build of a site: hashed assets with a source map, a blog of 30 posts, an error page, and the files that a Mac leaves in a folder. */
function viteBuild(): ReadonlyMap<string, string> {
  const posts = Array.from({ length: 30 }, (_, at) => `post-${at + 1}`);
  const links = posts.map((post) => `<li><a href="/blog/${post}/">${post}</a></li>`).join('\n');
  const script = "document.querySelector('#app').textContent = 'Shop demo';\n";
  return new Map([
    ['index.html', page('Shop demo', '<div id="app"></div>\n<a href="/blog/">Blog</a>')],
    ['404.html', page('Not found', '<h1>Not found</h1>')],
    ['blog/index.html', page('Blog', `<ul>\n${links}\n</ul>`)],
    ...posts.map((post) => [`blog/${post}/index.html`, page(post, `<h1>${post}</h1>`)] as const),
    ['assets/index-BkD3x9aQ.js', `${script}//# sourceMappingURL=index-BkD3x9aQ.js.map\n`],
    ['assets/index-BkD3x9aQ.js.map', '{"version":3,"sources":["../../src/main.js"],"mappings":"AAAA"}'],
    ['assets/index-C7hQ2f0e.css', 'body { font-family: sans-serif; }\n'],
    ['favicon.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M3 6h18l-2 12H5z"/></svg>\n'],
    ['.DS_Store', 'Bud1'],
  ]);
}

function page(title: string, body: string): string {
  const assets =
    '<script type="module" src="/assets/index-BkD3x9aQ.js"></script>\n<link rel="stylesheet" href="/assets/index-C7hQ2f0e.css">';
  return `<!doctype html>\n<html lang="en">\n<head>\n<title>${title}</title>\n<link rel="icon" href="/favicon.svg">\n${assets}\n</head>\n<body>\n${body}\n</body>\n</html>\n`;
}
