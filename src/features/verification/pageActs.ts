import { commands } from 'vscode';
import { answersToResume, isFinished, stepTarget } from '../../core/onboarding/run/runRecord.js';
import { executeCommand } from '../../host/commandIds.js';
import { type ConsoleLinks, type ConsolePage, consoleLinks } from '../../host/console/consoleLinks.js';
import { openPage, openUrl } from '../../host/console/openPage.js';
import type { FeatureDeps } from '../../host/deps.js';
import { allowPrivateBucket, setOriginHost } from './changes/changeOrigin.js';
import { changeRecord } from './changes/changeRecord.js';
import { openStaticPages, rewriteRoot } from './changes/rootFixes.js';
import { findUrl } from './page/answers.js';
import { type PageInput, zoneOf } from './page/page.js';
import type { PageAction } from './pageButtons.js';

/** The dependencies of the page's buttons. */
export type ActDeps = Pick<FeatureDeps, 'session' | 'activity' | 'settings'>;

interface Act {
  readonly deps: ActDeps;
  readonly links: ConsoleLinks;
  readonly input: PageInput;
}

/** Handles a button of the page. Resolves to `true` if something was changed, so that the page rechecks. */
export async function actOnPage(deps: ActDeps, action: PageAction, input: PageInput): Promise<boolean> {
  return acts[action]({ deps, links: consoleLinks(deps.settings.get('console')), input });
}

const acts: Record<PageAction, (act: Act) => Promise<boolean>> = {
  recheck: async () => true,
  onboard: ({ input }) => thenLook(onboard(input)),
  continueRun: ({ input }) => thenLook(executeCommand('ossCdn.continueRun', input.run?.id)),
  signIn: () => thenLook(executeCommand('ossCdn.signIn')),
  addRecord: ({ deps, input }) => changeRecord(deps, input.domain),
  switchRecords: ({ deps, input }) => changeRecord(deps, input.domain),
  resumeRecord: ({ deps, input }) => changeRecord(deps, input.domain),
  setOriginHost: ({ deps, input }) => setOriginHost(deps, input.domain),
  allowPrivateBucket: ({ deps, input }) => allowPrivateBucket(deps, input.domain),
  startDomain: ({ input }) => thenLook(executeCommand('ossCdn.enableDomain', input.domain)),
  editOrigin: ({ input }) => thenLook(executeCommand('ossCdn.editOrigin', input.domain)),
  setUpHttps: ({ input }) => thenLook(executeCommand('ossCdn.setUpHttps', input.domain)),
  setSiteType: ({ input }) => thenLook(executeCommand('ossCdn.setSiteType', input.domain)),
  refreshCopies: ({ input }) => thenLook(executeCommand('ossCdn.refreshFolder', input.domain)),
  rewriteRoot: ({ deps, input }) => rewriteRoot(deps, input.domain),
  copyUrlPattern: ({ input }) => thenStay(executeCommand('ossCdn.copyUrlPattern', input.domain)),
  openUrl: async ({ input }) => {
    const url = input.result && findUrl(input.result.facts);
    if (url !== undefined) await openUrl(url);
    return false;
  },
  openBucket: ({ links, input }) => {
    const bucket = input.result?.facts.bucket;
    return open(bucket ? links.bucket(bucket) : links.buckets());
  },
  openCdnConsole: ({ links, input }) => open(links.cdnDomain(input.domain)),
  openDnsConsole: ({ links, input }) => open(links.zone(zoneOf(input) ?? '')),
  openOriginFetch: ({ links, input }) => open(links.cdnDomainPage(input.domain, 'backSrc')),
  openStaticPages: ({ links, input }) => thenStay(openStaticPages(input.result?.facts, links)),
  openTicket: ({ links }) => open(links.ticket()),
  openSettings: () => openSetting('ossCdn.verification.resolvers'),
  openProxySettings: () => openSetting('http.proxy'),
};

/** Continues the domain's run, from its binding if that was skipped. Without a run, starts the form with what is known. */
function onboard({ domain, run, result }: PageInput): Thenable<void> {
  if (run && answersToResume(run, 'binding')) return executeCommand('ossCdn.continueRun', stepTarget(run, 'binding'));
  if (run) return executeCommand(isFinished(run) ? 'ossCdn.recheckRun' : 'ossCdn.continueRun', run.id);
  const { bucket } = result?.facts ?? {};
  return executeCommand('ossCdn.onboard', bucket ? { name: bucket.name, region: bucket.region, domain } : domain);
}

async function thenLook(done: Thenable<void>): Promise<boolean> {
  await done;
  return true;
}

async function thenStay(done: Thenable<unknown>): Promise<boolean> {
  await done;
  return false;
}

function open(page: ConsolePage): Promise<boolean> {
  return thenStay(openPage(page));
}

function openSetting(name: string): Promise<boolean> {
  return thenStay(commands.executeCommand('workbench.action.openSettings', name));
}
