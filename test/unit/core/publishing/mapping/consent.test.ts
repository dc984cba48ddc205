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

const { bucket } = subject.mapping;
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
    await new ConsentLedger(memory, 'consents').give(subject, port, 5_000, 4_000);
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
    await ledger.give(subject, port, 5_000, 4_000);
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
    expect(await ledger.revoke([subject.workspace], port)).toBe(0);
    const next = new ConsentLedger(memory, 'consents');
    expect([subject, later, elsewhere].map((each) => next.get(each))).toEqual(['never', 'never', 'unknown']);
    await next.give(later, port, 5_000, 4_000);
    expect([subject, later].map((each) => next.get(each))).toEqual(['unknown', 'given']);
  });

  it('does not hold where its folder is refused later, though it was for another text of the mapping', async () => {
    const ledger = new ConsentLedger(createMemory(), 'consents');
    await ledger.give(subject, port, 5_000, 4_000);
    await ledger.declineForever({ ...subject, mapping: { ...subject.mapping, prefix: 'other/' } });
    expect(ledger.get(subject)).toBe('never');
    await ledger.give(subject, port, 5_000, 4_000);
    expect(ledger.get(subject)).toBe('given');
  });

  it('consent that is for refreshing alone licenses no upload', async () => {
    const ledger = new ConsentLedger(createMemory(), 'consents');
    const mapping = { ...subject.mapping, onSave: 'refresh' as const };
    await ledger.give({ ...subject, mapping, act: 'refresh' }, port, 5_000, 4_000);
    expect(ledger.get({ ...subject, mapping, act: 'upload' })).toBe('unknown');
  });

  it('revokes only in the given workspace', async () => {
    const ledger = new ConsentLedger(createMemory(), 'consents');
    const other = { ...subject, workspace: 'file:///w/site2' };
    await ledger.give(subject, port, 5_000, 4_000);
    await ledger.give(other, port, 5_000, 4_000);
    expect(await ledger.revoke([subject.workspace], port)).toBe(1);
    expect({ revoked: ledger.get(subject), other: ledger.get(other) }).toEqual({ revoked: 'unknown', other: 'given' });
  });
});

describe('a consent and the store that it was given with', () => {
  const since = (of = port) => of.read(({ ledger }) => ledger.since(bucket));
  const newWindow = (memory: Memory) => new ConsentLedger(memory, key);
  const publish = async (ledger: ConsentLedger, store: MemoryStore, as = subject) => {
    ledger.rely(as);
    await ledger.reconcile(store, 9_000);
  };

  it('the bucket is recorded since the consent, by the clock of OSS', async () => {
    await newWindow(createMemory()).give(subject, port, 5_000, 4_000);
    expect(since()).toBe(4_000);
  });

  it('the bucket is recorded since an unknown time where OSS did not say what time it is', async () => {
    await newWindow(createMemory()).give(subject, port, 5_000, undefined);
    expect(since()).toBe(0);
  });

  it('a later consent for the same bucket changes nothing', async () => {
    const ledger = newWindow(createMemory());
    await ledger.give(subject, port, 5_000, 4_000);
    await ledger.give({ ...subject, mapping: { ...subject.mapping, prefix: 'b/' } }, port, 8_000, 7_000);
    expect(since()).toBe(4_000);
  });

  it('a consent to refresh alone records nothing', async () => {
    const ledger = newWindow(createMemory());
    await ledger.give({ ...subject, act: 'refresh' }, port, 5_000, 4_000);
    await publish(ledger, port, { ...subject, act: 'refresh' });
    expect(since()).toBeUndefined();
  });

  it('the next window with the same store believes it', async () => {
    const memory = createMemory();
    await newWindow(memory).give(subject, port, 5_000, 4_000);
    await publish(newWindow(memory), port);
    expect(since()).toBe(4_000);
  });

  it.each<[string, (store: MemoryStore) => unknown]>([
    ['is new', () => undefined],
    ['has a list that cannot be read', (store) => store.write((tx) => tx.setNote('consents', '{"a'))],
    ['is an older copy', (store) => store.write(({ ledger }) => ledger.begin({ name: 'another', region: 'r' }, 1, 1))],
    ['knows the bucket by another consent', (store) => store.write(({ ledger }) => ledger.begin(bucket, 6_000, 6_000))],
  ])('the content of the bucket is unknown where the store %s, also in later windows', async (_what, change) => {
    const memory = createMemory();
    await newWindow(memory).give(subject, port, 5_000, 4_000);
    const other = createSharedStore().window('w');
    await change(other);
    await publish(newWindow(memory), other);
    expect(since(other)).toBe(0);
    await publish(newWindow(memory), other);
    expect(since(other)).toBe(0);
  });

  it('is unknown to a store that refused to list it', async () => {
    const memory = createMemory();
    const full = { ...port, open: () => Promise.reject(new AppError('storeRefused', { code: 'Full' })) };
    const ledger = newWindow(memory);
    await ledger.give(subject, full, 5_000, 4_000);
    expect(ledger.get(subject)).toBe('given');
    await publish(newWindow(memory), port);
    expect(since()).toBe(0);
  });

  it('survives a crash before the editor has kept it', async () => {
    await newWindow(createMemory()).give(subject, port, 5_000, 4_000);
    const ledger = newWindow(createMemory());
    await ledger.recover(port);
    expect({ state: ledger.get(subject), since: since() }).toEqual({ state: 'given', since: 4_000 });
  });

  it('stays revoked after a crash before the editor has kept that', async () => {
    const memory = createMemory();
    await newWindow(memory).give(subject, port, 5_000, 4_000);
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
    await newWindow(memory).give(subject, other, 5_000, 4_000);
    await publish(newWindow(memory), port);
    expect(await newWindow(memory).revoke([subject.workspace], other)).toBe(1);
    const ledger = newWindow(memory);
    await ledger.recover(port);
    await ledger.reconcile(port, 9_000);
    expect(ledger.get(subject)).toBe('unknown');
  });

  it('stays revoked though a request that relied on it is written only then', async () => {
    const memory = createMemory();
    const ledger = newWindow(memory);
    await ledger.give(subject, port, 5_000, 4_000);
    const next = newWindow(memory);
    next.rely(subject);
    await next.revoke([subject.workspace], port);
    await next.reconcile(port, 9_000);
    await next.recover(port);
    expect(next.get(subject)).toBe('unknown');
  });

  it('stays revoked though it is looked for while it is being revoked, or the store refuses', async () => {
    const memory = createMemory();
    const ledger = newWindow(memory);
    await ledger.give(subject, port, 5_000, 4_000);
    const revoking = ledger.revoke([subject.workspace], port);
    await ledger.recover(port);
    await revoking;
    expect(ledger.get(subject)).toBe('unknown');
    await ledger.give(subject, port, 5_000, 4_000);
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
    await ledger.give(subject, port, 5_000, 4_000);
    await ledger.revoke([subject.workspace], port);
    await ledger.give(subject, port, 6_000, 6_000);
    const next = newWindow(createMemory());
    await next.recover(port);
    expect({ state: next.get(subject), since: since() }).toEqual({ state: 'given', since: 4_000 });
  });
});

it.each([
  ['publish', 'upload'],
  ['refresh', 'refresh'],
  ['off', undefined],
] as const)('saving with onSave %s means %s', (onSave, act) => {
  expect(actOnSave({ ...subject.mapping, onSave })).toBe(act);
});
