import { beforeEach, expect, it } from 'vitest';
import { continueRun, type RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import { editor, modalTexts, resetEditor } from '../../../support/fakeVscode.js';
import { createWorld, live, plan, readyCloud } from '../../core/onboarding/world.js';

beforeEach(() => resetEditor());

/** Continues a run that offers the home page and presses this button of the modal; answers the rules of the domain and how the step ended. */
async function press(button: string) {
  const world = createWorld(readyCloud());
  world.cloud.state.rootDenied = true;
  world.unanswered.add('approveHomePage').add('turnOnAutoUpdate');
  const board = world.openWindow('one');
  const id = await board.start(plan);
  await live(world, board, id);
  editor.press = (each) => each === button;
  const { session } = world.depsOf('one');
  const deps = { board, clock: world.clock, session, settings: { get: () => 'international' } };
  await continueRun(deps as unknown as RunCommandDeps, id);
  await live(world, board, id, 2);
  const rules = (world.cloud.state.configs.get(plan.domain) ?? []).filter((each) => each.args.regex === '^/$');
  return { rules: rules.length, step: board.runs[0]?.record.steps.homePage };
}

it('shows the rule before and after, and sets it once the user agrees', async () => {
  expect(await press('Show index.html at /')).toMatchObject({ rules: 1, step: { state: 'done' } });
  expect(modalTexts()).toEqual([
    [
      'Set up the home page of img.example.com?',
      'Rewrite rule\n− not set\n+ ^/$ → /index.html\n',
      'Visitors of the bare domain will get /index.html of the bucket. Other URLs will not be changed.\n',
      'The setting takes effect within minutes and is free of charge.\n',
      'To undo: use Undo in the Activity view.',
      '[Show index.html at /]',
      '[Skip]',
    ].join('\n'),
  ]);
});

it('leaves the home page out as the user chose', async () => {
  expect(await press('Skip')).toMatchObject({ rules: 0, step: { state: 'done', skipped: true, note: 'asChosen' } });
});

it('asks on where the modal is closed', async () => {
  expect(await press('')).toMatchObject({ rules: 0, step: { state: 'needsUser' } });
});
