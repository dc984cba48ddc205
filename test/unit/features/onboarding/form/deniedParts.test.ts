import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { InputQuestion } from '../../../../../src/core/form.js';
import { askDomain } from '../../../../../src/features/onboarding/form/domainQuestion.js';
import { openSources } from '../../../../../src/features/onboarding/form/sources.js';
import { account, fillIn, formMeans } from './fillIn.js';

describe('the form for a key with few permissions', () => {
  it('offers to add a bucket by its name, which is a row then', async () => {
    const cloud = account();
    cloud.addBucket('added');
    const denied = () => cloud.failNext('oss.listBuckets', 'before', 'forbidden');
    denied();
    denied();
    const lines = [
      { pick: 'OSS Bucket' },
      { pick: '$(add) Add Bucket by Name…' },
      { pick: 'added' },
      'cancel',
    ] as const;
    const { asked } = await fillIn(lines, cloud);
    expect(asked.slice(1, 3).map(({ labels }) => labels)).toEqual([
      ['$(add) Add Bucket by Name…', '$(add) Create a Bucket…'],
      ['added', '$(add) Add Bucket by Name…', '$(add) Create a Bucket…'],
    ]);
  });

  it('reports that zones may not be listed where a domain is typed', async () => {
    const cloud = account();
    const denial = new AppError('forbidden', { denial: { permission: 'alidns:DescribeDomains' } });
    const means = formMeans({ loadIsPublicSuffix: async () => () => false });
    const dns = { ...cloud.dns, listZones: () => Promise.reject(denial) };
    let shown: InputQuestion | undefined;
    const ui = {
      pick: () => Promise.reject(new Error('a list without rows')),
      input: async (question: InputQuestion) => {
        shown = question;
        return { kind: 'cancel' as const };
      },
    };
    await askDomain(ui, openSources({ ...cloud, dns }, means, new AbortController().signal), {}, { step: 1, total: 2 });
    expect(shown?.prompt).toContain('such as *.example.com. Not permitted: alidns:DescribeDomains');
  });
});
