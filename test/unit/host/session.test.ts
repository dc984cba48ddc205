import { describe, expect, it } from 'vitest';
import { createKeyMemory } from '../../../src/cloud/acme/acme.js';
import type { Credentials } from '../../../src/core/account.js';
import { AppError } from '../../../src/core/errors.js';
import type { CloudCall } from '../../../src/core/ports/cloud.js';
import { Signal } from '../../../src/core/signal.js';
import { createRedactor } from '../../../src/host/log/redact.js';
import { type CloudModule, OwnSession } from '../../../src/host/session.js';
import { createMemoryCloud } from '../../support/memoryCloud.js';
import { createVirtualClock } from '../../support/virtualClock.js';

const typed: Credentials = { accessKeyId: 'LTAItyped', accessKeySecret: 'typed-secret-0123456789abcdef' };
const stored: Credentials = {
  accessKeyId: 'STS.stored',
  accessKeySecret: 'stored-secret-000000',
  securityToken: 'tok'.repeat(9),
};

function setUp(kept = new Map<string, unknown>(), safeKeys: { keys?: Credentials } = {}, owner = '100') {
  const loads: string[] = [];
  const asked: (() => Promise<Credentials>)[] = [];
  const broken = { profiles: false };
  const failures: string[] = [];
  const clock = createVirtualClock();
  const reads = { count: 0 };
  const profiles = { isUnreadable: false };
  let reading = Promise.resolve();
  const module: CloudModule = {
    createCloud: ({ credentials }) => {
      asked.push(credentials);
      const cloud = createMemoryCloud();
      Object.assign(cloud.state, { ownerId: owner });
      return cloud;
    },
    readCredentials: async (source) => {
      if (source.kind === 'environment') throw new Error('not set');
      if (profiles.isUnreadable) throw new AppError('badFile');
      return stored;
    },
    listProfiles: async () => {
      if (broken.profiles) throw new AppError('badFile', { subject: '~/.aliyun/config.json' });
      return ['default', 'work'].map((profile) => ({
        source: { kind: 'profile', profile },
        mode: 'AK',
        keyEnd: '0001',
      }));
    },
  };
  const redactor = createRedactor();
  const session = new OwnSession({
    memory: {
      get: <T>(key: string) => kept.get(key) as T | undefined,
      set: async (key, value) => void kept.set(key, value),
    },
    safe: {
      read: async () => {
        reads.count++;
        await reading;
        return safeKeys.keys;
      },
      write: async (keys) => void Object.assign(safeKeys, { keys }),
      clear: async () => void delete safeKeys.keys,
      acme: createKeyMemory(),
    },
    log: { ...redactor, failure: (what, { kind }) => void failures.push(`${what}: ${kind}`) },
    clock,
    calls: new Signal<CloudCall>(),
    site: () => 'china',
    loadCloud: async () => {
      loads.push('load');
      return module;
    },
  });
  /** Has the safe answer only after the call of what is returned. */
  const hold = () => {
    let release = () => {};
    reading = new Promise((resolve) => (release = resolve));
    return () => release();
  };
  return { session, kept, safeKeys, loads, asked, redactor, broken, failures, hold, clock, reads, profiles };
}

describe('session', () => {
  it('is signed out at first, reads nothing, and reports it when the cloud is needed', async () => {
    const { session, loads } = setUp();
    expect(session.account).toBeUndefined();
    await expect(session.cloud()).rejects.toMatchObject({ kind: 'notSignedIn' });
    expect(loads).toEqual([]);
  });

  it('keeps typed keys in the safe only, and remembers the account', async () => {
    const { session, kept, safeKeys } = setUp();
    let changes = 0;
    session.onDidChange(() => changes++);
    await session.signIn({ id: '100', source: { kind: 'secret' } }, typed);
    expect(session.account).toMatchObject({ id: '100', source: { kind: 'secret' } });
    expect(safeKeys.keys).toEqual(typed);
    expect(JSON.stringify([...kept])).not.toContain(typed.accessKeySecret);
    expect(changes).toBe(1);
  });

  it('comes back in the next window without loading the cloud', async () => {
    const first = setUp();
    await first.session.signIn({ id: '100', source: { kind: 'profile', profile: 'work' } });
    const { session, loads } = setUp(first.kept);
    expect(session.account?.id).toBe('100');
    expect(loads).toEqual([]);
    await session.cloud();
    expect(loads).toEqual(['load']);
  });

  it('reads the keys once for calls within a second, and reads again after a new sign-in', async () => {
    const { session, asked, clock, reads } = setUp();
    await session.signIn({ id: '100', source: { kind: 'secret' } }, typed);
    await session.cloud();
    const [readKeys] = asked;
    for (const passed of [0, 0, 999]) {
      await clock.advance(passed);
      expect(await readKeys?.()).toEqual(typed);
    }
    expect(reads.count).toBe(1);
    await clock.advance(1);
    await readKeys?.();
    expect(reads.count).toBe(2);
    const newer = { ...typed, accessKeySecret: 'newer-secret-0123456789' };
    await session.signIn({ id: '100', source: { kind: 'secret' } }, newer);
    expect(await readKeys?.()).toEqual(newer);
  });

  it('gives no keys of another source of the same account, whatever a call of before the new sign-in has read', async () => {
    const { session, asked } = setUp();
    await session.signIn({ id: '100', source: { kind: 'profile', profile: 'work' } });
    await session.cloud();
    await session.signIn({ id: '100', source: { kind: 'secret' } }, typed);
    await session.cloud();
    const [readBefore, readNow] = asked;
    expect(await readBefore?.()).toEqual(stored);
    expect(await readNow?.()).toEqual(typed);
  });

  it('reads keys again that could not be read', async () => {
    const { session, asked, profiles } = setUp();
    await session.signIn({ id: '100', source: { kind: 'profile', profile: 'work' } });
    await session.cloud();
    const [readKeys] = asked;
    profiles.isUnreadable = true;
    await expect(readKeys?.()).rejects.toMatchObject({ kind: 'badFile' });
    profiles.isUnreadable = false;
    expect(await readKeys?.()).toEqual(stored);
  });

  it('opens one cloud for an account, however often it is wanted', async () => {
    const { session, asked } = setUp();
    await session.signIn({ id: '100', source: { kind: 'secret' } }, typed);
    expect(await session.cloud()).toBe(await session.cloud());
    expect(asked).toHaveLength(1);
  });

  it('hides secret and token from the log as soon as keys are read', async () => {
    const { session, asked, redactor } = setUp();
    await session.signIn({ id: '100', source: { kind: 'profile', profile: 'work' } });
    await session.cloud();
    expect(await asked[0]?.()).toEqual(stored);
    const text = `x ${stored.accessKeySecret} ${stored.securityToken}`;
    expect(redactor.redact(text)).toBe('x [hidden] [hidden]');
  });

  it('is signed out when the safe was emptied since', async () => {
    const { session, asked, safeKeys } = setUp();
    await session.signIn({ id: '100', source: { kind: 'secret' } }, typed);
    await session.cloud();
    delete safeKeys.keys;
    await expect(asked[0]?.()).rejects.toMatchObject({ kind: 'notSignedIn' });
    expect(session.account).toBeUndefined();
  });

  it('a session never signs with keys of another account that another window has put in the safe', async () => {
    const safe: { keys?: Credentials } = {};
    const first = setUp(new Map(), safe);
    await first.session.signIn({ id: '100', source: { kind: 'secret' } }, typed);
    await first.session.cloud();
    const other = setUp(first.kept, safe, '200');
    await other.session.signIn({ id: '200', source: { kind: 'secret' } }, { ...typed, accessKeyId: 'LTAIother' });
    const stranger = setUp(
      new Map([['account', { id: '100', source: { kind: 'secret' }, accessKeyId: 'LTAItyped' }]]),
      safe,
      '200',
    );
    await stranger.session.cloud();
    let changes = 0;
    stranger.session.onDidChange(() => changes++);
    await expect(stranger.asked[0]?.()).rejects.toMatchObject({ kind: 'notSignedIn' });
    expect({ account: stranger.session.account, changes }).toEqual({ account: undefined, changes: 1 });
    expect(other.kept.get('account')).toMatchObject({ id: '200' });
  });

  it('signs nothing for an account with the keys of the one that was switched to', async () => {
    const { session, asked } = setUp();
    const [first, second] = [
      { ...typed, accessKeyId: 'LTAIfirst' },
      { ...typed, accessKeyId: 'LTAIsecond' },
    ];
    await session.signIn({ id: '100', source: { kind: 'secret' } }, first);
    await session.cloud();
    await session.signIn({ id: '200', source: { kind: 'secret' } }, second);
    await session.cloud();
    await expect(asked[0]?.()).rejects.toMatchObject({ kind: 'notSignedIn' });
    expect(await asked[1]?.()).toEqual(second);
    expect(session.account?.id).toBe('200');
  });

  it('signs nothing with keys read while the account is switched, and the new account stays signed in', async () => {
    const { session, asked, safeKeys, hold } = setUp();
    await session.signIn({ id: '100', source: { kind: 'secret' } }, typed);
    await session.cloud();
    const release = hold();
    const signing = asked[0]?.();
    await session.signIn({ id: '200', source: { kind: 'profile', profile: 'work' } });
    delete safeKeys.keys;
    release();
    await expect(signing).rejects.toMatchObject({ kind: 'notSignedIn' });
    expect(session.account?.id).toBe('200');
  });

  it('continues signing after the same account has signed in with another key', async () => {
    const { session, asked } = setUp();
    await session.signIn({ id: '100', source: { kind: 'secret' } }, typed);
    await session.cloud();
    const rotated = { ...typed, accessKeyId: 'LTAIrotated' };
    await session.signIn({ id: '100', source: { kind: 'secret' } }, rotated);
    expect(await asked[0]?.()).toEqual(rotated);
  });

  it('accepts another key of its account after one check of its owner', async () => {
    const { session, asked, safeKeys } = setUp();
    await session.signIn({ id: '100', source: { kind: 'secret' } }, typed);
    await session.cloud();
    const rotated = { ...typed, accessKeyId: 'LTAIrotated' };
    safeKeys.keys = rotated;
    expect(await Promise.all([asked[0]?.(), asked[0]?.()])).toEqual([rotated, rotated]);
    expect(await asked[0]?.()).toEqual(rotated);
    // One cloud for the account, one for the proof.
    expect(asked).toHaveLength(2);
  });

  it('offers what else there is when the profiles cannot be read, and logs why', async () => {
    const { session, broken, failures } = setUp();
    broken.profiles = true;
    expect(await session.listStored()).toEqual([]);
    expect(failures).toEqual(['list the profiles of the CLI: badFile']);
  });

  it('keys are tried without being kept', async () => {
    const { session, asked, kept, safeKeys, redactor } = setUp();
    await session.tryCloud({ kind: 'secret' }, typed);
    expect(await asked[0]?.()).toEqual(typed);
    expect(redactor.redact(typed.accessKeySecret)).toBe('[hidden]');
    expect({ keys: safeKeys.keys, account: session.account, kept: kept.size }).toEqual({
      keys: undefined,
      account: undefined,
      kept: 0,
    });
  });

  it('lists the profiles, and the environment only when it holds keys', async () => {
    const { session } = setUp();
    expect((await session.listStored()).map(({ source }) => source)).toEqual([
      { kind: 'profile', profile: 'default' },
      { kind: 'profile', profile: 'work' },
    ]);
  });

  it('forgets keys and account at sign out', async () => {
    const { session, safeKeys } = setUp();
    await session.signIn({ id: '100', source: { kind: 'secret' } }, typed);
    await session.signOut();
    expect({ account: session.account, keys: safeKeys.keys }).toEqual({ account: undefined, keys: undefined });
  });
});
