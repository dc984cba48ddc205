import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { UserAsk } from '../../src/core/onboarding/run/asks.js';
import type { RunAnswers } from '../../src/core/onboarding/run/run.js';
import { sampled } from '../support/sample.js';
import { plan, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';

const { signal } = new AbortController();
const bucket = { name: 'site-hangzhou', region: 'cn-hangzhou' };
const uploadDomain = 'upload.shop-demo.com';
const bucketHost = 'site-hangzhou.oss-cn-hangzhou.aliyuncs.com';

let runs: SandboxRuns;
beforeEach(async () => {
  runs = await startSandboxRuns();
  runs.sandbox.state.uncertain.publicEndpointForbidden = true;
});
afterEach(() => runs.stop());

/** What a person does who is led to the way out: names a domain, agrees to its record, and gives it a certificate. */
function takeWayOut(ask: UserAsk): Partial<RunAnswers> | undefined {
  if (ask.kind === 'chooseUploadDomain') return { uploadDomain };
  if (ask.kind === 'approveUploadRecord') return { approvals: { uploadRecord: ask.approval } };
  if (ask.kind !== 'uploadCertificate') return undefined;
  const bound = runs.sandbox.state.buckets.get(bucket.name)?.cnames.get(uploadDomain);
  if (bound) bound.hasCertificate = true;
  return {};
}

/** Goes through the whole onboarding; answers what the user was asked. */
async function onboard(answer: typeof takeWayOut): Promise<readonly UserAsk['kind'][]> {
  const asked: UserAsk['kind'][] = [];
  const board = runs.openWindow();
  await runs.finish(board, await board.start(plan), (ask) => {
    asked.push(ask.kind);
    return answer(ask) ?? runs.agree(ask);
  });
  return asked;
}

const put = (through: object) =>
  runs.cloud.oss.putObject(
    { ...bucket, ...through },
    'new.txt',
    { body: new TextEncoder().encode('new'), headers: {} },
    signal,
  );

describe('an account that may not move objects over the default public domain', () => {
  sampled(
    [
      ['and not list them either', false],
      ['but list them', true],
    ],
    3,
  )(
    '%s is led to a second domain for uploads, which the run binds and points straight at the bucket',
    async (_may, sparesLists) => {
      runs.sandbox.state.uncertain.publicEndpointSparesLists = sparesLists;
      await expect(put({})).rejects.toMatchObject({ kind: 'publicEndpointForbidden' });
      const asked = await onboard(takeWayOut);
      expect(asked.slice(0, 3)).toEqual(['chooseUploadDomain', 'approveUploadRecord', 'uploadCertificate']);
      const { cnames } = runs.sandbox.state.buckets.get(bucket.name) ?? {};
      expect([...(cnames?.keys() ?? [])]).toEqual(expect.arrayContaining([uploadDomain, plan.domain]));
      expect(runs.recordsOf('CNAME', 'upload').map(({ value }) => value)).toEqual([bucketHost]);
      expect(runs.recordsOf('CNAME', 'img').map(({ value }) => value)).toEqual([`${plan.domain}.w.kunlunsl.com`]);
      expect([...runs.recordsOf('TXT', '_dnsauth.upload'), ...runs.recordsOf('TXT', '_dnsauth.img')]).toEqual([]);
      expect(runs.sandbox.state.cdnDomains.has(uploadDomain)).toBe(false);
      await put({ uploadDomain });
    },
  );

  test('can continue without it; then nothing is bound for uploads and nothing can be published', async () => {
    const asked = await onboard((ask) =>
      ask.kind === 'chooseUploadDomain' ? { skipped: { upload: true } } : undefined,
    );
    expect(asked).toContain('chooseUploadDomain');
    expect(runs.recordsOf('CNAME', 'upload')).toEqual([]);
    await expect(put({})).rejects.toMatchObject({ kind: 'publicEndpointForbidden' });
  });
});
