import { describe, expect, test } from 'vitest';
import { AppError, toAppError } from '../../../src/core/errors.js';

const thrown = (stack: string) => Object.assign(new TypeError('x is not a function'), { stack });
const stackOf = (stack: string) => toAppError(thrown(`TypeError: x is not a function\n${stack}`)).details.stack;

test.each<[string, unknown, string]>([
  ['one of ours', new AppError('offline'), 'offline'],
  ['an abort', Object.assign(new Error('aborted'), { name: 'AbortError' }), 'cancelled'],
  ['what the system refuses', Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC' }), 'unexpected'],
  ['what VS Code refuses', Object.assign(new Error('gone'), { code: 'FileNotFound' }), 'unexpected'],
  ['a time that is over', new DOMException('The operation timed out', 'TimeoutError'), 'unexpected'],
  ['a TypeError', new TypeError('x is not a function'), 'bug'],
  ['one that Node throws for an argument', Object.assign(new TypeError('x'), { code: 'ERR_INVALID_ARG_TYPE' }), 'bug'],
  ['an error without a code', new Error('never here'), 'bug'],
  ['a text', 'never here', 'unexpected'],
])('%s is described when it is thrown', (_what, value, kind) => {
  expect(toAppError(value).kind).toBe(kind);
});

test('an unforeseen error keeps where it comes from', () => {
  for (const error of [new TypeError('x'), Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })])
    expect(toAppError(error).details.stack).toMatch(/errors\.test\.ts:\d+:\d+/);
});

describe('the places of a stack are without the folders of this computer:', () => {
  test.each([
    ['    at run (/home/jo/.vscode/extensions/a.b-0.1.0/dist/cloud/cdn.js:1:22)', 'at run (dist/cloud/cdn.js:1:22)'],
    ['    at run (C:\\Users\\Jo Doe\\.vscode\\extensions\\a.b\\dist\\x.js:1:22)', 'at run (dist/x.js:1:22)'],
    ['    at file:///home/jo/dist/extension.js:3:4', 'at dist/extension.js:3:4'],
    ['    at async Promise.all (index 0)', 'at async Promise.all (index 0)'],
    ['    at node:internal/timers:5:6', 'at node:internal/timers:5:6'],
    ['    at f (/opt/secret-project/node_modules/y/z.js:1:2)', 'at f (z.js:1:2)'],
  ])('%s', (line, place) => {
    expect(stackOf(line)).toBe(place);
  });

  test('at most ten of them', () => {
    expect(stackOf('    at f (/a/dist/b.js:1:2)\n'.repeat(50))?.split('\n')).toHaveLength(10);
  });
});
