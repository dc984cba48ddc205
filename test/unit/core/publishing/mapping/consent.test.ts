import { describe, expect, it } from 'vitest';
import type { Memory } from '../../../../../src/core/ports/local.js';
import { actOnSave, ConsentLedger, type ConsentSubject } from '../../../../../src/core/publishing/mapping/consent.js';

const subject: ConsentSubject = {
  workspace: 'file:///w/site',
  repository: 'A',
  accountId: '1',
  act: 'upload',
  mapping: {
    folder: 'dist',
    bucket: { name: 'my-site', region: 'cn-hangzhou' },
    prefix: '',
    domains: ['a.example.com', 'b.example.com'],
    onSave: 'publish',
  },
};

function createMemory(): Memory {
  const values = new Map<string, unknown>();
  return {
    get: <T>(key: string) => values.get(key) as T | undefined,
    set: async (key, value) => void values.set(key, value),
  };
}

describe('ConsentLedger', () => {
  it('remembers a consent in the next window, whatever the order of domains', async () => {
    const memory = createMemory();
    await new ConsentLedger(memory, 'consents').give(subject);
    const reordered = { ...subject.mapping, domains: ['b.example.com', 'a.example.com'] };
    expect(new ConsentLedger(memory, 'consents').get({ ...subject, mapping: reordered })).toBe('given');
  });

  it.each<[string, ConsentSubject]>([
    ['workspace', { ...subject, workspace: 'file:///w/site2' }],
    ['repository at the same path', { ...subject, repository: 'B' }],
    ['folder that is no repository any more', { ...subject, repository: '' }],
    ['account', { ...subject, accountId: '2' }],
    ['act', { ...subject, act: 'refresh' }],
    ['bucket', { ...subject, mapping: { ...subject.mapping, bucket: { name: 'other', region: 'cn-hangzhou' } } }],
    ['region', { ...subject, mapping: { ...subject.mapping, bucket: { name: 'my-site', region: 'cn-beijing' } } }],
    [
      'upload domain',
      {
        ...subject,
        mapping: { ...subject.mapping, bucket: { ...subject.mapping.bucket, uploadDomain: 'u.example.com' } },
      },
    ],
    ['prefix', { ...subject, mapping: { ...subject.mapping, prefix: 'x/' } }],
    ['domains', { ...subject, mapping: { ...subject.mapping, domains: ['a.example.com'] } }],
    ['folder', { ...subject, mapping: { ...subject.mapping, folder: 'public' } }],
    ['mode', { ...subject, mapping: { ...subject.mapping, onSave: 'off' } }],
    ['inclusion', { ...subject, mapping: { ...subject.mapping, include: ['*.css'] } }],
    ['watching', { ...subject, mapping: { ...subject.mapping, watch: ['dist'] } }],
    ['prefetch', { ...subject, mapping: { ...subject.mapping, prefetch: true } }],
    ['exclusion', { ...subject, mapping: { ...subject.mapping, exclude: ['*.map'] } }],
    ['variant', { ...subject, mapping: { ...subject.mapping, refreshVariants: ['/'] } }],
    [
      'header',
      {
        ...subject,
        mapping: { ...subject.mapping, headers: [{ files: ['*'], headers: { 'cache-control': 'no-cache' } }] },
      },
    ],
  ])('consent is asked for again for another %s', async (_name, changed) => {
    const ledger = new ConsentLedger(createMemory(), 'consents');
    await ledger.give(subject);
    expect({ same: ledger.get(subject), changed: ledger.get(changed) }).toEqual({ same: 'given', changed: 'unknown' });
  });

  it('forgets a refusal with the window', () => {
    const memory = createMemory();
    const ledger = new ConsentLedger(memory, 'consents');
    ledger.decline(subject);
    expect({ here: ledger.get(subject), next: new ConsentLedger(memory, 'consents').get(subject) }).toEqual({
      here: 'declined',
      next: 'unknown',
    });
  });

  it('is never asked about again for a folder, whatever its mapping says then, until the user publishes from it', async () => {
    const memory = createMemory();
    const ledger = new ConsentLedger(memory, 'consents');
    await ledger.declineForever(subject);
    const later = { ...subject, accountId: '2', mapping: { ...subject.mapping, prefix: 'other/' } };
    const elsewhere = { ...subject, mapping: { ...subject.mapping, folder: 'docs' } };
    expect(await ledger.revoke([subject.workspace])).toBe(0);
    const next = new ConsentLedger(memory, 'consents');
    expect([subject, later, elsewhere].map((each) => next.get(each))).toEqual(['never', 'never', 'unknown']);
    await next.give(later);
    expect([subject, later].map((each) => next.get(each))).toEqual(['unknown', 'given']);
  });

  it('does not hold where its folder is refused later, though it was for another text of the mapping', async () => {
    const ledger = new ConsentLedger(createMemory(), 'consents');
    await ledger.give(subject);
    await ledger.declineForever({ ...subject, mapping: { ...subject.mapping, prefix: 'other/' } });
    expect(ledger.get(subject)).toBe('never');
    await ledger.give(subject);
    expect(ledger.get(subject)).toBe('given');
  });

  it('consent that is for refreshing alone licenses no upload', async () => {
    const ledger = new ConsentLedger(createMemory(), 'consents');
    const mapping = { ...subject.mapping, onSave: 'refresh' as const };
    await ledger.give({ ...subject, mapping, act: 'refresh' });
    expect(ledger.get({ ...subject, mapping, act: 'upload' })).toBe('unknown');
  });

  it('revokes only in the given workspace', async () => {
    const ledger = new ConsentLedger(createMemory(), 'consents');
    const other = { ...subject, workspace: 'file:///w/site2' };
    await ledger.give(subject);
    await ledger.give(other);
    expect(await ledger.revoke([subject.workspace])).toBe(1);
    expect({ revoked: ledger.get(subject), other: ledger.get(other) }).toEqual({ revoked: 'unknown', other: 'given' });
  });
});

it.each([
  ['publish', 'upload'],
  ['refresh', 'refresh'],
  ['off', undefined],
] as const)('saving with onSave %s means %s', (onSave, act) => {
  expect(actOnSave({ ...subject.mapping, onSave })).toBe(act);
});
