import { beforeEach, describe, expect, it } from 'vitest';
import type { UserAsk } from '../../../../src/core/onboarding/run/asks.js';
import { type RunRecord, type RunView, stepIds } from '../../../../src/core/onboarding/run/run.js';
import { createRecord } from '../../../../src/core/onboarding/run/runRecord.js';
import { timeOfDay } from '../../../../src/core/text/timeText.js';
import { checkText } from '../../../../src/features/onboarding/checkRun.js';
import { env } from '../../../support/fakeVscode.js';
import { plan } from '../../core/onboarding/world.js';

beforeEach(() => {
  env.language = 'en';
});

const done = Object.fromEntries(stepIds.map((id) => [id, { state: 'done', since: 1 }])) as RunRecord['steps'];
const check = { begunAt: 1_000, endedAt: 2_000, nextMs: 30_000 };
const at = timeOfDay(check.endedAt);
const nextAt = timeOfDay(check.endedAt + check.nextMs);

function runAsking(ask: UserAsk): RunView {
  const record = createRecord('100', plan, 1);
  return {
    record: { ...record, steps: { ...record.steps, service: { state: 'needsUser', since: 1, ask } } },
    activity: 'here',
    check,
  };
}

describe('the text of a check', () => {
  it.each([
    [
      { kind: 'addTxt', purpose: 'ownership', host: 'verification.example.com', value: 'v' },
      'no TXT record with this value found yet at verification.example.com',
    ],
    [
      { kind: 'addRecordElsewhere', host: 'img.example.com', value: 'v', ttl: 600 },
      'DNS servers do not return the CNAME yet',
    ],
    [{ kind: 'turnOnAutoUpdate' }, 'Auto CDN Cache Update is off'],
    [{ kind: 'domainOffline' }, 'still to do: Enable the domain'],
  ] as const)('is what was looked for, when that was, and when the next one is: %o', (ask, found) => {
    expect(checkText(runAsking(ask))).toBe(`img.example.com: ${found}. Checked at ${at}, next check at ${nextAt}`);
  });

  it('names no next check where none follows automatically', () => {
    const run = { ...runAsking({ kind: 'openFolder' }), check: { begunAt: 1, endedAt: 2_000 } };
    expect(checkText(run)).toBe(`img.example.com: still to do: Open a folder to publish from. Checked at ${at}`);
  });

  it('says why a step waits or failed, and that nothing is left', () => {
    const record = createRecord('100', plan, 1);
    const of = (steps: Partial<RunRecord['steps']>) =>
      checkText({ record: { ...record, steps: { ...done, ...steps } }, activity: 'here', check });
    expect(of({ online: { state: 'waiting', since: 1, reason: { kind: 'configuring' } } })).toContain(
      'Being configured',
    );
    expect(of({ domain: { state: 'failed', since: 1, error: { kind: 'offline', details: {} } } })).toContain('network');
    expect(of({})).toContain('all steps are complete');
  });

  it('shows progress and the next step instead of missing parts', () => {
    const asked = runAsking({ kind: 'addRecordElsewhere', host: 'img.example.com', value: 'v', ttl: 600 });
    const ask = { kind: 'addTxt', purpose: 'binding', host: '_dnsauth.img.example.com', value: 'v' } as const;
    const { steps } = createRecord('100', plan, 1);
    const next = (upload: RunRecord['steps']['upload']) =>
      ({ ...asked, record: { ...asked.record, steps: { ...steps, service: done.service, upload } } }) as RunView;
    expect(checkText(next({ state: 'needsUser', since: 1, ask }), asked)).toBe(
      `img.example.com: CDN is activated; next: Add the TXT record: _dnsauth.img.example.com. Checked at ${at}, next check at ${nextAt}`,
    );
    expect(checkText(next({ state: 'failed', since: 1, error: { kind: 'offline', details: {} } }), asked)).toContain(
      'network',
    );
    expect(checkText(asked, asked)).toContain('DNS servers do not return the CNAME yet');
  });

  it('says that another window works on the run', () => {
    const run = { ...runAsking({ kind: 'openFolder' }), activity: 'elsewhere' } as const;
    expect(checkText(run)).toBe('img.example.com: another window works on it');
  });

  it('a check is described in Chinese', () => {
    env.language = 'zh-cn';
    expect(checkText(runAsking({ kind: 'turnOnAutoUpdate' }))).toMatch(
      /^img.example.com：CDN 缓存自动刷新未开启。检查时间 .*，下次检查时间 .*$/,
    );
  });
});
