import { describe, expect, it } from 'vitest';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import { stepIds } from '../../../../../src/core/onboarding/run/run.js';
import { readSources } from '../../../../project/sources.js';
import { byHand } from '../byHand.js';
import { undone, waitsAt } from '../undone.js';

/** What a user does in the console during a run, and the cells of each step: several, or the reason why none. */
const kinds = {
  'is done by hand meanwhile': (step) => byHand[step],
  'is undone while a later step waits': (step) => {
    const at = waitsAt[step];
    return typeof at === 'string' ? undone[step] : at.none;
  },
  'is undone after the finish': (step) => undone[step],
} satisfies Record<string, (step: (typeof stepIds)[number]) => string | readonly { readonly what: string }[]>;

const rows = stepIds.flatMap((step) =>
  Object.entries(kinds).map(([kind, cellsOf]) => ({ step, kind, cells: cellsOf(step) })),
);

/** Whatever a run may ask of a person: `cell` where it is answered by hand above, or else the test that does so. */
const questions = {
  openService: 'cell',
  settleDebt: 'cell',
  domainTaken: 'cell',
  recreateDomain: 'undone.ts',
  otherOrigin: 'cell',
  fileIcp: 'cell',
  addTxt: 'byHand.test.ts',
  domainFailed: 'cell',
  domainOffline: 'cell',
  authorizeRole: 'failedSettings.test.ts',
  settingFailed: 'failedSettings.test.ts',
  settingRefused: 'refusedSetting.test.ts',
  privateBucket: 'cell',
  emptyBucket: 'cell',
  edgeUnproven: 'cell',
  edgeDiffers: 'cell',
  approveRecord: 'cell',
  recordConflict: 'cell',
  zoneElsewhere: 'switchRecord.test.ts',
  originLoop: 'origins.test.ts',
  chooseUploadDomain: 'cell',
  approveUploadRecord: 'cell',
  domainLimit: 'cell',
  recordPaused: 'cell',
  addRecordElsewhere: 'byHand.test.ts',
  bindingRefused: 'binding.test.ts',
  rebind: 'putOff.test.ts',
  addCovered: 'covered.test.ts',
  bindAgain: 'undone.ts',
  setHost: 'undone.ts',
  uploadCertificate: 'binding.test.ts',
  turnOnAutoUpdate: 'cell',
  confirmAutoUpdate: 'failedSettings.test.ts',
  chooseCertificate: 'httpsRun.test.ts',
  replaceCertificate: 'httpsRun.test.ts',
  certificateUnserved: 'httpsRun.test.ts',
  offerRedirect: 'httpsRun.test.ts',
  approveSite: 'siteRun.test.ts',
  offerDrop: 'siteRun.test.ts',
  siteUnserved: 'siteRun.test.ts',
  approveValidation: 'freeCertificate.test.ts',
  chooseFolder: 'cell',
  allowPublishing: 'publish.test.ts',
  approveReplacing: 'publish.test.ts',
  filesFailed: 'publishUnsent.test.ts',
  openFolder: 'cell',
} satisfies Record<UserAsk['kind'], string>;

describe('the questions of a run', () => {
  const answered = stepIds.flatMap((step) => {
    const hands = byHand[step];
    return typeof hands === 'string' ? [] : hands.map(({ when }) => when);
  });

  it.each(Object.entries(questions))('are each answered by hand: %s in %s', (kind, where) => {
    if (where === 'cell') return expect(answered).toContain(kind);
    const sources = ['onboarding', 'dns'].flatMap((area) => readSources(`test/unit/core/${area}`));
    const source = sources.find(({ path }) => path.endsWith(`/${where}`));
    expect(answered).not.toContain(kind);
    expect(source?.text).toContain(`'${kind}'`);
  });
});

describe('the console matrix', () => {
  it.each(rows)('has a test case or a reason for none: $step $kind', ({ cells }) => {
    expect(cells.length).toBeGreaterThan(0);
  });

  it('leaves out only cases that make no sense', () => {
    const reasons = rows.filter(({ cells }) => typeof cells === 'string').map(({ step, kind }) => `${step} ${kind}`);
    expect(reasons).toEqual([
      'publish is undone while a later step waits',
      'publish is undone after the finish',
      'cname is done by hand meanwhile',
      'dropCopies is done by hand meanwhile',
      'dropCopies is undone while a later step waits',
      'dropCopies is undone after the finish',
      'resolved is done by hand meanwhile',
      'afterSwitch is done by hand meanwhile',
      'afterSwitch is undone while a later step waits',
      'afterSwitch is undone after the finish',
      'autoUpdate is undone while a later step waits',
    ]);
  });
});
