import { describe, expect, it, vi } from 'vitest';
import { createOssClient } from '../support/ossClient.js';
import { useSandbox } from '../support/useSandbox.js';

const sandbox = useSandbox();
const { control } = sandbox;

describe('custom domains', () => {
  const domain = 'bind.shop-demo.com';
  const clientOf = () => createOssClient({ bucket: 'site-hangzhou', region: 'cn-hangzhou', key: sandbox.accessKey });

  async function send(comp: string, body = `<Domain>${domain}</Domain>`) {
    return clientOf().request({
      method: 'POST',
      bucket: 'site-hangzhou',
      subres: { cname: '', comp },
      content: Buffer.from(`<BucketCnameConfiguration><Cname>${body}</Cname></BucketCnameConfiguration>`),
      mime: 'xml',
      xmlResponse: comp === 'token',
      successStatuses: [200],
    });
  }

  async function list() {
    const answer = await clientOf().request({
      method: 'GET',
      bucket: 'site-hangzhou',
      subres: 'cname',
      xmlResponse: true,
      successStatuses: [200],
    });
    return (answer.data as { Cname?: object }).Cname;
  }

  /** The delay runs from each time that the switch is turned on. */
  async function showsTheSwitchLate() {
    vi.useFakeTimers({ toFake: ['Date'] });
    await control.act('setPurge', { bucket: 'site-hangzhou', domain, on: false });
    expect(await list()).toMatchObject({ IsPurgeCdnCache: 'false' });
    await control.act('setUncertain', { name: 'purgeFieldLag', value: 60 });
    vi.setSystemTime(Date.now() + 60_000);
    await control.act('setPurge', { bucket: 'site-hangzhou', domain, on: true });
    expect(await list()).toMatchObject({ IsPurgeCdnCache: 'false' });
    vi.setSystemTime(Date.now() + 60_000);
    expect(await list()).toMatchObject({ IsPurgeCdnCache: 'true' });
    await control.act('setUncertain', { name: 'purgeFieldLag', value: 0 });
    vi.useRealTimers();
  }

  it('bind once the TXT stands, show the console switch, and unbind', async () => {
    await expect(send('add')).rejects.toMatchObject({ code: 'NeedVerifyDomainOwnership', status: 403 });
    const { Token: token } = (await send('token')).data as { Token: string };
    expect(((await send('token')).data as { Token: string }).Token).toBe(token);
    await control.act('addRecord', {
      zone: 'shop-demo.com',
      rr: '_dnsauth.bind',
      type: 'TXT',
      value: token,
    });
    await send('add');
    expect(await list()).toMatchObject({ Domain: domain, Status: 'Enabled', IsPurgeCdnCache: 'false' });
    await control.act('setPurge', { bucket: 'site-hangzhou', domain, on: true });
    expect(await list()).toMatchObject({ IsPurgeCdnCache: 'true' });
    await showsTheSwitchLate();
    await control.act('setUncertain', { name: 'purgeField', value: 'absent' });
    expect(await list()).not.toHaveProperty('IsPurgeCdnCache');
    await control.act('setUncertain', { name: 'purgeField', value: 'present' });
    await expect(send('add')).rejects.toMatchObject({ code: 'CnameAlreadyExists', status: 409 });
    await send('delete');
    await expect(send('delete')).rejects.toMatchObject({ code: 'NoSuchCname', status: 404 });
  });

  it.each([
    ['<Domain>taken.shop-demo.com</Domain>', 'CnameDenied', 403],
    ['<Domain>www.shop-demo.com.cn</Domain>', 'NoSuchCnameInRecord', 404],
    ['<Domain>*.shop-demo.com</Domain>', 'InvalidArgument', 400],
    ['<Domain>x.aliyuncs.com</Domain>', 'InvalidArgument', 400],
    [`<Domain>${domain}</Domain><IsPurgeCdnCache>true</IsPurgeCdnCache>`, 'InvalidArgument', 400],
  ])('custom domains refuse %s', async (body, code, status) => {
    await expect(send('add', body)).rejects.toMatchObject({ code, status });
  });

  it('need no filing for a bucket outside the mainland', async () => {
    const bucket = 'assets-singapore';
    const abroad = createOssClient({ bucket, region: 'ap-southeast-1', key: sandbox.accessKey });
    const content =
      '<BucketCnameConfiguration><Cname><Domain>www.shop-demo.com.cn</Domain></Cname></BucketCnameConfiguration>';
    const bind = {
      method: 'POST',
      bucket,
      subres: { cname: '', comp: 'add' },
      content: Buffer.from(content),
      mime: 'xml',
      successStatuses: [200],
    };
    await expect(abroad.request(bind)).rejects.toMatchObject({ code: 'NeedVerifyDomainOwnership' });
  });
});
