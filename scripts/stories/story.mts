import type { Session } from '../../test/support/session.js';
import type { View, Workbench } from '../../test/support/workbench.js';
import type { EdgeSight, Outside } from '../outside.mjs';
import type { RecordState } from './states.mjs';

/** What a step works with. */
export interface Walk {
  readonly session: Session;
  readonly workbench: Workbench;
  readonly outside: Outside;
  /** Fires when the step's time is over. */
  readonly signal: AbortSignal;
  /** Prints what the user reads at a stop on the way, and keeps a picture of it. */
  stop(text: string): Promise<void>;
  /** What an earlier step saw and a later one compares with. */
  readonly seen: { edge?: EdgeSight; zone?: readonly RecordState[]; fingerprint?: string };
  /** What the user had to do so far, in the order of it. */
  readonly done: Doing[];
}

/** A field or pick that was answered, an approval that was given, or a click that only opened what follows. */
export interface Doing {
  readonly kind: 'input' | 'approval' | 'click';
  readonly what: string;
}

/** One step: what a user does and sees, then what is read from outside; either rejects when it is not so. */
export interface WalkStep {
  readonly id: string;
  readonly title: string;
  readonly seconds: number;
  act(walk: Walk): Promise<void>;
  /** One line of evidence. */
  evidence(walk: Walk): Promise<string>;
}

/** A task of a user from an empty window to its end. */
export interface Story {
  readonly title: string;
  /** What the cloud holds before the window opens, besides what it starts with. */
  prepare?(session: Session): Promise<void>;
  /** What still has to hold when it was broken on purpose, as one line of evidence; rejects when it does not. */
  unharmed?(walk: Walk): Promise<string>;
  /** Ends what was started for it, however far it came. */
  finish?(): Promise<void>;
  readonly steps: readonly WalkStep[];
}

/** The step's own deadline is the one that counts. */
export const patiently = { timeout: 0 };

/** The tree of the extension. */
export function cloud(workbench: Workbench): View {
  return workbench.view('Cloud');
}

/** Waits until the row of a step tells in its accessible label that it is done. */
export function seeDone(workbench: Workbench, step: string): Promise<void> {
  return seeState(workbench, step, 'Done');
}

/** Waits until the row of a step tells in its accessible label how it stands. */
export async function seeState(workbench: Workbench, step: string, state: string): Promise<void> {
  await cloud(workbench).doneRow(step, state).waitFor(patiently);
}

/** Opens the rows of a run; the domain itself has a row of the same name. */
export async function showRun(workbench: Workbench, domain: string): Promise<void> {
  const view = cloud(workbench);
  await view.expand('Tasks');
  const run = view.root.locator(`[role="treeitem"][aria-label^="Onboarding of ${domain},"]`);
  await run.waitFor();
  if ((await run.getAttribute('aria-expanded')) !== 'true') await run.locator('.monaco-tl-twistie').click();
  await run.and(workbench.page.locator('[aria-expanded="true"]')).waitFor();
}

/** Rejects with a sentence unless something holds. */
export function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

/** Rejects unless a text that the user reads names each of these. */
export function expectNamed(text: string, parts: readonly string[]): void {
  for (const part of parts) expect(text.includes(part), `"${text}" does not name ${part}`);
}

/** Opens what a row needs, once it is there. */
export async function openRow(workbench: Workbench, label: string): Promise<void> {
  const row = cloud(workbench).row(label);
  await row.waitFor(patiently);
  await row.click();
}
