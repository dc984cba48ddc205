import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { turnOnAutoUpdate } from '../../test/support/consolePage.js';
import type { Workbench } from '../../test/support/workbench.js';
import { until } from '../outside.mjs';
import { bucketState, domainStates, etagInBucket } from './states.mjs';
import { cloud, expect, expectNamed, openRow, seeDone, seeState, showRun, type WalkStep } from './story.mjs';

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
    seconds: 45,
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
    seconds: 45,
    act: ({ workbench }) => seeDone(workbench, 'CNAME is assigned'),
    evidence: async ({ outside }) => {
      const { status, cname } = (await domainStates(outside))[name] ?? { status: '', cname: '' };
      expect(status === 'online' && cname === target, `CDN has ${status} with CNAME "${cname}"`);
      return `CDN has the domain ${status} with the CNAME ${cname}`;
    },
  };
}

/** The edge serves the bytes of the bucket while DNS does not lead to it. */
export function edgeStep({ host, target, bucket, key }: Subject): WalkStep {
  return {
    id: 'edge',
    title: 'See the edge proven before DNS is touched',
    seconds: 45,
    act: ({ workbench }) => seeDone(workbench, 'Edge reaches the origin'),
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

/** The bucket has an index page, which the user has shown at the bare domain. */
export function homePageStep({ domain, host, target }: Subject): WalkStep {
  return {
    id: 'homePage',
    title: 'Show index.html at /, as is recommended',
    seconds: 60,
    act: async ({ workbench, outside }) => {
      const before = await outside.edge(target, host, '/');
      expect(before.status === 403, `the edge answers ${before.status} to / before`);
      await showRun(workbench, domain);
      await cloud(workbench).expand('Recommended');
      await openRow(workbench, 'Show index.html at /');
      expectNamed(await workbench.modal.read(`Set up the home page of ${domain}?`), ['/index.html']);
      await workbench.modal.press('Show index.html at /');
      await seeDone(workbench, 'index.html is shown at /');
    },
    evidence: async ({ outside, signal }) => {
      const edge = await until(signal, async () => {
        const sight = await outside.edge(target, host, '/');
        return sight.status === 200 ? sight : undefined;
      });
      return `the edge answers ${edge.status} with ${edge.bytes} bytes to /`;
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

/** The folder of the window becomes the one that is published; `isChosen` in the form already, or else now. */
export function mappingStep({ domain, bucket }: Subject, isChosen = false): WalkStep {
  return {
    id: 'mapping',
    title: `${isChosen ? 'Approve publishing of the folder of the form' : 'Choose the folder that is published on save, agree'}, and see what differs from the bucket`,
    seconds: 60,
    act: async ({ workbench }) => {
      await (isChosen ? approveFolder(workbench) : chooseFolder(workbench));
      expectNamed(await workbench.modal.read('Publish files from'), [bucket, domain]);
      await workbench.modal.press('Publish');
      await workbench.pick.titled('Publish shop-demo');
      await workbench.pick.leave();
      await seeState(workbench, `Onboarding of ${domain}`, 'Done');
    },
    evidence: async ({ session }) => {
      const file = join(session.workspace, '.vscode/oss-cdn.json');
      expect(existsSync(file), 'no mapping was written');
      return `.vscode/oss-cdn.json says ${JSON.stringify(JSON.parse(readFileSync(file, 'utf8')).mappings)}`;
    },
  };
}

async function approveFolder(workbench: Workbench): Promise<void> {
  await openRow(workbench, 'Approve publishing of shop-demo');
  await workbench.pick.titled('Folder to Publish');
  await workbench.pick.choose('Publish shop-demo');
}

async function chooseFolder(workbench: Workbench): Promise<void> {
  await openRow(workbench, 'Choose the folder to publish');
  await workbench.pick.titled('Folder to Publish');
  await workbench.pick.choose('shop-demo');
}
