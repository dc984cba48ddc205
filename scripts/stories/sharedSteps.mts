import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { turnOnAutoUpdate } from '../../test/support/consolePage.js';
import { pageButton } from '../../test/support/pageInFront.js';
import { until } from '../outside.mjs';
import { bucketState, domainStates, etagInBucket } from './states.mjs';
import { cloud, expect, expectNamed, seeDone, showRun, type Walk, type WalkStep } from './story.mjs';

/** What an onboarding of a story is about; `host` is a name that visitors of the domain use. */
export interface Subject {
  readonly domain: string;
  readonly host: string;
  readonly target: string;
  readonly bucket: string;
  /** The object that is checked. */
  readonly key: string;
}

/** Every story begins so. */
export const openStep: WalkStep = {
  id: 'open',
  title: 'Open the view; nothing is asked of the cloud',
  seconds: 30,
  act: async ({ workbench }) => {
    await workbench.openContainer('OSS + CDN');
    await cloud(workbench).button('Sign In').waitFor();
  },
  evidence: async ({ outside }) => {
    const calls = await outside.calls('ListBuckets', 'DescribeUserDomains');
    expect(calls.length === 0, 'calls were made before the sign-in');
    return 'the cloud received no call';
  },
};

/** Then the user signs in. */
export const signInStep: WalkStep = {
  id: 'signIn',
  title: 'Sign in with the profile of the Alibaba Cloud CLI',
  seconds: 30,
  act: async ({ workbench }) => {
    await cloud(workbench).button('Sign In').click();
    await workbench.pick.titled('Sign In to Alibaba Cloud');
    await workbench.pick.choose('Profile: sandbox');
    await cloud(workbench).row('Buckets').waitFor();
  },
  evidence: async ({ outside }) => {
    const [call] = await outside.calls('ListBuckets');
    expect(call?.status === 200, 'ListBuckets did not answer 200');
    return 'ListBuckets answered 200 to a request signed with OSS4-HMAC-SHA256';
  },
};

/** The form is filled in as `act` says, and the domain is added. */
export function formStep(title: string, act: WalkStep['act']): WalkStep {
  return {
    id: 'form',
    title,
    seconds: 120,
    act,
    evidence: async ({ outside, signal }) => {
      const call = await until(signal, async () => (await outside.calls('AddCdnDomain'))[0]);
      expect(call.status === 200, `AddCdnDomain answered ${call.code}`);
      return `AddCdnDomain answered 200 for ${call.params.DomainName}, origin ${call.params.Sources}`;
    },
  };
}

/** The domain comes online; `name` is how CDN calls it. */
export function cnameStep({ target }: Subject, name: string): WalkStep {
  return {
    id: 'cname',
    title: 'Watch CDN bring the domain online and assign its CNAME',
    seconds: 90,
    act: ({ workbench }) => seeDone(workbench, 'CNAME is assigned'),
    evidence: async ({ outside }) => {
      const { status, cname } = (await domainStates(outside))[name] ?? { status: '', cname: '' };
      // The next change of it may be under way already.
      const isOn = status === 'online' || status === 'configuring';
      expect(isOn && cname === target, `CDN has ${status} with CNAME "${cname}"`);
      return `CDN has the domain ${status} with the CNAME ${cname}`;
    },
  };
}

/** The edge serves the site while DNS does not lead to it. */
export function edgeStep({ host, target, bucket, key }: Subject): WalkStep {
  return {
    id: 'edge',
    title: 'See the edge proven before DNS is touched',
    seconds: 150,
    act: ({ workbench }) => seeDone(workbench, 'Edge serves the site'),
    evidence: async ({ outside, seen }) => {
      const [edge, etag] = [await outside.edge(target, host, `/${key}`), await etagInBucket(outside, bucket, key)];
      const cname = await outside.cnameOf(host);
      expect(edge.status === 200 && edge.etag === etag, `the edge answered ${edge.status} with ETag ${edge.etag}`);
      expect(cname !== target, `DNS answers ${cname} already`);
      seen.edge = edge;
      const dns = cname === undefined ? `DNS knows no CNAME of ${host}` : `DNS answers ${host} CNAME ${cname}`;
      return `the edge answers ETag ${edge.etag}, the bucket has ${etag}; ${dns}`;
    },
  };
}

/** DNS leads to CDN; a run that has nothing left to do folds its steps, so that the record is seen from outside. */
export async function seeCname(
  { outside, signal }: Walk,
  { host, target }: Pick<Subject, 'host' | 'target'>,
): Promise<string> {
  await until(signal, async () => ((await outside.cnameOf(host)) === target ? true : undefined));
  return `DNS answers ${host} CNAME ${target}`;
}

/** Visitors get the home page at the bare domain; where http leads on to https, it is there. */
export function homeStep({ host }: Pick<Subject, 'host'>): WalkStep {
  return {
    id: 'home',
    title: `Open ${host} as its visitors do`,
    seconds: 60,
    act: async () => {},
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

/** The bucket is bound, and the user turns the switch on in the vendor's console. */
export function autoUpdateStep({ domain, bucket }: Subject): WalkStep {
  return {
    id: 'autoUpdate',
    title: 'Turn on Auto CDN Cache Update in the console, as is recommended',
    seconds: 60,
    act: async ({ workbench, session }) => {
      await showRun(workbench, domain);
      await cloud(workbench).expand('Recommended');
      await turnOnAutoUpdate(workbench.page.context(), session.sandbox, domain);
      await seeDone(workbench, 'Auto CDN Cache Update is on');
    },
    evidence: async ({ outside }) => {
      const bound = (await bucketState(outside, bucket)).cnames.find((each) => each.domain === domain);
      expect(bound?.isPurgeCdnCache === true, 'the bucket does not have it on');
      return `the bucket is bound to ${bound.domain} and has the switch on`;
    },
  };
}

/** Agrees that the folder of the window is published to a bucket that has objects already, which Start does not cover. */
export async function allowPublishing({ workbench, stop }: Walk, { bucket, domain }: Subject): Promise<void> {
  await cloud(workbench).row('Publish shop-demo: not allowed yet').waitFor();
  await pageButton(workbench, 'Continue').click();
  const asked = await workbench.modal.read('Publish files from');
  await stop(asked);
  expectNamed(asked, [bucket, domain]);
  await workbench.modal.press('Publish');
}

/** The folder of the form is mapped as the task starts, and what it has is in the bucket before the edge is proven. */
export function publishedStep({ bucket, key }: Subject): WalkStep {
  return {
    id: 'mapping',
    title: 'See the folder of the form mapped and published',
    seconds: 60,
    act: async ({ workbench }) => {
      await seeDone(workbench, 'Publishing on save is on');
      await seeDone(workbench, 'Folder is published');
    },
    evidence: async ({ session, outside }) => {
      const file = join(session.workspace, '.vscode/oss-cdn.json');
      expect(existsSync(file), 'no mapping was written');
      const etag = await etagInBucket(outside, bucket, key);
      expect(etag !== undefined, `the bucket has no ${key}`);
      return `.vscode/oss-cdn.json says ${JSON.stringify(JSON.parse(readFileSync(file, 'utf8')).mappings)}; the bucket has ${key} with ETag ${etag}`;
    },
  };
}
