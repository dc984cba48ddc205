import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRecord } from '../../src/core/onboarding/run/runRecord.js';
import { permissionsLeft } from '../../src/core/onboarding/stepActions.js';
import { toPolicy } from '../../src/core/permissions.js';
import { plan, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';

let runs: SandboxRuns;
beforeAll(async () => {
  runs = await startSandboxRuns();
});
afterAll(() => runs?.stop());

test('an onboarding has no denial under the policy with the permissions of its steps', async () => {
  const { accessKeys, calls } = runs.sandbox.state;
  const needed = permissionsLeft(createRecord('1099', plan, 0));
  accessKeys[0]!.policy = JSON.parse(toPolicy(needed, 'site-hangzhou'));
  const board = runs.openWindow(new Set());
  await runs.finish(board, await board.start(plan));
  const denied = calls.filter(({ code = '' }) => ['Forbidden.RAM', 'AccessDenied'].includes(code));
  // To a visitor OSS refuses the bare domain, which is no call with this key.
  expect(denied.map(({ action }) => action).filter((action) => action !== 'EdgeRequest')).toEqual([]);
  expect(needed).not.toContain('cdn:DeleteCdnDomain');
});
