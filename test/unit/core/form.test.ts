import { describe, expect, it } from 'vitest';
import { type Question, runForm } from '../../../src/core/form.js';
import { scriptedUi } from '../../support/scriptedUi.js';

interface Answers {
  fruit: string;
  slices: string;
  name: string;
}

const fruits = ['apple', 'melon'].map((label) => ({ label, value: label }));

const questions: readonly Question<Answers>[] = [
  {
    id: 'fruit',
    ask: (ui, _answers, { earlier, ...place }) =>
      ui.pick({
        ...place,
        title: 'Fruit',
        placeholder: '',
        items: Promise.resolve(fruits),
        ...(earlier === undefined ? {} : { selected: earlier }),
      }),
  },
  {
    id: 'slices',
    when: ({ fruit }) => fruit === 'melon',
    ask: (ui, _answers, { earlier, ...place }) =>
      ui.input({ ...place, title: 'Slices', prompt: '', value: earlier ?? '' }),
  },
  {
    id: 'name',
    ask: (ui, _answers, { earlier, ...place }) =>
      ui.input({
        ...place,
        title: 'Name',
        prompt: '',
        value: earlier ?? '',
        validate: (text) => (text === '' ? 'A name is needed' : undefined),
      }),
  },
];

describe('runForm', () => {
  it('asks only what the answers call for, and counts the steps that are left', async () => {
    const ui = scriptedUi([{ pick: 'apple' }, { type: 'Ann' }]);
    expect(await runForm(questions, ui)).toEqual({ fruit: 'apple', name: 'Ann' });
    expect(ui.asked.map(({ title, step, total }) => ({ title, step, total }))).toEqual([
      { title: 'Fruit', step: 1, total: 2 },
      { title: 'Name', step: 2, total: 2 },
    ]);
    ui.end();
  });

  it('runForm goes back with the earlier answer, and forgets an answer that no longer applies', async () => {
    const ui = scriptedUi([{ pick: 'melon' }, { type: '3' }, 'back', 'back', { pick: 'apple' }, { type: 'Ann' }]);
    expect(await runForm(questions, ui)).toEqual({ fruit: 'apple', name: 'Ann' });
    expect(ui.asked.map(({ title, value, active }) => ({ title, value: value ?? active }))).toEqual([
      { title: 'Fruit', value: undefined },
      { title: 'Slices', value: '' },
      { title: 'Name', value: '' },
      { title: 'Slices', value: '3' },
      { title: 'Fruit', value: 'melon' },
      { title: 'Name', value: '' },
    ]);
    ui.end();
  });

  it('skips answered questions and offers the values of a draft', async () => {
    const ui = scriptedUi([{ type: '4' }, { type: 'Bob' }]);
    const drafts: Partial<Answers>[] = [];
    const options = {
      given: { fruit: 'melon' },
      draft: { name: 'Bo' },
      onDraft: (draft: Partial<Answers>) => drafts.push(draft),
    };
    expect(await runForm(questions, ui, options)).toEqual({ fruit: 'melon', slices: '4', name: 'Bob' });
    expect(ui.asked.map(({ value }) => value)).toEqual(['', 'Bo']);
    expect(drafts).toEqual([
      { name: 'Bo', slices: '4' },
      { name: 'Bob', slices: '4' },
    ]);
    ui.end();
  });

  it('answers nothing when it is left, and keeps the draft', async () => {
    const drafts: Partial<Answers>[] = [];
    const ui = scriptedUi([{ pick: 'melon' }, 'cancel']);
    expect(await runForm(questions, ui, { onDraft: (draft) => drafts.push(draft) })).toBeUndefined();
    expect(drafts).toEqual([{ fruit: 'melon' }]);
    ui.end();
  });

  it('takes only a text that is not refused', async () => {
    const ui = scriptedUi([{ pick: 'apple' }, { type: '', refused: 'A name is needed' }, { type: 'Ann' }]);
    expect(await runForm(questions, ui)).toEqual({ fruit: 'apple', name: 'Ann' });
    ui.end();
  });

  it('rejects when the rows cannot be read', async () => {
    const ui = scriptedUi([]);
    const failing: Question<Answers> = {
      id: 'fruit',
      ask: (asked) => asked.pick({ title: 'Fruit', placeholder: '', items: Promise.reject(new Error('no rows')) }),
    };
    await expect(runForm([failing], ui)).rejects.toThrow('no rows');
  });
});

describe('scriptedUi', () => {
  it('fails when an answer is missing', async () => {
    await expect(runForm(questions, scriptedUi([{ pick: 'apple' }]))).rejects.toThrow('No scripted answer for: Name');
  });

  it('fails when an answer is left over', async () => {
    const ui = scriptedUi([{ pick: 'apple' }, { type: 'Ann' }, { type: 'more' }]);
    await runForm(questions, ui);
    expect(() => ui.end()).toThrow('left over');
  });

  it('fails when a refusal did not come', async () => {
    const ui = scriptedUi([{ pick: 'apple' }, { type: 'Ann', refused: 'A name is needed' }]);
    await expect(runForm(questions, ui)).rejects.toThrow('expected refusal');
  });
});

describe('a value that a form finds itself', () => {
  const found: Question<Answers> = {
    id: 'slices',
    isFound: true,
    ask: async (_ui, { fruit = '' }) => ({ kind: 'value', value: `of ${fruit}` }),
  };
  const [fruit, , name] = questions;
  const withFound = [fruit, found, name].filter((each) => each !== undefined);

  it('is an answer without a step, and found again after Back has passed over it', async () => {
    const ui = scriptedUi([{ pick: 'melon' }, 'back', { pick: 'apple' }, { type: 'Ann' }]);
    expect(await runForm(withFound, ui)).toEqual({ fruit: 'apple', slices: 'of apple', name: 'Ann' });
    expect(ui.asked.map(({ title, step, total }) => `${title} ${step}/${total}`)).toEqual([
      'Fruit 1/2',
      'Name 2/2',
      'Fruit 1/2',
      'Name 2/2',
    ]);
    ui.end();
  });

  it('is in no draft, and a given one is not found', async () => {
    const drafts: Partial<Answers>[] = [];
    const onDraft = (draft: Partial<Answers>) => void drafts.push(draft);
    await runForm(withFound, scriptedUi([{ pick: 'melon' }, { type: 'Ann' }]), { onDraft });
    expect(drafts).toEqual([{ fruit: 'melon' }, { fruit: 'melon', name: 'Ann' }]);
    const given = { slices: '7' };
    expect(await runForm(withFound, scriptedUi([{ pick: 'melon' }, { type: 'Ann' }]), { given })).toMatchObject(given);
  });
});
