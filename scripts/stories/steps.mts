import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { turnOnAutoUpdate } from '../../test/support/consolePage.js';
import { openCloud, signIn } from '../../test/support/signIn.js';
import { cloudView, type Question, recordQuestion, seeStep, showRun } from '../../test/ui/support/actions.js';
import { until } from '../outside.mjs';
import {
  accepted,
  approve,
  bucketState,
  describeRecords,
  expect,
  recordsAt,
  type Walk,
  type WalkStep,
} from './story.mjs';

/** The names that the onboarding of a story uses. `host` is a name that visitors of the domain request. */
export interface Subject {
  readonly domain: string;
  readonly host: string;
  readonly target: string;
  readonly bucket: string;
  /** The key of the object that is requested from the edge. */
  readonly key: string;
}

/** The first step of every story: the window opens. */
export const openStep: WalkStep = {
  id: 'open',
  title: 'Open the view; nothing is asked of the cloud',
  act: ({ workbench }) => openCloud(workbench),
  evidence: async ({ outside }) => {
    const calls = await outside.calls('ListBuckets', 'DescribeUserDomains');
    expect(calls.length === 0, 'calls were made before the sign-in');
    return 'the cloud received no call';
  },
};

/** The second step: the user signs in. */
export const signInStep: WalkStep = {
  id: 'signIn',
  title: 'Sign in with the profile of the Alibaba Cloud CLI',
  act: ({ workbench }) => signIn(workbench),
  evidence: async (walk) => {
    await accepted(walk, 'ListBuckets');
    return 'ListBuckets answered 200 to a request signed with OSS4-HMAC-SHA256';
  },
};

/** Creates the step in which `act` fills in the form and the domain is added. */
export function formStep(title: string, act: (walk: Walk) => Promise<void>): WalkStep {
  return {
    id: 'form',
    title,
    seconds: 120,
    act,
    evidence: async (walk) => {
      const { params } = await accepted(walk, 'AddCdnDomain');
      return `AddCdnDomain answered 200 for ${params.DomainName}, origin ${params.Sources}`;
    },
  };
}

/** Creates the step in which the domain comes online. `name` is the domain's name at CDN. */
export function cnameStep({ target }: Subject, name: string): WalkStep {
  return {
    id: 'cname',
    title: 'Watch CDN bring the domain online and assign its CNAME',
    act: ({ workbench }) => seeStep(workbench, 'CNAME is assigned'),
    evidence: async ({ outside }) => {
      const { status, cname } = (await outside.domains())[name] ?? {};
      // CDN may already be configuring the domain's next change.
      const isOn = status === 'online' || status === 'configuring';
      expect(isOn && cname === target, `CDN has ${status} with CNAME "${cname}"`);
      return `CDN has the domain ${status} with the CNAME ${cname}`;
    },
  };
}

/** Creates the step that maps the form's folder when the task starts, and publishes its files to the bucket before the edge is checked. */
export function publishedStep({ bucket, key }: Subject): WalkStep {
  return {
    id: 'mapping',
    title: 'See the folder of the form mapped and published',
    act: async ({ workbench }) => {
      await seeStep(workbench, 'Publishing on save is on');
      await seeStep(workbench, 'Folder is published');
    },
    evidence: async (walk) => {
      const file = join(walk.session.workspace, '.vscode/oss-cdn.json');
      expect(existsSync(file), 'no mapping was written');
      const etag = (await bucketState(walk, bucket)).objects[key]?.etag;
      expect(etag !== undefined, `the bucket has no ${key}`);
      return `.vscode/oss-cdn.json says ${JSON.stringify(JSON.parse(readFileSync(file, 'utf8')).mappings)}; the bucket has ${key} with ETag ${etag}`;
    },
  };
}

/** Creates the step that binds the bucket while DNS leads elsewhere or nowhere. */
export function bindingStep({ domain, bucket }: Pick<Subject, 'domain' | 'bucket'>, title: string): WalkStep {
  return {
    id: 'binding',
    title,
    act: ({ workbench }) => seeStep(workbench, 'Domain is bound to the bucket'),
    evidence: async (walk) => {
      const { bound } = await bucketState(walk, bucket);
      const told = `the bucket is bound to ${bound.join(', ') || 'no domain'}`;
      expect(bound.includes(domain), told);
      return told;
    },
  };
}

/** Creates the step that checks the edge while DNS does not lead to the edge yet. */
export function edgeStep({ host, target, bucket, key }: Subject): WalkStep {
  return {
    id: 'edge',
    title: 'See the edge proven before DNS is touched',
    seconds: 150,
    act: ({ workbench }) => seeStep(workbench, 'Edge serves the site'),
    evidence: async (walk) => {
      const { outside, seen } = walk;
      const [edge, { objects }] = [await outside.edge(target, host, `/${key}`), await bucketState(walk, bucket)];
      const etag = objects[key]?.etag;
      const cname = await outside.cnameOf(host);
      expect(edge.status === 200 && edge.etag === etag, `the edge answered ${edge.status} with ETag ${edge.etag}`);
      expect(cname !== target, `DNS answers ${cname} already`);
      seen.edge = edge;
      const dns = cname === undefined ? `DNS knows no CNAME of ${host}` : `DNS answers ${host} CNAME ${cname}`;
      return `the edge answers ETag ${edge.etag}, the bucket has ${etag}; ${dns}`;
    },
  };
}

/** Creates the step in which the user reads and approves the record that leads the domain to CDN. */
export function recordStep({ domain, target }: Pick<Subject, 'domain' | 'target'>): WalkStep {
  const [rr = '', ...zone] = domain.split('.');
  return {
    id: 'record',
    title: 'Read the DNS record and approve it',
    act: (walk) => approve(walk, recordQuestion(domain), [zone.join('.'), rr, 'CNAME', target]),
    evidence: async (walk) => {
      const answer = await seeCname(walk, domain, target);
      const written = await walk.outside.calls('AddDomainRecord');
      const cnames = written.filter(
        ({ params, status }) => params.Type === 'CNAME' && params.Value === target && status === 200,
      );
      expect(cnames.length === 1, `${cnames.length} CNAME records were written`);
      return `${answer}; AddDomainRecord was called once for it`;
    },
  };
}

/** Waits until DNS leads the host to CDN. Checked from outside, since a run that has nothing left to do folds its steps. */
export async function seeCname({ outside, signal }: Walk, host: string, target: string): Promise<string> {
  await until(signal, async () => ((await outside.cnameOf(host)) === target ? true : undefined));
  return `DNS answers ${host} CNAME ${target}`;
}

/** Waits until DNS leads the host to CDN. Returns the host's records, and a line that describes both. */
export async function seeSwitched(
  walk: Walk,
  { host, target }: Pick<Subject, 'host' | 'target'>,
  zone: string,
  rr: string,
) {
  const answer = await seeCname(walk, host, target);
  const records = await recordsAt(walk, zone, rr);
  return { records, text: `${answer}; the host has ${describeRecords(records)}` };
}

/** Creates the step that requests the home page at the root path, over https if http redirects there. */
export function homeStep(host: string): WalkStep {
  return {
    id: 'home',
    title: `Open ${host} as its visitors do`,
    evidence: async ({ outside, signal }) => {
      const asked = `http://${host}/`;
      const first = await until(signal, async () => {
        const sight = await outside.page(asked);
        return sight.status === 200 || sight.location !== undefined ? sight : undefined;
      });
      if (first.location === undefined) return `${asked} answers 200 with ${first.body.length} bytes`;
      const { status, body } = await outside.page(first.location);
      expect(status === 200, `${first.location} answers ${status}`);
      return `${asked} leads to ${first.location}, which answers 200 with ${body.length} bytes`;
    },
  };
}

/** Creates the step in which the bucket is bound and the user turns on Auto CDN Cache Update in the vendor's console. */
export function autoUpdateStep({ domain, bucket }: Subject): WalkStep {
  return {
    id: 'autoUpdate',
    title: 'Turn on Auto CDN Cache Update in the console, as is recommended',
    act: async ({ workbench, session }) => {
      await showRun(workbench, domain);
      await cloudView(workbench).expand('Recommended');
      await turnOnAutoUpdate(workbench.page.context(), session.sandbox, domain);
      await seeStep(workbench, 'Auto CDN Cache Update is on');
    },
    evidence: async (walk) => {
      const bound = (await bucketState(walk, bucket)).cnames.find((each) => each.domain === domain);
      expect(bound?.isPurgeCdnCache === true, 'the bucket does not have it on');
      return `the bucket is bound to ${bound.domain} and has the switch on`;
    },
  };
}

/** Creates the step that redirects http to https as soon as HTTPS works. */
export function redirectStep(domain: string): WalkStep {
  const question: Question = {
    row: 'Redirect http to https?',
    asks: `Redirect http to https for ${domain}?`,
    button: 'Redirect to HTTPS',
  };
  return {
    id: 'redirect',
    title: 'Have http lead to https',
    act: async (walk) => {
      await approve(walk, question, []);
      await seeStep(walk.workbench, `HTTPS: ${domain}`);
    },
    evidence: async ({ outside }) => {
      const { plainStatus, location } = await outside.secure(`${domain}.w.kunlunsl.com`, domain);
      expect(plainStatus === 301 && location === `https://${domain}/`, `http answers ${plainStatus} ${location}`);
      return `http://${domain}/ answers 301 to ${location}`;
    },
  };
}
