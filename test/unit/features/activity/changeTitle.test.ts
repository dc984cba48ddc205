import { expect, test } from 'vitest';
import { actionText } from '../../../../src/features/activity/changeTitle.js';

test.each([
  ['StopCdnDomain', 'Disable'],
  ['SomethingNew', 'SomethingNew'],
  ['constructor', 'constructor'],
  ['__proto__', '__proto__'],
])('the action %s reads as %s', (action, words) => {
  expect(actionText({ action, subject: 'img.example.com' })).toBe(words);
});
