import { describe, expect, it } from 'vitest';
import { meetAtSave, meetAtWrite } from '../cells.js';
import { playSite, siteStories } from './siteStories.js';

const wholes = await Promise.all(
  siteStories.map(async (story) => ({ story, whole: await playSite(story, { fate: () => undefined }) })),
);

it('the stories finish without a crash, with each write made once', () => {
  expect(wholes.map(({ whole: { activity, writes } }) => ({ activity, writes: writes.length }))).toEqual([
    { activity: 'finished', writes: 6 },
    { activity: 'finished', writes: 10 },
    { activity: 'finished', writes: 4 },
  ]);
});

describe.each(wholes)('a window that sets up $story.name', ({ story, whole }) => {
  const same = { activity: 'finished', writes: whole.writes, end: whole.end };
  const writes = Array.from({ length: whole.writes.length }, (_, at) => ({ at }));
  // The first save is the start itself: before it there is no run.
  const saves = Array.from({ length: whole.saves - 1 }, (_, at) => ({ at: at + 1 }));

  it.each(writes.flatMap(({ at }) => (['before', 'after'] as const).map((when) => ({ at, when }))))(
    'dies $when write $at: another window finishes, and nothing is done twice',
    async ({ at, when }) => {
      expect(await playSite(story, { fate: meetAtWrite(at, when) })).toMatchObject({ ...same, died: true });
    },
  );

  it.each(writes.flatMap(({ at }) => (['before', 'after'] as const).map((when) => ({ at, when }))))(
    'dies $when write $at: a window that is open meanwhile finishes, and nothing is done twice',
    async ({ at, when }) => {
      const played = await playSite(story, { fate: meetAtWrite(at, when), watched: true });
      expect(played).toMatchObject({ ...same, died: true });
    },
  );

  it.each(writes.flatMap(({ at }) => (['unsent', 'unanswered'] as const).map((what) => ({ at, what }))))(
    'has write $at $what: it finishes after a restart, and nothing is done twice',
    async ({ at, what }) => {
      expect(await playSite(story, { fate: meetAtWrite(at, what) })).toMatchObject({ ...same, died: false });
    },
  );

  it.each(saves)('dies before save $at: another window finishes, and nothing is done twice', async ({ at }) => {
    expect(await playSite(story, { fate: meetAtSave(at, 'before') })).toMatchObject({ ...same, died: true });
  });
});
