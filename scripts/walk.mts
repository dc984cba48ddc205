import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, startBrowser } from '../test/support/browser.js';
import { packageExtension } from '../test/support/package.js';
import { findSecrets } from '../test/support/secretForms.js';
import { type Session, startSession } from '../test/support/session.js';
import { Workbench } from '../test/support/workbench.js';
import { endRequested } from './ending.mjs';
import { root } from './ensure.mjs';
import { lookAt } from './outside.mjs';
import { stories } from './stories/stories.mjs';
import type { Break, Story, Walk, WalkStep } from './stories/story.mjs';

const pictures = join(root, '.demo');
/** How long a step may take that has no limit of its own. */
const stepSeconds = 90;
/** For the look at what must be as before, ms. */
const unharmedMs = 60_000;

interface Stage {
  readonly session: Session;
  readonly browser: Browser;
  readonly story: Story;
  readonly broken: Break | undefined;
}

/** Plays the story that `--walk` names in a window, and prints after each step what was seen from outside. */
export async function walk(args: readonly string[]): Promise<void> {
  const { story, broken } = parse(args);
  const vsix = packageExtension();
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures);
  const ending = endRequested();
  const session = await startSession({ vsix, speed: 60 });
  try {
    const browser = await startBrowser();
    try {
      const done = walkStory({ session, browser, story, broken }).then((ok) => (ok ? 0 : 1));
      process.exitCode = await Promise.race([done, ending.then(() => 130)]);
      // What is still on its way meets a closed window.
      done.catch(() => undefined);
      refuseSecrets(session.sandbox.accessKey.secret);
    } finally {
      await browser.close();
    }
  } finally {
    await story.finish?.();
    await session.stop();
  }
  process.exit();
}

/** Reads `--walk=N` and `--break=NAME`; throws with what each may be. */
function parse(args: readonly string[]): Pick<Stage, 'story' | 'broken'> {
  const optionOf = (name: string) => args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
  const story = stories[Number(optionOf('--walk') ?? 1) - 1];
  if (!story) throw new Error(`--walk takes ${stories.map(({ title }, at) => `${at + 1} (${title})`).join(', ')}`);
  const name = optionOf('--break');
  const broken = name === undefined ? undefined : story.breaks?.[name];
  if (name === undefined || broken) return { story, broken };
  throw new Error(`--break takes one of these here: ${Object.keys(story.breaks ?? {}).join(', ') || 'none'}`);
}

async function walkStory({ session, browser, story, broken }: Stage): Promise<boolean> {
  const started = Date.now();
  console.log(story.title);
  await story.prepare?.(session);
  if (broken) {
    await broken.apply(session.control);
    console.log(`Broken on purpose: ${broken.meaning}`);
  }
  const workbench = await Workbench.open(browser, session.vscode.url(session.workspace));
  // The deadline of each step is the one that counts.
  workbench.waitWithoutEnd();
  const shared = { session, workbench, outside: lookAt(session.sandbox), seen: {}, done: [] };
  for (const [index, step] of story.steps.entries()) {
    const name = `${String(index + 1).padStart(2, '0')}-${step.id}`;
    const keepPicture = (end: string) => workbench.screenshot(join(pictures, `${name}${end}.png`));
    console.log(`${name}: ${step.title}`);
    let stops = 0;
    const stop = (text: string) => {
      printRead(text);
      return keepPicture(`-stop${++stops}`);
    };
    const error = await walkStep(step, { ...shared, stop }).catch((caught: unknown) => caught);
    await keepPicture(error ? '-failed' : '');
    if (error) {
      report(step, error, broken);
      if (broken) await seeUnharmed(story, { ...shared, stop });
      return false;
    }
  }
  console.log(
    `All ${story.steps.length} steps done in ${Math.round((Date.now() - started) / 1000)} s; pictures in .demo/`,
  );
  return true;
}

/** Prints what the user reads, without the lines that hold only icons. */
function printRead(text: string): void {
  const lines = text.split('\n').map((line) => line.trim());
  for (const line of lines.filter((each) => /\w/.test(each))) console.log(`   reads: ${line}`);
}

/** One step within its time; prints its evidence. */
async function walkStep(step: WalkStep, shared: Omit<Walk, 'signal'>): Promise<void> {
  const deadline = new AbortController();
  const signal = deadline.signal;
  const { seconds = stepSeconds } = step;
  const timer = setTimeout(() => deadline.abort(new Error(`not done in ${seconds} s`)), seconds * 1000);
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  const done = (async () => {
    await step.act?.({ ...shared, signal });
    return step.evidence({ ...shared, signal });
  })();
  try {
    const evidence = await Promise.race([done, late]);
    console.log(`   seen from outside: ${evidence}`);
  } finally {
    clearTimeout(timer);
  }
}

/** What a walk leaves behind is passed on by people, so it holds no secret in any form. */
function refuseSecrets(value: string): void {
  const find = findSecrets([{ name: 'the AccessKey secret', value }]);
  const found = readdirSync(pictures).filter((name) => find(readFileSync(join(pictures, name))).length > 0);
  if (found.length > 0) throw new Error(`.demo holds the AccessKey secret: ${found.join(', ')}`);
}

/** Prints what a story that was broken on purpose must have left as it was. */
async function seeUnharmed(story: Story, shared: Omit<Walk, 'signal'>): Promise<void> {
  const evidence = await story.unharmed?.({ ...shared, signal: AbortSignal.timeout(unharmedMs) });
  if (evidence) console.log(`   seen from outside: ${evidence}`);
}

function report({ id }: WalkStep, error: unknown, broken: Break | undefined): void {
  console.log(`   FAILED: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  if (!broken) return;
  const { step } = broken;
  console.log(id === step ? `Failed at the step that was broken: ${step}` : `It should have failed at: ${step}`);
}
