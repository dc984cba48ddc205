import { beforeEach, describe, expect, it } from 'vitest';
import type { UserAsk } from '../../../../src/core/onboarding/run/asks.js';
import type { RunAnswers } from '../../../../src/core/onboarding/run/run.js';
import { questionOf } from '../../../../src/features/questions/questions.js';
import type { AskContext } from '../../../../src/features/questions/runQuestion.js';
import { consoleLinks } from '../../../../src/host/console/consoleLinks.js';
import { editor, env, modalTexts, resetEditor } from '../../../support/fakeVscode.js';
import { plan } from '../../core/onboarding/world.js';

beforeEach(() => {
  env.language = 'en';
  resetEditor();
});

/** Shows the question; answers what the run is told. */
async function answer(ask: UserAsk, press: number | undefined, port = plan.port) {
  editor.press = (button, { buttons }) => press !== undefined && buttons[press] === button;
  const answers: Partial<RunAnswers>[] = [];
  const context = {
    run: { plan: { ...plan, port } },
    links: consoleLinks('china'),
    answer: async (given: Partial<RunAnswers>) => void answers.push(given),
  } as unknown as AskContext;
  await questionOf(ask).show(context);
  return answers;
}

const domain = plan.domain;
const unbound: UserAsk = { kind: 'bindAgain', purpose: 'binding', domain, approval: 'again' };
const upload: UserAsk = { ...unbound, purpose: 'uploadBinding', domain: 'upload.example.com' };
const gone: UserAsk = { kind: 'setHost', approval: 'again' };
const other: UserAsk = { ...gone, host: 'cdn.other.example.com' };

describe('binding a domain again', () => {
  it.each([
    ['en', ['Before: not bound', 'After: bound to bucket site', domain, '_dnsauth', '1 directory', 'Activity']],
    ['zh-cn', ['未绑定', '已绑定到 Bucket site', domain, '_dnsauth', '1 次目录', '操作记录']],
  ] as const)('binding a domain again shows all that changes, in %s', async (spoken, parts) => {
    env.language = spoken;
    expect(await answer(unbound, 0)).toEqual([{ approvals: { binding: 'again' } }]);
    for (const part of parts) expect(modalTexts().at(-1)).toContain(part);
  });

  it('does not mention the Host where that is not set', async () => {
    await answer(unbound, undefined, 443);
    expect(modalTexts().at(-1)).not.toContain('Origin host:');
  });

  it('a domain need not be bound again', async () => {
    expect(await answer(unbound, 1)).toEqual([{ left: { binding: 'again' } }]);
    expect(editor.shown.at(-1)?.buttons).toEqual(['Bind Again', 'Leave as It Is']);
    expect(await answer(unbound, undefined)).toEqual([]);
  });

  it('binding a domain for uploads again shows the alternatives', async () => {
    expect(await answer(upload, 0)).toEqual([{ approvals: { uploadBinding: 'again' } }]);
    expect(editor.shown.at(-1)?.buttons).toEqual(['Bind Again', 'Choose Another Domain…', 'Continue Without It']);
    expect(modalTexts().at(-1)).not.toMatch(/origin host/i);
    expect(await answer(upload, 2)).toEqual([{ skipped: { upload: true } }]);
  });
});

describe('setting the origin host', () => {
  it.each([
    ['en', ['Before: cdn.other.example.com', `After: ${domain}`, '1 directory']],
    ['zh-cn', ['cdn.other.example.com', domain, '1 次目录']],
  ] as const)('shows the one that it replaces, in %s', async (spoken, parts) => {
    env.language = spoken;
    expect(await answer(other, 0)).toEqual([{ approvals: { originHost: 'again' } }]);
    for (const part of parts) expect(modalTexts().at(-1)).toContain(part);
    expect(questionOf(other).text().row).toContain('cdn.other.example.com');
  });

  it('shows the default origin host of CDN where none is set', async () => {
    await answer(gone, undefined);
    expect(modalTexts().at(-1)).toContain('Before: site.oss-cn-hangzhou.aliyuncs.com');
  });

  it('the origin host need not be set again', async () => {
    expect(await answer(gone, 1)).toEqual([{ left: { originHost: 'again' } }]);
    expect(editor.shown.at(-1)?.buttons).toEqual(['Set Origin Host', 'Leave as It Is']);
  });
});
