import { beforeEach, expect, it } from 'vitest';
import { type RunCommandDeps, removeRun } from '../../../../src/features/onboarding/runCommands.js';
import { editor, modalTexts, resetEditor } from '../../../support/fakeVscode.js';
import { scriptedUi } from '../../../support/scriptedUi.js';
import { createWorld, plan } from '../../core/onboarding/world.js';

beforeEach(() => resetEditor());

it('several runs of one domain are distinguished in the choice and in the removal', async () => {
  editor.press = () => true;
  const board = createWorld().openWindow('one');
  for (const task of [undefined, 'https', 'site'] as const)
    await board.start({ ...plan, ...(task && { task }), ...(task === 'site' && { site: { type: 'spa' } }) });
  await board.load();
  const ui = scriptedUi([{ pick: `Site: ${plan.domain}` }]);
  const deps = { board, ui, session: { account: { id: '1' } } } as unknown as RunCommandDeps;
  await removeRun(deps);
  expect([...(ui.asked[0]?.labels ?? [])].sort()).toEqual(
    [plan.domain, `HTTPS: ${plan.domain}`, `Site: ${plan.domain}`].sort(),
  );
  expect(modalTexts().join()).toContain(`Remove from this list: Site: ${plan.domain}?`);
  expect(modalTexts().join()).not.toContain('DNS');
  expect(board.runs.map(({ record }) => record.plan.task)).not.toContain('site');
});
