import { describe, expect, it } from 'vitest';
import { canUndo } from '../../../../src/core/activity/activity.js';
import type { CloudCall } from '../../../../src/core/ports/cloud.js';
import { createWorld, record, signal } from './world.js';

const startedAt = 1_700_000_000_000;
const upload = (key: string, fields: Partial<CloudCall> = {}): CloudCall => ({
  action: 'PutObject',
  subject: `site/${key}`,
  mutating: true,
  startedAt,
  durationMs: 40,
  requestId: key,
  ...fields,
});

describe('calls about objects in the list', () => {
  it('that follow each other share one entry, with their folder, their number and the last RequestId', async () => {
    const { log, clock } = createWorld();
    for (let index = 0; index < 1_000; index++)
      log.recordCall(upload(`css/${index % 10}/${index}.css`, { startedAt: startedAt + index }));
    await clock.advance(1_000);
    expect(log.entries).toMatchObject([
      { subject: 'site/css/', calls: 1_000, startedAt, durationMs: 1_039, requestId: 'css/9/999.css' },
    ]);
  });

  it('of one move are one entry, whatever is called, and other calls and failures are not among them', async () => {
    const { log, clock } = createWorld();
    const names = new Set(['site/a', 'site/b', 'site/x/a', 'site/x/b']);
    const gathering = { action: 'MoveObjects', subject: 'site/', covers: (name: string) => names.has(name) } as const;
    await log.gather(gathering, async () => {
      log.recordCall(upload('x/a', { action: 'CopyObject' }));
      log.recordCall(upload('x/b', { action: 'CopyObject', startedAt: startedAt + 60_000 }));
      log.recordCall(upload('x/b', { action: 'CopyObject', failed: 'AccessDenied' }));
      log.recordCall(upload('other', { action: 'CopyObject' }));
      log.recordCall(upload('a +1', { action: 'DeleteMultipleObjects', startedAt: startedAt + 70_000 }));
    });
    await clock.advance(1_000);
    const shown = log.entries.map(({ action, subject, calls = 1, failed = '' }) => [action, subject, calls, failed]);
    expect(shown.sort()).toEqual([
      ['CopyObject', 'site/other', 1, ''],
      ['CopyObject', 'site/x/b', 1, 'AccessDenied'],
      ['MoveObjects', 'site/', 3, ''],
    ]);
    log.recordCall(upload('a', { action: 'DeleteObject' }));
    expect(log.entries).toHaveLength(4);
  });

  it('of one object keep its name', async () => {
    const { log, clock } = createWorld();
    for (let index = 0; index < 3; index++) log.recordCall(upload('big.mp4', { action: 'UploadPart' }));
    await clock.advance(1_000);
    expect(log.entries).toMatchObject([{ subject: 'site/big.mp4', calls: 3 }]);
  });

  it.each([
    ['css/a.css', 'css/ab.css', 'site/css/'],
    ['a.css', 'b.css', 'site/'],
    ['css/a/x', 'css/b/x', 'site/css/'],
    ['css/a', 'css/a/b', 'site/css/'],
    ['css/', 'css/a', 'site/css/'],
  ])('%s and %s are shown as %s', async (first, second, folder) => {
    for (const keys of [
      [first, second],
      [second, first],
    ]) {
      const { log } = createWorld();
      for (const key of keys) log.recordCall(upload(key));
      await log.flush();
      expect(log.entries.map(({ subject }) => subject)).toEqual([folder]);
    }
  });

  it('with another action, bucket or result, or after a pause, have separate entries', async () => {
    const { log } = createWorld();
    log.recordCall(upload('a'));
    log.recordCall(upload('a', { action: 'DeleteObject' }));
    log.recordCall(upload('a', { subject: 'site2/a' }));
    log.recordCall(upload('a', { failed: 'AccessDenied' }));
    log.recordCall(upload('a', { startedAt: startedAt + 10_041 }));
    await log.flush();
    expect(log.entries).toHaveLength(5);
    expect(log.entries.filter(({ calls }) => calls !== undefined)).toEqual([]);
  });

  it('that continue for long start a new entry from time to time, so that recent ones stay among the newest', async () => {
    const { log } = createWorld();
    for (let ms = 0; ms <= 600_000; ms += 8_000) log.recordCall(upload('a', { startedAt: startedAt + ms }));
    await log.flush();
    expect(log.entries.map(({ calls }) => calls)).toEqual([38, 38]);
  });

  it('that end while the list is read keep their result', async () => {
    const { log } = createWorld();
    log.recordCall(upload('a'));
    const loading = log.load();
    for (let index = 0; index < 5; index++) log.recordCall(upload('b'));
    await log.flush();
    await loading;
    expect(log.entries).toMatchObject([{ calls: 6 }]);
  });

  it('are shown at once, then once a second, and are written as often', async () => {
    const { log, clock, documents } = createWorld();
    let changes = 0;
    log.onDidChange(() => changes++);
    log.recordCall(upload('a'));
    expect(log.entries).toMatchObject([{ subject: 'site/a' }]);
    await log.flush();
    for (let index = 0; index < 100; index++) log.recordCall(upload(`css/${index}`));
    expect(changes).toBe(1);
    await clock.advance(1_000);
    expect(changes).toBe(2);
    await log.flush();
    const store = documents.window('a');
    const ids = await store.list();
    expect(ids).toHaveLength(1);
    expect(JSON.parse((await store.read(ids[0] ?? '')) ?? '')).toMatchObject({ calls: 101, subject: 'site/' });
  });

  it('belong to the account that made them', async () => {
    const { log, as, documents } = createWorld();
    log.recordCall(upload('a'));
    log.recordCall(upload('b'));
    as('2');
    log.recordCall(upload('c'));
    await log.flush();
    const store = documents.window('a');
    const kept = (await store.list()).map(async (id) => [
      id.split('/')[0],
      JSON.parse((await store.read(id)) ?? '').subject,
    ]);
    expect(await Promise.all(kept)).toEqual([
      ['1000000000000001', 'site/'],
      ['2', 'site/c'],
    ]);
  });

  it('do not displace changes that can be undone, neither in the list nor on disk', async () => {
    const { log, cloud, open, clock } = createWorld();
    await cloud.dns.createRecord(record, signal);
    for (let index = 0; index < 300; index++)
      log.recordCall(upload(`${index}/a`, { startedAt: startedAt + index * 20_000 }));
    for (let index = 0; index < 300; index++)
      log.recordCall(upload('', { action: 'RefreshObjectCaches', subject: '1 URL', startedAt: clock.now() + index }));
    const check = (entries: typeof log.entries) => {
      expect(entries).toHaveLength(101);
      expect(entries.filter(canUndo)).toMatchObject([{ action: 'AddDomainRecord' }]);
    };
    check(log.entries);
    await log.load();
    check(log.entries);
    const other = open('b');
    await other.load();
    check(other.entries);
  });
});
