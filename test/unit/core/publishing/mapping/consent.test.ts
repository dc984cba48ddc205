import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { Memory } from '../../../../../src/core/ports/local.js';
import { actOnSave, ConsentLedger, type ConsentSubject } from '../../../../../src/core/publishing/mapping/consent.js';
import { createSharedStore, type MemoryStore } from '../../../../support/memoryStore.js';

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

const key = 'consents';
let port: MemoryStore;

beforeEach(() => {
  port = createSharedStore().window('w');
});

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
    await new ConsentLedger(memory, 'consents').give(subject, port);
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
    await ledger.give(subject, port);
    expect({ same: ledger.get(subject), changed: ledger.get(changed) }).toEqual({ same: 'given', changed: 'unknown' });
  });

  it('drops a refusal when the window closes', () => {
    const memory = createMemory();
    const ledger = new ConsentLedger(memory, 'consents');
    ledger.decline(subject);
    expect({ here: ledger.get(subject), next: new ConsentLedger(memory, 'consents').get(subject) }).toEqual({
      here: 'declined',
      next: 'unknown',
    });
  });

  it('is not requested again after a permanent refusal, whatever the mapping, until the user publishes from the folder', async () => {
    const memory = createMemory();
    const ledger = new ConsentLedger(memory, 'consents');
    await ledger.declineForever(subject);
    const later = { ...subject, accountId: '2', mapping: { ...subject.mapping, prefix: 'other/' } };
    const elsewhere = { ...subject, mapping: { ...subject.mapping, folder: 'docs' } };
    expect(await ledger.revoke([subject.workspace], port)).toBe(0);
    const next = new ConsentLedger(memory, 'consents');
    expect([subject, later, elsewhere].map((each) => next.get(each))).toEqual(['never', 'never', 'unknown']);
    await next.give(later, port);
    expect([subject, later].map((each) => next.get(each))).toEqual(['unknown', 'given']);
  });

  it('is not valid where its folder is refused later, even for another version of the mapping', async () => {
    const ledger = new ConsentLedger(createMemory(), 'consents');
    await ledger.give(subject, port);
    await ledger.declineForever({ ...subject, mapping: { ...subject.mapping, prefix: 'other/' } });
    expect(ledger.get(subject)).toBe('never');
    await ledger.give(subject, port);
    expect(ledger.get(subject)).toBe('given');
  });

  it('consent to refresh only permits no upload', async () => {
    const ledger = new ConsentLedger(createMemory(), 'consents');
    const mapping = { ...subject.mapping, onSave: 'refresh' as const };
    await ledger.give({ ...subject, mapping, act: 'refresh' }, port);
    expect(ledger.get({ ...subject, mapping, act: 'upload' })).toBe('unknown');
  });

  it('revokes only in the given workspace', async () => {
    const ledger = new ConsentLedger(createMemory(), 'consents');
    const other = { ...subject, workspace: 'file:///w/site2' };
    await ledger.give(subject, port);
    await ledger.give(other, port);
    expect(await ledger.revoke([subject.workspace], port)).toBe(1);
    expect({ revoked: ledger.get(subject), other: ledger.get(other) }).toEqual({ revoked: 'unknown', other: 'given' });
  });
});

describe('a consent and the store that it was given with', () => {
  const newWindow = (memory: Memory) => new ConsentLedger(memory, key);

  it('survives a crash before the editor has kept it', async () => {
    await newWindow(createMemory()).give(subject, port);
    const ledger = newWindow(createMemory());
    await ledger.recover(port);
    expect(ledger.get(subject)).toBe('given');
  });

  it('stays revoked after a crash before the editor has kept that', async () => {
    const memory = createMemory();
    await newWindow(memory).give(subject, port);
    const before = memory.get<unknown>(key);
    expect(await newWindow(memory).revoke([subject.workspace], port)).toBe(1);
    await memory.set(key, before);
    const ledger = newWindow(memory);
    await ledger.recover(port);
    expect(ledger.get(subject)).toBe('unknown');
  });

  it('stays revoked where another store, or an older copy, still lists it as given', async () => {
    const memory = createMemory();
    const other = createSharedStore().window('w');
    await newWindow(memory).give(subject, other);
    await newWindow(memory).reconcile(port);
    expect(await newWindow(memory).revoke([subject.workspace], other)).toBe(1);
    const ledger = newWindow(memory);
    await ledger.recover(port);
    await ledger.reconcile(port);
    expect(ledger.get(subject)).toBe('unknown');
  });

  it('stays revoked though a request that relied on it is written only after that', async () => {
    const memory = createMemory();
    const ledger = newWindow(memory);
    await ledger.give(subject, port);
    const next = newWindow(memory);
    await next.revoke([subject.workspace], port);
    await next.reconcile(port);
    await next.recover(port);
    expect(next.get(subject)).toBe('unknown');
  });

  it('stays revoked though it is read while it is being revoked, or the store refuses to write', async () => {
    const memory = createMemory();
    const ledger = newWindow(memory);
    await ledger.give(subject, port);
    const revoking = ledger.revoke([subject.workspace], port);
    await ledger.recover(port);
    await revoking;
    expect(ledger.get(subject)).toBe('unknown');
    await ledger.give(subject, port);
    const full = {
      ...port,
      opened: undefined,
      open: () => Promise.reject(new AppError('storeRefused', { code: 'Full' })),
    };
    expect(await ledger.revoke([subject.workspace], full)).toBe(1);
    await ledger.recover(port);
    expect(ledger.get(subject)).toBe('unknown');
  });

  it('is given again after it was revoked', async () => {
    const memory = createMemory();
    const ledger = newWindow(memory);
    await ledger.give(subject, port);
    await ledger.revoke([subject.workspace], port);
    await ledger.give(subject, port);
    const next = newWindow(createMemory());
    await next.recover(port);
    expect(next.get(subject)).toBe('given');
  });
});

it.each([
  ['publish', 'upload'],
  ['refresh', 'refresh'],
  ['off', undefined],
] as const)('saving with onSave %s means %s', (onSave, act) => {
  expect(actOnSave({ ...subject.mapping, onSave })).toBe(act);
});
