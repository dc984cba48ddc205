import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CdnSource } from '../../../src/core/ports/cdn.js';
import type { CdnFixture } from './cdn.js';

const { signal } = new AbortController();
const bucketOf = (name: string): CdnSource => ({
  type: 'oss',
  content: `${name}.oss-ap-southeast-1.aliyuncs.com`,
  port: 443,
  priority: '20',
  weight: '10',
});
const domain = 'changing.shop-demo.com';
const redirect = { functionName: 'host_redirect', args: { regex: '^/$', replacement: '/index.html', flag: 'break' } };

/** What every implementation of the CDN port promises for the service itself and for domains that are there. */
export function describeCdnChanges(name: string, open: () => Promise<CdnFixture>): void {
  describe(`CDN port, changes: ${name}`, () => {
    let fixture: CdnFixture;
    const readStatus = async () => (await fixture.cdn.readDomain(domain, signal))?.status;
    const readRedirects = () => fixture.cdn.readConfigs(domain, ['host_redirect'], signal);
    beforeAll(async () => {
      fixture = await open();
      const sources = [bucketOf('empty-singapore')];
      await fixture.cdn.createDomain({ name: domain, type: 'web', region: 'overseas', sources }, signal);
      await fixture.finish(domain);
    });
    afterAll(() => fixture.stop());

    test('activates the service, also if it is already active', async () => {
      fixture.setService('notOpen');
      await fixture.cdn.openService(signal);
      expect(await fixture.cdn.readServiceState(signal)).toBe('open');
      await fixture.cdn.openService(signal);
      expect(await fixture.cdn.readServiceState(signal)).toBe('open');
    });

    test('returns the limit of domains', async () => {
      expect(await fixture.cdn.readDomainQuota(signal)).toBe(50);
    });

    test('replaces the origins', async () => {
      const { cdn, finish } = fixture;
      const sources: CdnSource[] = [
        { type: 'domain', content: 'origin.other-demo.com', port: 80, priority: '20', weight: '10' },
        { type: 'domain', content: 'backup.other-demo.com', port: 8080, priority: '30', weight: '20' },
      ];
      await cdn.updateSources(domain, sources, signal);
      await finish(domain);
      expect((await cdn.readDomain(domain, signal))?.sources).toEqual(sources);
      await cdn.updateSources(domain, [bucketOf('assets-singapore')], signal);
      await finish(domain);
      expect((await cdn.readDomain(domain, signal))?.sources).toEqual([bucketOf('assets-singapore')]);
    });

    test('sets a function, replaces it by its id, and deletes it', async () => {
      const { cdn, finish } = fixture;
      expect(await readRedirects()).toEqual([]);
      expect(await cdn.hasStagingConfig(domain, signal)).toBe(false);
      await cdn.setConfigs(domain, [redirect], signal);
      await finish(domain);
      const [set, ...more] = await readRedirects();
      expect({ set, more }).toEqual({
        set: { ...redirect, id: expect.stringMatching(/^\d+$/), status: 'success' },
        more: [],
      });
      const args = { ...redirect.args, replacement: '/home.html' };
      await cdn.setConfigs(domain, [{ ...redirect, args, configId: set!.id }], signal);
      await finish(domain);
      expect(await readRedirects()).toEqual([{ ...redirect, args, id: set!.id, status: 'success' }]);
      for (let times = 0; times < 2; times++) {
        await cdn.deleteConfig(domain, set!.id, signal);
        await finish(domain);
        expect(await readRedirects()).toEqual([]);
      }
    });

    test('keeps an omitted rule of an IP list', async () => {
      const { cdn, finish } = fixture;
      const [functionName, rule] = ['ip_allow_list_set', { ip_acl_xfwd: 'off' }];
      const read = async () => (await cdn.readConfigs(domain, [functionName], signal))[0]!;
      await cdn.setConfigs(domain, [{ functionName, args: { ip_list: '192.0.2.7', ...rule } }], signal);
      await finish(domain);
      const { id: configId } = await read();
      await cdn.setConfigs(domain, [{ functionName, args: { ip_list: '192.0.2.8' }, configId }], signal);
      await finish(domain);
      expect((await read()).args).toEqual({ ip_list: '192.0.2.8', ...rule });
      await cdn.deleteConfig(domain, configId, signal);
      await finish(domain);
    });

    test('keeps one entry of a function that is set once, and reads only the requested ones', async () => {
      const { cdn, finish } = fixture;
      const range = { functionName: 'range', args: { enable: 'on' } };
      await cdn.setConfigs(domain, [range], signal);
      await finish(domain);
      await expect(cdn.setConfigs(domain, [range], signal)).rejects.toMatchObject({ kind: 'configExists' });
      const [present] = await cdn.readConfigs(domain, ['range'], signal);
      await cdn.setConfigs(domain, [{ ...range, args: { enable: 'off' }, configId: present!.id }], signal);
      await finish(domain);
      expect(await cdn.readConfigs(domain, ['range', 'host_redirect'], signal)).toMatchObject([
        { functionName: 'range', args: { enable: 'off' } },
      ]);
    });

    test('prefetches files, follows the task, counts the quota, and refuses directories', async () => {
      const { cdn } = fixture;
      const before = await cdn.readRefreshQuota(signal);
      const urls = [`https://${domain}/index.html`, `https://${domain}/css/site.css`];
      const { taskIds } = await cdn.prefetch(urls, signal);
      await expect
        .poll(async () => (await cdn.readRefreshTasks(taskIds, signal)).map((task) => task.percent))
        .toEqual([100, 100]);
      expect(before.prefetches! - (await cdn.readRefreshQuota(signal)).prefetches!).toBe(2);
      await expect(cdn.prefetch([`https://${domain}/css/`], signal)).rejects.toMatchObject({ kind: 'invalidInput' });
      const tooMany = Array.from({ length: 101 }, (_, index) => `https://${domain}/${index}`);
      await expect(cdn.prefetch(tooMany, signal)).rejects.toMatchObject({ kind: 'tooMuchAtOnce' });
    });

    test('disables a domain, which then refuses changes, and enables it again', async () => {
      const { cdn, finish } = fixture;
      await cdn.stopDomain(domain, signal);
      await expect.poll(readStatus).toBe('offline');
      for (const refused of [
        cdn.setConfigs(domain, [redirect], signal),
        cdn.updateSources(domain, [bucketOf('empty-singapore')], signal),
        cdn.prefetch([`https://${domain}/index.html`], signal),
      ]) {
        await expect(refused).rejects.toMatchObject({ kind: 'domainOffline' });
      }
      await cdn.startDomain(domain, signal);
      await finish(domain);
      expect(await readStatus()).toBe('online');
    });

    test('deletes a domain, whose name is then free', async () => {
      const { cdn } = fixture;
      await cdn.deleteDomain(domain, signal);
      await expect.poll(readStatus).toBeUndefined();
      expect(await cdn.checkDomain(domain, signal)).toBe('free');
    });

    test('refuses changes of a missing domain', async () => {
      const { cdn } = fixture;
      const absent = 'absent.shop-demo.com';
      for (const refused of [
        cdn.updateSources(absent, [bucketOf('empty-singapore')], signal),
        cdn.startDomain(absent, signal),
        cdn.stopDomain(absent, signal),
        cdn.deleteDomain(absent, signal),
        cdn.readConfigs(absent, ['range'], signal),
        cdn.hasStagingConfig(absent, signal),
        cdn.setConfigs(absent, [redirect], signal),
        cdn.deleteConfig(absent, '1', signal),
        cdn.prefetch([`https://${absent}/index.html`], signal),
      ]) {
        await expect(refused).rejects.toMatchObject({ kind: 'domainNotFound' });
      }
    });
  });
}
