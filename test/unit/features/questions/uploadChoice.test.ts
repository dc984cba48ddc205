import { expect, it } from 'vitest';
import { isPublicSuffix } from '../../../../src/cloud/publicSuffix.js';
import type { RunAnswers, RunRecord } from '../../../../src/core/onboarding/run/run.js';
import { questionOf } from '../../../../src/features/questions/questions.js';
import type { AskContext } from '../../../../src/features/questions/runQuestion.js';
import type { MemoryCloud } from '../../../support/memoryCloud.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';
import { plan, readyCloud, siteBucket } from '../../core/onboarding/world.js';

const { signal } = new AbortController();

/** An account that has two more domains on CDN, one of them bound to the bucket. */
async function cloudWithDomains(): Promise<MemoryCloud> {
  const cloud = readyCloud();
  cloud.state.verifiedRoots.add('example.com');
  cloud.state.cnameTokenNeeded = false;
  for (const name of ['www.example.com', 'upload.example.com'])
    await cloud.cdn.createDomain({ name, type: 'web', region: 'overseas', sources: [] }, signal);
  for (const name of ['www.example.com', 'direct.example.com']) await cloud.oss.createCname(siteBucket, name, signal);
  return cloud;
}

async function choose(cloud: MemoryCloud, ...lines: readonly Line[]) {
  const ui = scriptedUi(lines);
  const given: Partial<RunAnswers>[] = [];
  await questionOf({ kind: 'chooseUploadDomain' }).show({
    ui,
    run: { plan } as RunRecord,
    cloud: async () => cloud,
    loadIsPublicSuffix: async () => isPublicSuffix,
    answer: async (answers) => void given.push(answers),
  } as Partial<AskContext> as AskContext);
  ui.end();
  return { labels: ui.asked[0]?.labels, notes: ui.asked[0]?.notes, given };
}

it('leaves out every name that is on CDN, where uploads do not belong', async () => {
  const { labels } = await choose(await cloudWithDomains(), 'cancel');
  expect(labels).toEqual(['direct.example.com', '$(edit) Enter a Domain…', '$(circle-slash) Continue Without It']);
});

it('refuses a typed name that is on CDN, however written', async () => {
  const refused = 'The accelerated domain cannot be used for uploads: enter a domain other than www.example.com';
  const { given } = await choose(
    await cloudWithDomains(),
    { pick: '$(edit) Enter a Domain…' },
    { type: 'WWW.example.com', refused },
    { type: 'files.example.com' },
  );
  expect(given).toEqual([{ uploadDomain: 'files.example.com' }]);
});

it('offers the bound domains where CDN may not be listed', async () => {
  const cloud = await cloudWithDomains();
  cloud.failNext('cdn.listDomains', 'before', 'forbidden');
  const { labels } = await choose(cloud, 'cancel');
  expect(labels).toContain('direct.example.com');
});

it('says above the domains what they are for, whatever is typed', async () => {
  const { notes } = await choose(await cloudWithDomains(), 'cancel');
  expect(notes).toEqual(['A second domain that points directly to the bucket; it cannot be the accelerated domain']);
});
