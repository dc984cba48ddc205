import { expect, test } from 'vitest';
import { countText } from '../../../../src/core/text/countText.js';
import { safeLine } from '../../../../src/core/text/plainText.js';
import { dateTimeText, dayText, momentText, shortTime } from '../../../../src/core/text/timeText.js';
import { env } from '../../../support/fakeVscode.js';

const at = new Date(2026, 2, 5, 14, 5, 9).getTime();

test.each([
  ['the time alone on the same day', new Date(2026, 2, 5, 23, 59), '02:05:09 PM'],
  ['the day too on the next one', new Date(2026, 2, 6, 0, 0), 'Mar 5 02:05:09 PM'],
  ['the day too on the one before', new Date(2026, 2, 4, 23, 59), 'Mar 5 02:05:09 PM'],
  ['the day too a month later', new Date(2026, 3, 5, 14, 5), 'Mar 5 02:05:09 PM'],
])('a moment has %s', (_title, now, text) => {
  expect(dateTimeText(at, now.getTime()).replace(/\s/g, ' ')).toBe(text);
});

test.each(['en', 'zh-cn', 'zh-tw', 'fr', 'de', 'it', 'es', 'ja', 'ko', 'ru', 'pt-br', 'tr', 'pl', 'cs', 'hu'])(
  'numbers and times of a language that VS Code has show no codes: %s',
  (language) => {
    Object.assign(env, { language });
    const texts = [countText(1_234_567, 1), dateTimeText(at, 0), dayText(at), momentText(at), shortTime(at)];
    expect(texts.map(safeLine)).toEqual(texts);
  },
);
