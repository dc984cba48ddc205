import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type UncertainName, uncertainties } from '../../sandbox/state/uncertain.js';
import type { RunAnswers, UserAsk } from '../../src/core/onboarding/run/run.js';
import { plan, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { deliverySwitches, freeCertificateSwitches } from '../support/topicSwitches.js';

interface OtherWays {
  readonly values: Partial<Record<UncertainName, string | boolean | number>>;
  /** What a person is asked then, and not otherwise. */
  readonly answer?: (ask: UserAsk) => Partial<RunAnswers> | undefined;
}

/** Switches of the sandbox's table, turned; those that cannot hide each other share a run. */
const ways: readonly OtherWays[] = [
  { values: { cnameSkipsToken: true, existAsError: true, edgeKeepsQuery: false, forcedDownload: false } },
  { values: { purgeField: 'absent' }, answer: (ask) => answerTo(ask, 'confirmAutoUpdate', { saidAutoUpdateOn: true }) },
  { values: { purgeField: 'capitalised', purgeFieldWrite: 'ignored', autoRefresh: true, cnameStatusLag: 0 } },
  { values: { targetBeforeOnline: true, icpNeedsOwnership: true, quotaAsNumbers: true, refreshPerMinute: 1000 } },
  { values: { configNeedsId: false, roleChecked: false, detailedZones: false } },
  { values: { configsPerSecond: 1, domainsPerSecond: 5, recordsPerSecond: 1, longestQuery: 8000 } },
  { values: { configsPerSecond: 3, recordsPerSecond: 2, throttledAs: 'FlowControlError 403', purgeFieldLag: 60 } },
  {
    values: { recordsPerSecond: 1, throttledAs: 'Rejected.Throttling 503', zoneAbsentCode: 'InvalidDomainName.Suffix' },
  },
  { values: { secondCname: 'conflict', cnameBesideNs: 'allowed', addressesPerHost: 1, severalPrimaryDomains: false } },
  { values: { configTakesEffect: 600, recordWriteTakes: 60 } },
  {
    values: { edgeDefaultCertificate: false },
    answer: (ask) => answerTo(ask, 'edgeUnproven', { skipped: { edge: true } }),
  },
  {
    values: { publicEndpointForbiddenAtEdge: true },
    answer: (ask) => answerTo(ask, 'edgeDiffers', { skipped: { edge: true } }),
  },
];
/** These have no part in an onboarding that ends well, and tests of their own. */
const elsewhere: readonly UncertainName[] = [
  'publicEndpointForbidden',
  'denialDetail',
  'publicEndpointSparesLists',
  'unfiledCode',
  'addOutcome',
  'configOutcome',
  'configZero',
  'configVanishes',
  'hostFollowsOrigin',
  'overwriteRefused',
  ...freeCertificateSwitches,
  ...deliverySwitches,
];

function answerTo(ask: UserAsk, kind: UserAsk['kind'], answers: Partial<RunAnswers>) {
  return ask.kind === kind ? answers : undefined;
}

let runs: SandboxRuns;
beforeEach(async () => {
  runs = await startSandboxRuns();
});
afterEach(() => runs.stop());

describe('an onboarding, whichever way the vendor takes', () => {
  test('every switch is turned', () => {
    const turned = ways.flatMap(({ values }) => Object.keys(values));
    expect([...new Set([...turned, ...elsewhere])].sort()).toEqual(Object.keys(uncertainties).sort());
  });

  test.each(ways)('$values', async ({ values, answer }) => {
    const { sandbox, openWindow, finish, agree, recordsOf } = runs;
    for (const [name, value] of Object.entries(values)) {
      expect(uncertainties[name as UncertainName].value).not.toBe(value);
      sandbox.state.uncertain[name] = value;
    }
    const board = openWindow();
    await finish(board, await board.start(plan), (ask) => answer?.(ask) ?? agree(ask));
    expect(sandbox.state.cdnDomains.get(plan.domain)?.status).toBe('online');
    expect(recordsOf('CNAME', 'img').map((record) => record.value)).toEqual([`${plan.domain}.w.kunlunsl.com`]);
    expect([...recordsOf('TXT', '_dnsauth.img'), ...recordsOf('TXT', 'verification')]).toEqual([]);
    expect(sandbox.state.buckets.get('site-hangzhou')?.cnames.has(plan.domain)).toBe(true);
  });
});
