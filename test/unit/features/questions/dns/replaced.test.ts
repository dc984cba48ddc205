import { beforeEach, describe, expect, it } from 'vitest';
import { isPublicSuffix } from '../../../../../src/cloud/publicSuffix.js';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import type { RunRecord } from '../../../../../src/core/onboarding/run/run.js';
import { questionOf } from '../../../../../src/features/questions/questions.js';
import type { AskContext } from '../../../../../src/features/questions/runQuestion.js';
import { editor, env, resetEditor } from '../../../../support/fakeVscode.js';
import { scriptedUi } from '../../../../support/scriptedUi.js';

type Ask<K extends UserAsk['kind']> = Extract<UserAsk, { readonly kind: K }>;
const bucketHost = 'site.oss-cn-hangzhou.aliyuncs.com';
const cname = 'img.example.com.w.kunlunsl.com';
const existing = [{ type: 'CNAME', value: bucketHost }] as const;
const add: Ask<'addRecordElsewhere'> = { kind: 'addRecordElsewhere', host: 'img.example.com', value: cname, ttl: 600 };
const foreign: Ask<'zoneElsewhere'> = { kind: 'zoneElsewhere', zone: 'example.com', servers: ['ns1.example.net'] };

beforeEach(() => {
  env.language = 'en';
  resetEditor();
});

describe('the words for a record that DNS shows today', () => {
  it.each(['en', 'zh-cn'] as const)('say with its value that it is replaced, in %s', (spoken) => {
    env.language = spoken;
    const words = {
      en: ['Replace', 'instead of adding a second record', 'directly to the bucket'],
      'zh-cn': ['替换', '而不是另外添加', '直接指向 Bucket'],
    };
    for (const ask of [
      { ...add, existing },
      { ...foreign, existing },
    ]) {
      for (const part of [...words[spoken], `CNAME ${bucketHost}`])
        expect(questionOf(ask).text().detail).toContain(part);
    }
    expect(questionOf({ ...add, existing }).text().row).toContain(words[spoken][0]);
  });

  it('are missing where nothing stands there', () => {
    for (const ask of [add, foreign])
      expect(questionOf(ask).text().row + questionOf(ask).text().detail).not.toMatch(/replace/i);
  });
});

describe.each(['en', 'zh-cn'] as const)('the words for a zone that may be read but not changed, in %s', (spoken) => {
  const proof = { kind: 'addTxt', purpose: 'ownership', host: 'verification.example.com', value: 'v' } as const;

  it.each([add, { ...add, existing }, proof])('say that another person has to make the record: $kind', (ask) => {
    env.language = spoken;
    const barred = { en: 'can read the zone', 'zh-cn': '只能读取' }[spoken];
    expect(questionOf({ ...ask, barred: true }).text().detail).toContain(barred);
    expect(questionOf(ask).text().detail).not.toContain(barred);
  });
});

describe('the fields of the record', () => {
  const show = async (ask: typeof add | typeof foreign | Ask<'addTxt'>, pick: string) => {
    const ui = scriptedUi([{ pick }, 'cancel']);
    const run = { plan: { domain: 'img.example.com' }, facts: { cname } } as RunRecord;
    const loadIsPublicSuffix = async () => isPublicSuffix;
    const context = { ui, run, loadIsPublicSuffix, recheck: () => undefined } as Partial<AskContext> as AskContext;
    await questionOf(ask).show(context);
    return ui.asked[0];
  };

  it.each([
    { ...add, existing },
    { ...foreign, existing },
  ])('begin with the replaced record, to be found at the provider: $kind', async (ask) => {
    const asked = await show(ask, '$(remove) To be replaced: CNAME');
    expect(asked).toMatchObject({ title: 'Replace DNS Record' });
    expect(asked?.labels?.at(-1)).toBe('$(refresh) I Replaced It: Recheck');
    expect(editor.copied).toEqual([bucketHost]);
  });

  it.each([add, foreign])('name nothing to replace where nothing stands there: $kind', async (ask) => {
    const asked = await show(ask, '$(copy) Value');
    expect(asked).toMatchObject({ title: 'Add DNS Record' });
    expect(asked?.labels).toEqual(
      ['Host', 'Full Name', 'Type', 'Value', 'TTL']
        .map((each) => `$(copy) ${each}`)
        .concat('$(refresh) I Added It: Recheck'),
    );
    expect(editor.copied).toEqual([cname]);
  });

  it('of several records stand behind the row that rechecks them, with the services that they prove the domain to', async () => {
    const others = [{ host: '_dnsauth.img.example.com', value: 'w' }];
    const proof = {
      kind: 'addTxt',
      purpose: 'ownership',
      host: 'verification.example.com',
      value: 'v',
      others,
    } as const;
    const asked = await show(proof, '$(copy) Value');
    expect(asked).toMatchObject({
      title: 'Add DNS Records',
      notes: ['Add these TXT records at your DNS provider to prove to CDN and OSS that you own the domain'],
    });
    expect(asked?.labels?.[0]).toBe('$(refresh) I Added It: Recheck');
    expect(asked?.labels).toHaveLength(11);
    expect(questionOf(proof).text().detail).toContain('CDN and OSS need proof that you own the domain');
  });
});
