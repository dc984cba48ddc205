import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CdnPort, NewCdnDomain } from '../../../src/core/ports/cdn.js';

/** An account to try the port on, where `shop-demo.com` is verified and `other-demo.com` is not. */
export interface CdnFixture {
  readonly cdn: CdnPort;
  /** Lets the vendor finish configuring a new domain. */
  finish(domain: string): Promise<void>;
  /** Shows the TXT record that proves a root domain. */
  prove(root: string, content: string): Promise<void>;
  /** Names held by another account, and by the video streaming of this one. */
  readonly taken: { readonly otherAccount: string; readonly live: string };
  /** Changes whether the service is open. */
  setService(state: 'open' | 'notOpen' | 'locked'): void;
  stop(): Promise<void>;
}

const { signal } = new AbortController();
const origin = 'empty-singapore.oss-ap-southeast-1.aliyuncs.com';
const wanted = (name: string): NewCdnDomain => ({
  name,
  type: 'web',
  region: 'overseas',
  sources: [{ type: 'oss', content: origin, port: 443, priority: '20', weight: '10' }],
});

/** What every implementation of the CDN port promises. */
export function describeCdn(name: string, open: () => Promise<CdnFixture>): void {
  describe(`CDN port: ${name}`, () => {
    let fixture: CdnFixture;
    beforeAll(async () => {
      fixture = await open();
    });
    afterAll(() => fixture.stop());

    test('distinguishes an activated, a locked and an inactive service', async () => {
      for (const state of ['notOpen', 'locked', 'open'] as const) {
        fixture.setService(state);
        expect(await fixture.cdn.readServiceState(signal)).toBe(state);
      }
    });

    test('distinguishes taken and free names, and names the holder', async () => {
      const { cdn, taken } = fixture;
      expect(await cdn.checkDomain('free.shop-demo.com', signal)).toBe('free');
      expect(await cdn.checkDomain(taken.otherAccount, signal)).toBe('otherAccount');
      expect(await cdn.checkDomain(taken.live, signal)).toBe('live');
      await expect(cdn.createDomain(wanted(taken.otherAccount), signal)).rejects.toMatchObject({ kind: 'domainTaken' });
    });

    test('returns the ICP filing of a name', async () => {
      expect(await fixture.cdn.checkIcp('www.shop-demo.com', signal)).toBe('filed');
    });

    test('verifies an owner once the TXT record is visible', async () => {
      const { cdn, prove } = fixture;
      const domain = 'img.other-demo.com';
      expect(await cdn.verifyOwner(domain, signal)).toBe(false);
      await expect(cdn.createDomain(wanted(domain), signal)).rejects.toMatchObject({ kind: 'domainNotVerified' });
      const content = await cdn.readVerifyContent(domain, signal);
      expect(content).not.toBe('');
      await prove('other-demo.com', content);
      expect(await cdn.verifyOwner(domain, signal)).toBe(true);
    });

    test('adds a domain, which gets its CNAME once online', async () => {
      const { cdn, finish } = fixture;
      const domain = 'new.shop-demo.com';
      expect(await cdn.readDomain(domain, signal)).toBeUndefined();
      await cdn.createDomain(wanted(domain), signal);
      expect(await cdn.checkDomain(domain, signal)).toBe('thisAccount');
      await expect(cdn.createDomain(wanted(domain), signal)).rejects.toMatchObject({ kind: 'domainTaken' });
      await finish(domain);
      const found = await cdn.readDomain(domain, signal);
      expect(found).toMatchObject({ ...wanted(domain), status: 'online', httpsOn: false });
      expect(found?.cname).toMatch(/^new\.shop-demo\.com\./);
      expect(await cdn.listDomains(signal)).toContainEqual(expect.objectContaining({ name: domain, status: 'online' }));
      expect(await cdn.listDomainsBySource(origin, signal)).toContainEqual(expect.objectContaining({ name: domain }));
      expect((await cdn.readCnameStates([domain], signal)).get(domain)).toEqual({
        cname: found?.cname,
        configured: false,
      });
      const gone = 'gone.shop-demo.com';
      expect([...(await cdn.readCnameStates([gone, domain, gone], signal)).keys()]).toEqual([domain]);
      await expect(cdn.readCnameStates([gone], signal)).rejects.toMatchObject({ kind: 'domainNotFound' });
    });

    test('lists no domains for an unused origin', async () => {
      expect(await fixture.cdn.listDomainsBySource('unused.oss-cn-hangzhou.aliyuncs.com', signal)).toEqual([]);
    });

    test('refreshes URLs, follows the task to its end, and counts the quota', async () => {
      const { cdn } = fixture;
      const before = await cdn.readRefreshQuota(signal);
      const urls = ['https://new.shop-demo.com/a%20b.css', 'https://new.shop-demo.com/%E4%B8%AD.css'];
      const { taskIds } = await cdn.refresh(urls, 'File', signal);
      expect(taskIds.length).toBeGreaterThan(0);
      await expect
        .poll(async () => (await cdn.readRefreshTasks(taskIds, signal)).map((task) => task.status))
        .toEqual(['complete', 'complete']);
      const { tasks } = await cdn.listRefreshTasks({ page: 1, limit: 100 }, signal);
      expect(tasks.map((task) => task.url)).toEqual(expect.arrayContaining(urls));
      expect(tasks[0]).toMatchObject({ percent: 100, kind: 'file', createdAt: expect.any(Number) });
      const after = await cdn.readRefreshQuota(signal);
      expect(before.urls! - after.urls!).toBe(2);
      expect(after.limits?.urls).toBeGreaterThanOrEqual(before.urls!);
    });

    test('lists tasks page by page, each URL once', async () => {
      const { cdn } = fixture;
      await cdn.refresh(['https://new.shop-demo.com/css/'], 'Directory', signal);
      const { total } = await cdn.listRefreshTasks({ page: 1, limit: 1 }, signal);
      expect(total).toBeGreaterThanOrEqual(3);
      const pages = await Promise.all(
        Array.from({ length: total }, (_, index) => cdn.listRefreshTasks({ page: index + 1, limit: 1 }, signal)),
      );
      const tasks = pages.flatMap((page) => page.tasks);
      expect(new Set(tasks.map(({ url }) => url)).size).toBe(total);
      expect(tasks[0]).toMatchObject({ url: 'https://new.shop-demo.com/css/', kind: 'directory' });
      expect(await cdn.listRefreshTasks({ page: total + 1, limit: 1 }, signal)).toEqual({ tasks: [], total });
    });

    test('refuses to refresh a domain that the account does not have', async () => {
      await expect(fixture.cdn.refresh(['https://absent.shop-demo.com/'], 'File', signal)).rejects.toMatchObject({
        kind: 'domainNotFound',
      });
    });
  });
}
