import { expect, it } from 'vitest';
import { Ends } from '../../../../src/core/publishing/ends.js';
import type { Entry } from '../../../../src/core/publishing/entry.js';
import { createEngineWorld } from './engineWorld.js';

it('an end is told once, though two windows may have come to it, and the end of the next wish again', () => {
  const publication = createEngineWorld().publicationOf('a.js');
  const entry: Entry = { publication, turn: 1, at: 1, stage: 'task', owesRefresh: false, attempts: 0 };
  const ends = new Ends();
  const told: string[] = [];
  ends.onDidFinish(({ as }) => told.push(as));
  ends.tell(entry, 'fresh');
  ends.tell({ ...entry, stage: 'done' }, 'fresh');
  ends.tell({ ...entry, turn: 2, at: 5 }, 'unproven');
  expect(told).toEqual(['fresh', 'unproven']);
});
