import { beforeEach, describe, expect, it } from 'vitest';
import { ConsentLedger, type ConsentSubject } from '../../../../../src/core/publishing/mapping/consent.js';
import type { OnSave } from '../../../../../src/core/publishing/mapping/mapping.js';
import {
  ConsentPrompt,
  consentDetail,
  consentQuestion,
} from '../../../../../src/features/publishing/state/consentPrompt.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';

const toSubject = (act: ConsentSubject['act'], onSave: OnSave): ConsentSubject => ({
  workspace: 'file:///w/my%20site',
  repository: '',
  accountId: '1',
  act,
  mapping: { folder: 'dist', bucket: { name: 'site', region: 'cn-hangzhou' }, prefix: '', domains: [], onSave },
});
const overwrites = 'Objects with the same names are overwritten';

describe('what is asked', () => {
  it.each([
    ['upload', 'publish', 'Publish files to Alibaba Cloud whenever they are saved: my site/dist?', true],
    ['upload', 'refresh', 'Publish files to Alibaba Cloud whenever you ask for it: my site/dist?', true],
    ['upload', 'off', 'Publish files to Alibaba Cloud whenever you ask for it: my site/dist?', true],
    ['refresh', 'refresh', 'Refresh URLs at CDN whenever their files are saved: my site/dist?', false],
  ] as const)('to %s with onSave %s is: %s', (act, onSave, question, uploads) => {
    const subject = toSubject(act, onSave);
    expect(consentQuestion(subject)).toBe(question);
    expect(consentDetail(subject, 'img.example.com').includes(overwrites)).toBe(uploads);
    expect(consentDetail(subject, 'img.example.com').includes('Nothing is uploaded')).toBe(!uploads);
  });
});

describe('what is agreed to', () => {
  const rules = {
    include: ['**/*.html'],
    exclude: ['drafts/**'],
    watch: ['**/*.css'],
    headers: [{ files: ['*.js'], headers: { 'cache-control': 'no-cache' } }],
    refreshVariants: ['{path}?w=200'],
    prefetch: true,
  };
  const toDetail = (more: object, domains = 'img.example.com') => {
    const subject = toSubject('upload', 'publish');
    return consentDetail({ ...subject, mapping: { ...subject.mapping, ...more } }, domains);
  };

  it('names every rule of the mapping', () => {
    const detail = toDetail(rules);
    for (const part of ['**/*.html', 'drafts/**', '**/*.css', '*.js', 'no-cache', '{path}?w=200', 'prefetched'])
      expect(detail).toContain(part);
    expect(toDetail({}).split('\n').length).toBe(detail.split('\n').length - Object.keys(rules).length);
  });

  it('is of bounded length, in lines of its own', () => {
    const long = [`a\n\u202e${'x'.repeat(10_000)}`];
    const detail = toDetail({ include: long, exclude: long, watch: long, refreshVariants: long }, long[0]);
    expect(detail.length).toBeLessThan(4_000);
    expect(detail).not.toMatch(/\u202e|a\n/);
  });
});

describe('the question', () => {
  beforeEach(resetEditor);

  const ask = async (answer: string) => {
    const kept = new Map<string, unknown>();
    const memory = {
      get: <T>(key: string) => kept.get(key) as T | undefined,
      set: async (key: string, value: unknown) => void kept.set(key, value),
    };
    const ledger = new ConsentLedger(memory, 'consents');
    const prompt = new ConsentPrompt(ledger, async () => []);
    const subject = toSubject('upload', 'publish');
    editor.press = (button) => button === answer;
    const given = await prompt.isGiven(subject, false);
    return {
      given,
      state: ledger.get(subject),
      next: new ConsentLedger(memory, 'consents').get(subject),
      prompt,
      subject,
    };
  };

  it.each([
    ['Publish', true, 'given', 'given'],
    ['Not Now', false, 'declined', 'unknown'],
    ['Never for This Folder', false, 'never', 'never'],
  ])('has the answer %s', async (answer, given, state, next) => {
    expect(await ask(answer)).toMatchObject({ given, state, next });
    expect(editor.shown.map(({ buttons }) => buttons)).toEqual([['Publish', 'Never for This Folder', 'Not Now']]);
  });

  it.each(['Not Now', 'Never for This Folder'])(
    'is not asked by a save after %s, but where the user asks for it',
    async (answer) => {
      const { prompt, subject } = await ask(answer);
      expect(await prompt.isGiven(subject, false)).toBe(false);
      expect(editor.shown.length).toBe(1);
      editor.press = (button) => button === 'Publish';
      expect(await prompt.isGiven(subject, true)).toBe(true);
      expect(await prompt.isGiven(subject, false)).toBe(true);
    },
  );
});
