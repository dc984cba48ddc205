import { expect, it } from 'vitest';
import { questionOf } from '../../../../src/features/questions/questions.js';
import type { AskContext } from '../../../../src/features/questions/runQuestion.js';
import { consoleLinks } from '../../../../src/host/console/consoleLinks.js';
import { createWorld, plan } from '../../core/onboarding/world.js';

const context = { run: { plan }, links: consoleLinks('china') } as unknown as AskContext;
const from = 'Delete the domain from';

it.each([
  ['otherAccount', 'Reclaim the domain: another account has added it to CDN', ['Submit Ticket']],
  ['dcdn', `${from} DCDN (Dynamic Route for CDN)`, ['Open DCDN Console']],
  ['live', `${from} ApsaraVideo Live`, []],
  ['otherProduct', `${from} the product that uses it`, []],
] as const)('a run whose domain was taken by %s meanwhile says so', async (holder, row, pages) => {
  const world = createWorld();
  world.cloud.state.takenNames.set(plan.domain, holder);
  const board = world.openWindow('one');
  await board.start(plan);
  await world.clock.advance(5_000);
  const step = board.runs[0]?.record.steps.name;
  if (step?.state !== 'needsUser' || step.ask.kind !== 'domainTaken') throw new Error(`not asked: ${step?.state}`);
  expect(questionOf(step.ask).text().row).toBe(row);
  expect(
    questionOf(step.ask)
      .ways(context)
      .map(({ label }) => label),
  ).toEqual([...pages, 'Recheck', 'Remove Task…']);
});
