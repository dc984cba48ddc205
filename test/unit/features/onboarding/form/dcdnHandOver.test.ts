import { beforeEach, describe, expect, it } from 'vitest';
import { businessTypeItems } from '../../../../../src/features/onboarding/form/questions.js';
import { handOver } from '../../../../../src/features/onboarding/startForm.js';
import { type ConsolePage, consoleLinks } from '../../../../../src/host/console/consoleLinks.js';
import { editor, resetEditor, sayIn } from '../../../../support/fakeVscode.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { bucket, fillIn, links, named } from './fillIn.js';

beforeEach(() => {
  resetEditor();
  editor.press = (button) => button === 'Open DCDN Console';
});

/** Fills in the form up to DCDN; answers the pages that are opened then. */
async function handOverAfter(origin: readonly Line[], domain = 'www.example.org'): Promise<readonly ConsolePage[]> {
  const { answers } = await fillIn([...origin, ...named(domain), { pick: 'DCDN' }]);
  const opened: ConsolePage[] = [];
  await handOver(answers ?? {}, { links, openPage: (page) => opened.push(page) });
  return opened;
}

const several: Line[] = [
  { pick: 'Site Domains' },
  { type: 'a.example.net;weight=30 b.example.net spare.example.net;backup;weight=5' },
  { pick: '$(check) Continue' },
];

describe('the values that are handed over to the console of DCDN', () => {
  it('keep the role and the weight of each origin server', async () => {
    expect(await handOverAfter(several)).toEqual([links.dcdn()]);
    const text = [
      'Domain: www.example.org',
      'Origin: a.example.net (primary · weight 30)',
      'Origin: b.example.net (primary · weight 10)',
      'Origin: spare.example.net (backup · weight 5)',
    ].join('\n');
    expect(editor.copied).toEqual([text]);
    expect(editor.shown.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^Domain: [\s\S]+weight 5\)\n\n.*DCDN \(Classic\).*ESA/),
    ]);
  });

  it('include the public domain of a bucket, and a wildcard in its usual notation', async () => {
    await handOverAfter(bucket, '*.example.org');
    expect(editor.copied).toEqual(['Domain: *.example.org\nOrigin: site.oss-cn-hangzhou.aliyuncs.com']);
  });

  it('can be handed over to the console of ESA, with the same text on the clipboard', async () => {
    editor.press = (button) => button === 'Open ESA Console';
    expect(await handOverAfter(several)).toEqual([links.esa()]);
    expect(editor.copied).toEqual([expect.stringMatching(/^Domain: www\.example\.org\nOrigin: /)]);
    expect((['china', 'international'] as const).map((site) => consoleLinks(site).esa())).toEqual([
      'https://esa.console.aliyun.com/siteManage/list',
      'https://esa.console.alibabacloud.com/siteManage/list',
    ]);
  });

  it.each([
    [
      'en',
      'Dynamic Route for CDN (Classic)',
      /This product is now named DCDN \(Classic\); .*fourth business type.*ESA/,
    ],
    ['zh-cn', '全站加速（经典版）', /DCDN（经典版）；.*第四种业务类型.*ESA/],
  ] as const)(
    "belong to the fourth business type, named as Classic, with the vendor's reference to ESA (%s)",
    async (language, name, successor) => {
      const [fourth, ...others] = sayIn(language, () => businessTypeItems(false)).slice(3);
      expect(others).toEqual([]);
      expect(fourth).toMatchObject({ label: 'DCDN', description: name, value: 'dcdn' });
      editor.press = () => false;
      await sayIn(language, () => handOver({ domain: 'www.example.org' }, { links, openPage: () => undefined }));
      expect(editor.shown[0]?.detail).toMatch(successor);
    },
  );

  it('are not handed over unless the user agrees', async () => {
    editor.press = () => false;
    expect(await handOverAfter(several)).toEqual([]);
    expect(editor.copied).toEqual([]);
  });
});
