import type { Locator } from 'playwright-core';
import type { Sandbox } from '../../../sandbox/server.js';
import { turnOnAutoUpdate } from '../../support/consolePage.js';
import { pageButton } from '../../support/pageInFront.js';
import type { View, Workbench } from '../../support/workbench.js';

/** What an onboarding of these tests is about. */
export interface Subject {
  readonly bucket: string;
  readonly domain: string;
}

/** The tree of the extension. */
export function cloudView(workbench: Workbench): View {
  return workbench.view('Cloud');
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

/** Waits until the row of a step says in its accessible label how it stands. */
export async function seeStep(workbench: Workbench, step: string, state = 'Done'): Promise<void> {
  await cloudView(workbench).doneRow(step, state).waitFor(workbench.stepPatience);
}

/** A question that a dialog asks: the row that opens it, unless something else has, its first words, and the button that agrees. */
export interface Question {
  readonly row?: string;
  readonly asks: string;
  readonly button: string;
}

/** Opens what the row of a step needs, once it is there. */
export async function openRow(workbench: Workbench, row: string): Promise<void> {
  await cloudView(workbench).row(row).waitFor(workbench.stepPatience);
  await cloudView(workbench).row(row).click();
}

/** Agrees to a question of a dialog, after `read` has taken what it says. */
export async function agree(
  workbench: Workbench,
  { row, asks, button }: Question,
  read: (text: string) => unknown = () => undefined,
): Promise<void> {
  if (row !== undefined) await openRow(workbench, row);
  await read(await workbench.modal.read(asks));
  await workbench.modal.press(button);
}

/** The question before the records that lead a domain elsewhere are switched. */
export function switchQuestion(domain: string, from = 'DNS') {
  return { row: `Switch ${from} to CDN: ${domain}`, asks: `Switch ${domain} in your live DNS?`, button: 'Switch' };
}

/** The question before such a switch is undone, which a command asks. */
export function undoQuestion(domain: string) {
  return { asks: `Undo the DNS change of ${domain}?`, button: 'Undo DNS Change' };
}

/** The question before a record is added. */
export function recordQuestion(host: string) {
  return {
    row: `Approve the DNS record: ${host}`,
    asks: 'Add this record to your live DNS?',
    button: 'Add Record',
  };
}

/** Answers what a run asks after its record is in DNS, as a person who agrees, to the end. */
export async function finishRun(
  workbench: Workbench,
  sandbox: Pick<Sandbox, 'consoleUrl'>,
  domain: string,
): Promise<void> {
  const cloud = cloudView(workbench);
  await runRow(workbench, domain).filter({ hasText: 'Done' }).waitFor(workbench.stepPatience);
  await showRun(workbench, domain);
  for (const step of ['Domain is bound to the bucket', 'DNS servers return the CNAME']) await seeStep(workbench, step);
  await cloud.expand('Recommended');
  await turnOnAutoUpdate(workbench.page.context(), sandbox, domain);
  await workbench.runCommand('OSS + CDN: Recheck Task');
  await seeStep(workbench, 'Auto CDN Cache Update is on');
}

/** Approves the record that the run asks for; a run that has nothing left to do folds its steps. */
export async function approveRecord(workbench: Workbench, domain: string): Promise<void> {
  const question = recordQuestion(domain);
  await agree(workbench, question);
  await cloudView(workbench).row(question.row).waitFor({ state: 'detached' });
}
