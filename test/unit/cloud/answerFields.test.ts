import { describe, expect, test } from 'vitest';
import { type AnswerFields, readFields } from '../../../src/cloud/answerFields.js';

const call = { action: 'DescribeUserDomains', subject: 'img.example.com' };
const fields = readFields(
  {
    text: 'a',
    count: '5',
    share: 5,
    isOn: 'True',
    isOff: false,
    nothing: null,
    empty: '',
    line: '\n  ',
    one: { name: 'a' },
    many: [{ name: 'a' }, { name: ['secret value'] }],
    names: ['a', 'b'],
  },
  call,
);

test.each<[string, (given: AnswerFields) => unknown, unknown]>([
  ['text', (given) => given.text('text'), 'a'],
  ['text that came as a number', (given) => given.text('share'), '5'],
  ['a number', (given) => given.number('share'), 5],
  ['a number that came as text', (given) => given.number('count'), 5],
  ['a flag in any case', (given) => [given.flag('isOn'), given.flag('isOff')], [true, false]],
  ['an object', (given) => given.fields('one').text('name'), 'a'],
  ['a list', (given) => given.list('many')[0]?.text('name'), 'a'],
  ['texts', (given) => given.texts('names'), ['a', 'b']],
  ['one element of XML', (given) => given.elements('one').map((each) => each.text('name')), ['a']],
  [
    'what is absent',
    (given) => ['nothing', 'empty', 'other'].map((name) => given.text(name)),
    Array(3).fill(undefined),
  ],
  ['an empty element of XML', (given) => [given.elements('line'), given.fields('line').text('name')], [[], undefined]],
])('%s is read as it is', (_what, read, value) => {
  expect(read(fields)).toEqual(value);
});

describe('a field of the wrong type is refused with its place, and without its value:', () => {
  test.each<[string, (given: AnswerFields) => unknown]>([
    ['one should be text, and is an object', (given) => given.text('one')],
    ['names should be text, and is a list', (given) => given.text('names')],
    ['isOff should be text, and is a boolean', (given) => given.text('isOff')],
    ['empty should be text, and is missing', (given) => given.requiredText('empty')],
    ['text should be a number, and is text', (given) => given.number('text')],
    ['other should be a number, and is missing', (given) => given.requiredNumber('other')],
    ['text should be true or false, and is text', (given) => given.flag('text')],
    ['one should be true or false, and is an object', (given) => given.flag('one')],
    ['text should be an object, and is text', (given) => given.fields('text')],
    ['other should be an object, and is missing', (given) => given.requiredFields('other')],
    ['one should be a list, and is an object', (given) => given.list('one')],
    ['names[0] should be an object, and is text', (given) => given.list('names')],
    ['many[0] should be text, and is an object', (given) => given.texts('many')],
    ['many[1].name should be text, and is a list', (given) => given.list('many').map((each) => each.text('name'))],
  ])('%s', (message, read) => {
    const details = { ...call, message };
    expect(() => read(fields)).toThrow(expect.objectContaining({ kind: 'badAnswer', details }));
  });

  test('the whole answer', () => {
    const body = 'secret value' as unknown as object;
    expect(() => readFields(body, call)).toThrow('The answer should be an object, and is text');
  });
});
