import { beforeEach, describe, expect, test } from 'vitest';
import { confirmObjectDeletion } from '../../../../src/host/prompts/confirmObjectDeletion.js';
import { editor, env, resetEditor } from '../../../support/fakeVscode.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';

beforeEach(resetEditor);

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const keysOf = (count: number, folder = '') => Array.from({ length: count }, (_, at) => `${folder}${at}.js`);
const asked = { question: 'Delete?', detail: 'what that means', buttons: ['Delete', 'Delete Only'] };
type Info = Parameters<typeof confirmObjectDeletion>[1][number]['info'];

/** Asks about these objects, presses a button and types these lines; the answer, the buttons and what was to be typed. */
async function ask(keys: readonly string[], info: Info, press?: string, lines: readonly Line[] = []) {
  const ui = scriptedUi(lines);
  editor.press = (button) => button === press;
  const answer = await confirmObjectDeletion(ui, [{ bucket, keys, info }], asked);
  ui.end();
  return { answer, buttons: editor.shown.at(-1)?.buttons, typed: ui.asked.map(({ title }) => title) };
}

/** What is known of a bucket, and whether it keeps what is deleted. */
const kinds = [
  ['is not known', undefined, false],
  ['was never on', {}, false],
  ['is suspended', { versioning: 'suspended' }, false],
  ['is on', { versioning: 'enabled' }, true],
] as const;

describe.each(kinds)('where versioning %s', (_what, info, isKept) => {
  test.each([1, 100])(
    '%i objects are deleted by a button, which has the focus where they can be restored',
    async (count) => {
      const first = isKept ? [] : ['Do Not Delete'];
      expect(await ask(keysOf(count), info, 'Delete Only')).toEqual({
        answer: 'Delete Only',
        buttons: [...first, 'Delete', 'Delete Only'],
        typed: [],
      });
    },
  );

  test('a deletion of 101 objects requires a typed name where they cannot be restored', async () => {
    const lines: Line[] = isKept ? [] : [{ type: 'my-site' }];
    const button = isKept ? 'Delete' : 'Delete…';
    const { answer, buttons, typed } = await ask(keysOf(101), info, button, lines);
    expect({ answer, isNamed: typed.length > 0 }).toEqual({ answer: 'Delete', isNamed: !isKept });
    expect(buttons?.[0]).toBe(isKept ? 'Delete' : 'Do Not Delete');
  });
});

test.each(['Do Not Delete', undefined])(
  'nothing is deleted by the button %s, and no name is asked for',
  async (press) => {
    expect(await ask(keysOf(4_000), {}, press)).toMatchObject({ answer: undefined, typed: [] });
  },
);

test('nothing is deleted while another name is entered, or none', async () => {
  const refused = 'This does not match the name: my-site';
  const lines: Line[] = [{ type: 'my-sit', refused }, { type: '', refused }, 'cancel'];
  expect(await ask(keysOf(101), {}, 'Delete…', lines)).toMatchObject({ answer: undefined });
});

test.each([
  ['of the folder that all are in', keysOf(101, 'prod/icons/'), 'icons'],
  ['of the folder around several', [...keysOf(60, '图片/a/'), ...keysOf(60, '图片/b/')], '图片'],
  ['of the bucket where they have no folder in common', [...keysOf(60, 'a/'), ...keysOf(60, 'b/')], 'my-site'],
  ['of the bucket where names of folders only begin alike', [...keysOf(60, 'ab/'), ...keysOf(60, 'ac/')], 'my-site'],
  ['of the bucket where the folder has a name that cannot be typed', keysOf(101, 'pro\u200bd/'), 'my-site'],
  ['of the bucket where the folder has a name that is blank', keysOf(101, 'a/\u3164/'), 'my-site'],
  ['of the bucket where the folder has no name', keysOf(101, 'a//'), 'my-site'],
])('the name to enter is that %s', async (_whose, keys, name) => {
  expect(await ask(keys, {}, 'Delete…', [{ type: name }])).toMatchObject({ answer: 'Delete' });
});

test('each bucket is named where objects of several are deleted, but one that keeps them', async () => {
  const ui = scriptedUi([{ type: 'one' }, { type: 'two' }]);
  editor.press = (button) => button === 'Delete…';
  const deletions = (['one', 'two', 'kept'] as const).map((name) => ({
    bucket: { ...bucket, name },
    keys: keysOf(60),
    info: name === 'kept' ? { versioning: 'enabled' as const } : {},
  }));
  expect(await confirmObjectDeletion(ui, deletions, asked)).toBe('Delete');
  ui.end();
});

test('the question has the same order of buttons in Chinese', async () => {
  env.language = 'zh-cn';
  expect((await ask(keysOf(1), {})).buttons).toEqual(['不删除', 'Delete', 'Delete Only']);
});
