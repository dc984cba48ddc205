import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type UncertainName, uncertainties } from '../../sandbox/state/uncertain.js';
import type { UserAsk } from '../../src/core/onboarding/run/asks.js';
import type { RunAnswers } from '../../src/core/onboarding/run/run.js';
import { sampled } from '../support/sample.js';
import { plan, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { deliverySwitches, freeCertificateSwitches } from '../support/topicSwitches.js';
import { follow } from './errorRuns/follow.js';

interface OtherWays {
  readonly values: Partial<Record<UncertainName, string | boolean | number>>;
  /** What a person is asked then, and not otherwise. */
  readonly answer?: (ask: UserAsk) => Partial<RunAnswers> | undefined;
}

/** Switches of the sandbox's table, turned; those that cannot hide each other share a run. */
const ways: readonly OtherWays[] = [
  {
    values: {
      cnameSkipsToken: true,
      existAsError: true,
      edgeKeepsQuery: false,
      forcedDownload: false,
      rulesAfterRedirect: true,
    },
  },
  { values: { purgeField: 'absent' }, answer: (ask) => answerTo(ask, 'confirmAutoUpdate', { saidAutoUpdateOn: true }) },
  { values: { purgeField: 'capitalised', purgeFieldWrite: 'ignored', autoRefresh: true, cnameStatusLag: 0 } },
  { values: { targetBeforeOnline: true, icpNeedsOwnership: true, quotaAsNumbers: true, refreshPerMinute: 1000 } },
  { values: { configNeedsId: false, roleChecked: false, detailedZones: false } },
  { values: { configsPerSecond: 1, domainsPerSecond: 5, recordsPerSecond: 1, longestQuery: 8000, formTaken: false } },
  { values: { configsPerSecond: 3, recordsPerSecond: 2, throttledAs: 'FlowControlError 403', purgeFieldLag: 60 } },
  {
    values: { recordsPerSecond: 1, throttledAs: 'Rejected.Throttling 503', zoneAbsentCode: 'InvalidDomainName.Suffix' },
  },
  { values: { secondCname: 'conflict', cnameBesideNs: 'allowed', addressesPerHost: 1, severalPrimaryDomains: false } },
  { values: { configTakesEffect: 600, recordWriteTakes: 60, splitsAnyName: false } },
  { values: { serviceAbsentCode: 'OperationDenied' } },
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
  'publicEndpointBarsBinding',
  'unfiledCode',
  'addOutcome',
  'configOutcome',
  'configZero',
  'configVanishes',
  'refusedSetsPart',
  'settingsReversed',
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

describe('an onboarding, under each behaviour the vendor may have', () => {
  test('every switch is tested', () => {
    const turned = ways.flatMap(({ values }) => Object.keys(values));
    expect([...new Set([...turned, ...elsewhere])].sort()).toEqual(Object.keys(uncertainties).sort());
  });

  sampled(ways, 5)('an onboarding finishes with the behaviour $values', async ({ values, answer }) => {
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

describe.each(['CdnServiceNotFound', 'OperationDenied'])(
  'an account without activated CDN, which answers %s',
  (code) => {
    test('is asked to activate it, and the onboarding continues from there', async () => {
      const { sandbox, openWindow, finish, agree } = runs;
      const { state } = sandbox;
      Object.assign(state, { cdnService: 'notOpen' });
      state.uncertain.serviceAbsentCode = code;
      const board = openWindow();
      const person = { board, id: await board.start(plan), answer: () => undefined };
      const { steps } = await follow(person, (record) => record.steps.service.state === 'needsUser');
      expect(steps.service).toMatchObject({ state: 'needsUser', ask: { kind: 'openService' } });
      expect(state.calls.map((call) => call.code)).toContain(code);
      state.cdnService = 'open';
      board.recheck(person.id);
      await finish(board, person.id, (ask) => (ask.kind === 'openService' ? {} : agree(ask)));
      expect(state.cdnDomains.get(plan.domain)?.status).toBe('online');
    });
  },
);

describe.each([true, false])('a name in a zone outside the account, which GetMainDomainName splits: %s', (splits) => {
  test('is onboarded with records that are added by hand', async () => {
    const { sandbox, openWindow } = runs;
    sandbox.state.uncertain.splitsAnyName = splits;
    const board = openWindow();
    const id = await board.start({ ...plan, domain: 'img.unowned-demo.org', region: 'overseas' });
    const { steps } = await follow({ board, id, answer: () => undefined }, (record) =>
      Object.values(record.steps).some(({ state }) => state === 'needsUser' || state === 'failed'),
    );
    expect(steps.ownership).toMatchObject({
      state: 'needsUser',
      ask: { kind: 'addTxt', host: 'verification.unowned-demo.org' },
    });
  });
});

test('a name is located in a zone of the account only, whether GetMainDomainName splits other names or not', async () => {
  const { sandbox, cloud } = runs;
  const { signal } = new AbortController();
  for (const splits of [true, false]) {
    sandbox.state.uncertain.splitsAnyName = splits;
    expect(await cloud.dns.locate('img.unowned-demo.org', signal)).toBeUndefined();
    expect(await cloud.dns.locate('img.shop-demo.com', signal)).toEqual({ zone: 'shop-demo.com', rr: 'img' });
  }
});

describe('a bucket whose default domain also refuses to bind domains', () => {
  test('is asked about, and the onboarding ends without the binding where the user skips it', async () => {
    const { sandbox, openWindow, finish, agree } = runs;
    Object.assign(sandbox.state.uncertain, { publicEndpointForbidden: true, publicEndpointBarsBinding: true });
    const board = openWindow();
    const asked: UserAsk[] = [];
    const answers: Partial<Record<UserAsk['kind'], Partial<RunAnswers>>> = {
      chooseUploadDomain: { skipped: { upload: true } },
      bindingRefused: { skipped: { binding: true, upload: true } },
    };
    await finish(board, await board.start(plan), (ask) => {
      asked.push(ask);
      return answers[ask.kind] ?? agree(ask);
    });
    expect(asked).toContainEqual(
      expect.objectContaining({
        kind: 'bindingRefused',
        error: expect.objectContaining({ kind: 'publicEndpointForbidden' }),
      }),
    );
    expect(sandbox.state.cdnDomains.get(plan.domain)?.status).toBe('online');
    expect(sandbox.state.buckets.get('site-hangzhou')?.cnames.has(plan.domain)).toBe(false);
  });
});
