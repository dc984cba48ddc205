import type { Locator } from 'playwright-core';
import type { Sandbox } from '../../../sandbox/server.js';
import type { LoggedCall, SandboxState } from '../../../sandbox/state/state.js';
import { turnOnAutoUpdate } from '../../support/consolePage.js';
import { pageButton } from '../../support/pageInFront.js';
import type { View, Workbench } from '../../support/workbench.js';

/** What an onboarding of these tests is about. */
export interface Subject {
  readonly bucket: string;
  readonly domain: string;
}

/** Steps follow each other by themselves, with the vendor's waits and the run's own pauses between them, ms. */
export const stepPatience = { timeout: 90_000 };

/** The tree of the extension. */
export function cloudView(workbench: Workbench): View {
  return workbench.view('Cloud');
}

/** Shows the tree, which starts the extension; no account is signed in. */
export async function openCloud(workbench: Workbench): Promise<void> {
  await workbench.openContainer('OSS + CDN');
  await cloudView(workbench).button('Sign In').waitFor();
}

/** Signs in with a profile of the Alibaba Cloud CLI. */
export async function signIn(workbench: Workbench, profile = 'sandbox'): Promise<void> {
  await openCloud(workbench);
  await cloudView(workbench).button('Sign In').click();
  await workbench.pick.titled('Sign In to Alibaba Cloud');
  await workbench.pick.choose(`Profile: ${profile}`);
  await cloudView(workbench).row('Buckets').waitFor();
}

/** Opens the form from a bucket's row; the question for the domain is open then. */
export async function openForm(workbench: Workbench, bucket: string): Promise<void> {
  const cloud = cloudView(workbench);
  await cloud.expand('Buckets');
  await cloud.pressInline(bucket, 'Accelerate Bucket with CDN');
  await workbench.pick.titled('Domain to Accelerate');
}

/** Fills in the form and starts the run. */
export async function startOnboarding(workbench: Workbench, subject: Subject): Promise<void> {
  await fillInForm(workbench, subject);
  await pageButton(workbench, 'Start').click();
  await showRun(workbench, subject.domain);
}

/** Fills in the form; the review is open then. */
export async function fillInForm(workbench: Workbench, { bucket, domain }: Subject): Promise<void> {
  const { pick } = workbench;
  await openForm(workbench, bucket);
  await pick.choose(domain);
  await pick.titled('Business Type');
  await pick.choose('Image and Small File');
  await pick.titled('Region');
  await pick.choose('Chinese Mainland Only');
  await pick.titled('Folder to Publish');
  await pick.choose('Decide Later');
  await pageButton(workbench, 'Start').waitFor();
}

/** Opens the rows of a run. */
export async function showRun(workbench: Workbench, domain: string): Promise<void> {
  const cloud = cloudView(workbench);
  await cloud.expand('Tasks');
  await cloud.expand(runRow(workbench, domain));
}

/** The row of a run; the domain itself has a row of the same name. */
export function runRow(workbench: Workbench, domain: string): Locator {
  return cloudView(workbench).rowRead(`Onboarding of ${domain},`);
}

/** Waits until the row of a step says this. */
export async function seeStep(workbench: Workbench, step: string, state: string): Promise<void> {
  await cloudView(workbench).doneRow(step, state).waitFor(stepPatience);
}

/** Answers what a run asks after its record is in DNS, as a person who agrees, to the end. */
export async function finishRun(
  workbench: Workbench,
  sandbox: Pick<Sandbox, 'consoleUrl'>,
  domain: string,
): Promise<void> {
  const cloud = cloudView(workbench);
  await runRow(workbench, domain).filter({ hasText: 'Done' }).waitFor(stepPatience);
  await showRun(workbench, domain);
  for (const step of ['Domain is bound to the bucket', 'DNS servers return the CNAME'])
    await seeStep(workbench, step, 'Done');
  await cloud.expand('Recommended');
  await turnOnAutoUpdate(workbench.page.context(), sandbox, domain);
  await workbench.runCommand('OSS + CDN: Recheck Task');
  await seeStep(workbench, 'Auto CDN Cache Update is on', 'Done');
}

/** Approves the record that the run asks for; a run that has nothing left to do folds its steps. */
export async function approveRecord(workbench: Workbench): Promise<void> {
  await openRecordQuestion(workbench);
  await agreeToRecord(workbench);
  await approvalRow(workbench).waitFor({ state: 'detached' });
}

/** Opens the question about live DNS once the run comes to it. */
export async function openRecordQuestion(workbench: Workbench): Promise<void> {
  await approvalRow(workbench).waitFor(stepPatience);
  await approvalRow(workbench).click();
  await workbench.modal.read('Add this record to your live DNS?');
}

/** The row of the step that asks for the record. */
export function approvalRow(workbench: Workbench): Locator {
  return cloudView(workbench).root.locator('[role="treeitem"][aria-label^="Approve the DNS record: "]');
}

/** Answers it. */
export function agreeToRecord(workbench: Workbench): Promise<void> {
  return workbench.modal.press('Add Record');
}

/** What a finished run must have left in the cloud, and how often it was asked for. */
export interface Traces {
  /** Domains that were not there before, with their status. */
  readonly domains: readonly string[];
  /** Records that were not there before. */
  readonly records: readonly string[];
  readonly addDomainCalls: readonly string[];
  readonly addCnameCalls: readonly string[];
  readonly bound: readonly string[];
}

/** What one run leaves, whatever happened to the windows that worked on it. */
export function tracesOfOneRun({ bucket, domain }: Subject): Traces {
  return {
    domains: [`${domain} online`],
    records: [`${domain} CNAME ${domain}.w.kunlunsl.com`],
    addDomainCalls: [`${domain} 200`],
    addCnameCalls: [`${domain.split('.')[0]} 200`],
    bound: [`${domain} ${bucket}`],
  };
}

/** Takes down what the cloud has now, and answers how to read what came on top of it. */
export function watchTraces(state: SandboxState): () => Traces {
  const before = new Set(inventory(state));
  return () => {
    const added = inventory(state).filter((item) => !before.has(item));
    const of = (kind: string) =>
      added.filter((item) => item.startsWith(`${kind} `)).map((item) => item.slice(kind.length + 1));
    return {
      domains: of('domain'),
      records: of('record'),
      addDomainCalls: callsOf(state, 'AddCdnDomain').map(({ params, status }) => `${params.DomainName} ${status}`),
      addCnameCalls: callsOf(state, 'AddDomainRecord')
        .filter(({ params }) => params.Type === 'CNAME')
        .map(({ params, status }) => `${params.RR} ${status}`),
      bound: of('bound'),
    };
  };
}

/** The calls of one operation that the cloud received. */
export function callsOf(state: SandboxState, action: string): readonly LoggedCall[] {
  return state.calls.filter((call) => call.action === action);
}

function inventory(state: SandboxState): readonly string[] {
  const domains = [...state.cdnDomains.values()].map(({ name, status }) => `domain ${name} ${status}`);
  const records = [...state.zones.values()].flatMap((zone) =>
    [...zone.records.values()].map(({ rr, type, value }) => `record ${rr}.${zone.name} ${type} ${value}`),
  );
  const bound = [...state.buckets.values()].flatMap((bucket) =>
    [...bucket.cnames.keys()].map((name) => `bound ${name} ${bucket.name}`),
  );
  return [...domains, ...records, ...bound];
}
