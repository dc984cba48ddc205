import { describe, expect, it } from 'vitest';
import { consoleLinks } from '../../../../src/host/console/consoleLinks.js';

const bucket = { name: 'site-hangzhou', region: 'cn-hangzhou' };

describe('consoleLinks', () => {
  it('builds the pages of the China site', () => {
    const links = consoleLinks('china');
    expect(links.cdnDomain('img.example.com').url).toBe('https://cdn.console.aliyun.com/domain/detail/img.example.com');
    expect(links.bucketDomains(bucket).url).toBe(
      'https://oss.console.aliyun.com/bucket/oss-cn-hangzhou/site-hangzhou/domain',
    );
    expect(links.zone('example.com').url).toBe('https://dnsnext.console.aliyun.com/authoritative/domains/example.com');
  });

  it('builds the pages of the international site on its own hosts', () => {
    const links = consoleLinks('international');
    expect(links.cdnDomains()).toBe('https://cdn.console.alibabacloud.com/domain/list');
    expect(new URL(links.balance()).host).toBe('billing-cost.console.alibabacloud.com');
  });

  it('opens the tabs of a domain, and other products on their own hosts', () => {
    const links = consoleLinks('international');
    expect(
      (['basic', 'backSrc', 'https', 'cache'] as const).map((page) => links.cdnDomainPage('.example.com', page).url),
    ).toEqual(
      ['basic', 'backSrc', 'https', 'cache'].map(
        (page) => `https://cdn.console.alibabacloud.com/domain/detail/.example.com/${page}`,
      ),
    );
    expect(links.certificates()).toBe('https://yundunnext.console.alibabacloud.com/?p=cas');
    expect(links.zones()).toBe('https://dnsnext.console.alibabacloud.com/authoritative');
    expect(links.privateOssRole()).toBe(
      'https://ram.console.alibabacloud.com/roles/detail?roleName=AliyunCDNAccessingPrivateOSSRole',
    );
  });

  it('asks the error centre of the site for a code, whatever is in it', () => {
    const error = { code: 'A&B', product: 'Cdn', requestId: 'R-1' };
    expect(consoleLinks('china').errorHelp(error)).toBe(
      'https://api.aliyun.com/troubleshoot?q=A%26B&product=Cdn&requestId=R-1',
    );
    expect(consoleLinks('international').errorHelp({ code: 'X', product: 'Oss' })).toBe(
      'https://api.alibabacloud.com/troubleshoot?intl_lang=EN_US&q=X&product=Oss',
    );
  });

  it('describes the menu path of each page with an undocumented address', () => {
    const links = consoleLinks('china');
    const pages = [
      links.cdnDomain('.example.com'),
      links.cdnDomainPage('.example.com', 'backSrc'),
      links.bucket(bucket),
      links.bucketDomains(bucket),
      links.zone('example.com'),
      links.quotas(),
    ];
    expect(pages.map(({ menu }) => menu)).toEqual([
      'In the CDN console: Domain Names > *.example.com',
      'In the CDN console: Domain Names > *.example.com > Origin Fetch',
      'In the OSS console: site-hangzhou > Object Management > Objects',
      'In the OSS console: site-hangzhou > Bucket Settings > Domain Names',
      'In the DNS console: Public Zone > example.com',
      'In Quota Center: choose CDN',
    ]);
  });

  it('cannot be led to another page by a name', () => {
    const url = new URL(consoleLinks('china').cdnDomain('../../x?y#z').url);
    expect({ host: url.host, search: url.search, hash: url.hash }).toEqual({
      host: 'cdn.console.aliyun.com',
      search: '',
      hash: '',
    });
    expect(url.pathname).toBe('/domain/detail/..%2F..%2Fx%3Fy%23z');
  });
});
