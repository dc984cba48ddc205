import { describe, expect, it } from 'vitest';
import { newFacts } from '../../../../src/core/onboarding/run/facts.js';
import {
  type OnboardingStepId,
  type RunRecord,
  type StepId,
  type StepState,
  stepIds,
} from '../../../../src/core/onboarding/run/run.js';
import { noAnswers } from '../../../../src/core/onboarding/run/runRecord.js';
import { stepConsole, stepValue } from '../../../../src/features/onboarding/runCommands.js';
import { consoleLinks } from '../../../../src/host/console/consoleLinks.js';

const links = consoleLinks('china');
const record = { zone: 'example.com', rr: 'img', type: 'CNAME', value: 'img.w.example.net', ttl: 600 };

/** A run whose steps before `current` are done. */
function runAt(
  current: OnboardingStepId | undefined,
  state: StepState = { state: 'pending' },
  zone?: string,
): RunRecord {
  const reached = current === undefined ? stepIds.length : stepIds.indexOf(current);
  const stateOf = (index: number): StepState => {
    if (index < reached) return { state: 'done', since: 0 };
    return index === reached ? state : { state: 'pending' };
  };
  return {
    version: 3,
    id: 'run',
    accountId: '1',
    createdAt: 0,
    plan: {
      domain: 'img.example.com',
      origin: { kind: 'bucket', bucket: { name: 'site', region: 'cn-hangzhou' } },
      type: 'web',
      region: 'domestic',
      port: 80,
    },
    facts: {
      ...newFacts,
      cname: 'known.example.net',
      dns: zone === undefined ? { kept: 'elsewhere' } : { kept: 'here', zone, rr: 'img', minTtl: 600 },
    },
    answers: noAnswers,
    unsure: false,
    steps: Object.fromEntries(stepIds.map((id, index) => [id, stateOf(index)])) as Record<StepId, StepState>,
  };
}

describe('stepValue', () => {
  it('is the value of the record that the user has to add or approve', () => {
    const asks = [
      { kind: 'addTxt', purpose: 'ownership', host: 'h', value: 'txt' },
      { kind: 'addRecordElsewhere', host: 'h', value: 'cname', ttl: 600 },
      { kind: 'approveRecord', record, approval: 'a', leave: 'l', evidence: { unsent: [], doubts: [] } },
      { kind: 'recordConflict', wanted: record, existing: [] },
    ] as const;
    const values = asks.map((ask) => stepValue(runAt('record', { state: 'needsUser', since: 0, ask })));
    expect(values).toEqual(['txt', 'cname', record.value, record.value]);
  });

  it('the value of a step is the CNAME where it has none of its own', () => {
    expect(stepValue(runAt('resolved'))).toBe('known.example.net');
    expect(stepValue(runAt(undefined))).toBe('known.example.net');
  });
});

describe('stepConsole', () => {
  it.each([
    ['service', links.cdnDomains()],
    ['online', links.cdnDomain('img.example.com')],
    ['record', links.zone('example.com')],
    ['autoUpdate', links.bucketDomains({ name: 'site', region: 'cn-hangzhou' })],
  ] as const)('opens the page for the step %s', (id, url) => {
    expect(stepConsole(runAt(id, { state: 'pending' }, 'example.com'), links)).toEqual(url);
  });

  it('opens the CDN domain where DNS is kept elsewhere', () => {
    expect(stepConsole(runAt('record'), links)).toEqual(links.cdnDomain('img.example.com'));
  });
});
