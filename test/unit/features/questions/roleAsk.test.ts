import { beforeEach, describe, expect, it } from 'vitest';
import type { UserAsk } from '../../../../src/core/onboarding/run/asks.js';
import { questionOf } from '../../../../src/features/questions/questions.js';
import type { AskContext } from '../../../../src/features/questions/runQuestion.js';
import { consoleLinks } from '../../../../src/host/console/consoleLinks.js';
import { editor, resetEditor, sayIn } from '../../../support/fakeVscode.js';
import { plan } from '../../core/onboarding/world.js';

const role = 'AliyunCDNAccessingPrivateOSSRole';
const differs: UserAsk = { kind: 'edgeDiffers', status: 403, key: 'index.html' };
const asks: readonly (readonly [string, UserAsk])[] = [
  ['a setting that CDN refuses without it', { kind: 'authorizeRole' }],
  ['an edge that cannot read the private bucket', { ...differs, isPrivate: true }],
];
/** The tab of the domain where the authorization button is, in both consoles. */
const pages = {
  china: `https://cdn.console.aliyun.com/domain/detail/${plan.domain}/backSrc`,
  international: `https://cdn.console.alibabacloud.com/domain/detail/${plan.domain}/backSrc`,
} as const;

beforeEach(() => resetEditor());

function buttonsOf(ask: UserAsk, site: keyof typeof pages) {
  return questionOf(ask).ways({ run: { plan }, links: consoleLinks(site) } as unknown as AskContext);
}

describe.each(asks)('the missing role, detected by %s', (_where, ask) => {
  it.each([
    ['en', 'Open Authorization Page', 'china'],
    ['zh-cn', '打开授权页面', 'china'],
    ['en', 'Open Authorization Page', 'international'],
  ] as const)('has a first button that opens the authorization page (%s, %s, %s)', async (language, label, site) => {
    const [first, ...others] = sayIn(language, () => buttonsOf(ask, site));
    expect(first?.label).toBe(label);
    expect(others.map(({ keeps }) => keeps)).toContain('recheck');
    await first?.act();
    expect(editor.opened).toEqual([pages[site]]);
  });

  it('the missing role is named in both languages', () => {
    const details = (['en', 'zh-cn'] as const).map((language) => sayIn(language, () => questionOf(ask).text().detail));
    expect(details).toEqual([expect.stringContaining(role), expect.stringContaining(role)]);
    expect(details[1]).toMatch(/授权/);
  });
});

it('an edge that differs for another reason does not mention the role', () => {
  expect(questionOf(differs).text().detail).not.toContain(role);
  expect(buttonsOf(differs, 'china').map(({ label }) => label)).not.toContain('Open Authorization Page');
});
