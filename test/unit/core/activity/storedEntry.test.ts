import { describe, expect, it } from 'vitest';
import { canUndo } from '../../../../src/core/activity/activity.js';
import { parseEntry, serializeEntry } from '../../../../src/core/activity/activityLog.js';
import { resourceText, undoText } from '../../../../src/core/activity/changeText.js';
import { changes, createWorld } from './world.js';

/** An entry of a kind of change, as it is kept. */
async function stored(make: (typeof changes)[number][1]) {
  const { log, ...world } = createWorld();
  await make({ log, ...world });
  return { entry: log.entries[0]!, text: serializeEntry(log.entries[0]!) };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A value with one of its parts lost, of each part in turn. */
function damaged(value: unknown): unknown[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    [7, null, ...damaged(part)].map((other) => Object.assign(Array.isArray(value) ? [] : {}, value, { [name]: other })),
  );
}

describe.each(changes)('the stored entry of %s', (_call, make) => {
  it('is read as it was', async () => {
    const { entry, text } = await stored(make);
    expect(parseEntry(text)).toEqual(JSON.parse(JSON.stringify(entry)));
  });

  it('is dropped, or shown without it, when any part of it is damaged', async () => {
    const { text } = await stored(make);
    const read = damaged(JSON.parse(text)).flatMap((each) => parseEntry(JSON.stringify(each)) ?? []);
    for (const entry of read) {
      const told = entry.change && [resourceText(entry.change, 'before'), resourceText(entry.change, 'after')];
      expect(told?.join() ?? '').not.toContain('undefined');
      if (canUndo(entry)) expect(undoText(entry.change)).not.toContain('undefined');
    }
  });
});

it.each(['', 'null', '"text"', '[]', '{"version":1,"id":"1","action":"PutCname","subject":"a"}'])(
  'a stored text of another form is dropped: %s',
  (text) => expect(parseEntry(text)).toBeUndefined(),
);
