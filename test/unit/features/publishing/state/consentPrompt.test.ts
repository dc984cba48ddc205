import { beforeEach, describe, expect, it } from 'vitest';
import type { Memory } from '../../../../../src/core/ports/local.js';
import { ConsentLedger, type ConsentSubject } from '../../../../../src/core/publishing/mapping/consent.js';
import type { OnSave } from '../../../../../src/core/publishing/mapping/mapping.js';
import {
  ConsentPrompt,
  consentDetail,
  consentQuestion,
} from '../../../../../src/features/publishing/state/consentPrompt.js';
import { editor, resetEditor, sayIn } from '../../../../support/fakeVscode.js';
import { createSharedStore, type MemoryStore } from '../../../../support/memoryStore.js';

const toSubject = (act: ConsentSubject['act'], onSave: OnSave): ConsentSubject => ({
  workspace: 'file:///w/my%20site',
  repository: '',
  accountId: '1',
  act,
  mapping: { folder: 'dist', bucket: { name: 'site', region: 'cn-hangzhou' }, prefix: '', domains: [], onSave },
});
const overwrites = 'Files replace objects that were published from here';

describe('the request for consent', () => {
  it.each([
    ['upload', 'publish', 'Publish files from “my site/dist” to Alibaba Cloud on save?', true],
    ['upload', 'refresh', 'Publish files from “my site/dist” to Alibaba Cloud when you run Publish?', true],
    ['upload', 'off', 'Publish files from “my site/dist” to Alibaba Cloud when you run Publish?', true],
    ['refresh', 'refresh', 'Refresh CDN URLs when files in “my site/dist” are saved?', false],
  ] as const)('the question for consent to %s with onSave %s is: %s', (act, onSave, question, uploads) => {
    const subject = toSubject(act, onSave);
    expect(consentQuestion(subject)).toBe(question);
    expect(consentDetail(subject, ['img.example.com']).includes(overwrites)).toBe(uploads);
    expect(consentDetail(subject, ['img.example.com']).includes('Nothing is uploaded')).toBe(!uploads);
  });
});

describe('the consent', () => {
  const rules = {
    include: ['**/*.html'],
    exclude: ['drafts/**'],
    watch: ['**/*.css'],
    headers: [{ files: ['*.js'], headers: { 'cache-control': 'no-cache' } }],
    refreshVariants: ['{path}?w=200'],
    prefetch: true,
  };
  const toDetail = (more: object, meant: readonly string[] = ['img.example.com']) => {
    const subject = toSubject('upload', 'publish');
    return consentDetail({ ...subject, mapping: { ...subject.mapping, ...more } }, meant);
  };

  it('names every rule of the mapping', () => {
    const detail = toDetail(rules);
    for (const part of ['**/*.html', 'drafts/**', '**/*.css', '*.js', 'no-cache', '{path}?w=200', 'prefetched'])
      expect(detail).toContain(part);
    expect(toDetail({}).split('\n').length).toBe(detail.split('\n').length - Object.keys(rules).length);
  });

  it('is of bounded length, in lines of its own', () => {
    const long = [`a\n\u202e${'x'.repeat(10_000)}`];
    const headers = [{ files: long, headers: { 'cache-control': long[0] } }];
    const detail = toDetail({ include: long, exclude: long, watch: long, headers, refreshVariants: long }, long);
    expect(detail.length).toBeLessThan(4_000);
    expect(detail).not.toMatch(/\u202e|a\n/);
  });

  const names = Array.from({ length: 1_014 }, (_, at) => `n${String(at).padStart(18, '0')}`);
  const inEach = {
    en: { end: ' and 1,000 more', comma: ', ' },
    'zh-cn': { end: '，另有 1,000 个', comma: '、' },
  };

  it.each<[string, object]>([
    ['domains', { domains: names }],
    ['inclusions', { include: names }],
    ['exclusions', { exclude: names }],
    ['watched globs', { watch: names }],
    ['variants', { refreshVariants: names }],
  ])('counts the %s that do not fit in its line, in both languages', (_what, more) => {
    for (const language of ['en', 'zh-cn'] as const) {
      const lines = sayIn(language, () => toDetail(more)).split('\n');
      const counted = lines.filter((line) => line.endsWith(inEach[language].end));
      expect({ language, counted: counted.length }).toEqual({ language, counted: 1 });
      expect(counted[0]?.length).toBeLessThan(400);
      expect(counted[0]?.replace(/[“”]/g, '')).toContain([names[12], names[13]].join(inEach[language].comma));
    }
  });

  it('counts header rules, the files of a rule, and the domains that are meant where none is named', () => {
    const headers = names.map((name) => ({ files: names, headers: { 'cache-control': name } }));
    expect(toDetail({ headers })).toMatch(
      /^Headers: “n0+”, .* and 1,01\d more → “cache-control: n0+”, .* and 1,01\d more$/m,
    );
    expect(toDetail({}, names)).toMatch(/ as the origin \(n0+, .* and 1,000 more\)$/m);
  });

  it('counts nothing where everything fits', () => {
    expect(toDetail(rules)).not.toMatch(/and [\d,]+ more/);
  });
});

function createMemory(): Memory {
  const kept = new Map<string, unknown>();
  return {
    get: <T>(key: string) => kept.get(key) as T | undefined,
    set: async (key: string, value: unknown) => void kept.set(key, value),
  };
}

function depsWith(store: MemoryStore): ConstructorParameters<typeof ConsentPrompt>[1] {
  return { store, listDomains: async () => [] };
}

describe('the answer to the request', () => {
  beforeEach(resetEditor);

  const ask = async (answer: string) => {
    const memory = createMemory();
    const ledger = new ConsentLedger(memory, 'consents');
    const store = createSharedStore().window('w');
    const prompt = new ConsentPrompt(ledger, depsWith(store));
    const subject = toSubject('upload', 'publish');
    editor.press = (button) => button === answer;
    const given = await prompt.isGiven(subject, false);
    return {
      given,
      state: ledger.get(subject),
      next: new ConsentLedger(memory, 'consents').get(subject),
      prompt,
      subject,
      store,
    };
  };

  it.each([
    ['Publish', true, 'given', 'given'],
    ['Not Now', false, 'declined', 'unknown'],
    ['Never for This Folder', false, 'never', 'never'],
  ])('consent can be answered with %s', async (answer, given, state, next) => {
    expect(await ask(answer)).toMatchObject({ given, state, next });
    expect(editor.shown.map(({ buttons }) => buttons)).toEqual([['Publish', 'Never for This Folder', 'Not Now']]);
  });

  it.each(['Not Now', 'Never for This Folder'])(
    'is not requested by a save after %s, but by a command of the user',
    async (answer) => {
      const { prompt, subject } = await ask(answer);
      expect(await prompt.isGiven(subject, false)).toBe(false);
      expect(editor.shown.length).toBe(1);
      editor.press = (button) => button === 'Publish';
      expect(await prompt.isGiven(subject, true)).toBe(true);
      expect(await prompt.isGiven(subject, false)).toBe(true);
    },
  );

  it('is not asked again after a crash before the editor has kept the answer', async () => {
    const { store, subject } = await ask('Publish');
    const prompt = new ConsentPrompt(new ConsentLedger(createMemory(), 'consents'), depsWith(store));
    expect(await prompt.isGiven(subject, false)).toBe(true);
    expect(editor.shown.length).toBe(1);
  });
});
