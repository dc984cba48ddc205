import { createMemoryCloud, type MemoryCloud } from '../support/memoryCloud.js';
import { type CdnFixture, describeCdn } from './conformance/cdn.js';
import { describeCdnChanges } from './conformance/cdnChanges.js';
import { describeDns } from './conformance/dns.js';
import { describeOss } from './conformance/oss.js';
import { describeOssBuckets } from './conformance/ossBuckets.js';
import { describeOssCopies } from './conformance/ossCopies.js';
import { describeOssPlaces } from './conformance/ossPlaces.js';
import { describeOssVersions } from './conformance/ossVersions.js';
import { describeOssWrites } from './conformance/ossWrites.js';
import { describeResolver } from './conformance/resolver.js';

const nothing = async () => {};

function show(cloud: MemoryCloud, name: string, type: string, data: string): void {
  cloud.state.extraDns.push({ name, type, ttl: 600, data });
}

describeOss('memory', async () => {
  const cloud = createMemoryCloud();
  cloud.addBucket('empty-singapore', 'ap-southeast-1');
  return {
    oss: cloud.oss,
    bucket: { name: 'empty-singapore', region: 'ap-southeast-1' },
    prove: async (domain, token) => show(cloud, `_dnsauth.${domain}`, 'TXT', token),
    stop: nothing,
  };
});

describeOssBuckets('memory', async () => {
  const cloud = createMemoryCloud();
  cloud.state.otherBuckets.add('demo');
  return { oss: cloud.oss, taken: 'demo', stop: nothing };
});

describeOssWrites('memory', async () => {
  const cloud = createMemoryCloud();
  cloud.addBucket('empty-singapore', 'ap-southeast-1');
  return { oss: cloud.oss, bucket: { name: 'empty-singapore', region: 'ap-southeast-1' }, stop: nothing };
});

describeOssVersions('memory', async () => {
  const cloud = createMemoryCloud();
  cloud.addBucket('versions-singapore', 'ap-southeast-1');
  return { oss: cloud.oss, bucket: { name: 'versions-singapore', region: 'ap-southeast-1' }, stop: nothing };
});

describeOssCopies('memory', async () => {
  const cloud = createMemoryCloud();
  const [bucket, other] = ['copies-singapore', 'other-singapore'].map((name) => {
    cloud.addBucket(name, 'ap-southeast-1');
    return { name, region: 'ap-southeast-1' };
  });
  return {
    oss: cloud.oss,
    bucket: bucket!,
    other: other!,
    finishRestore: ({ name }, key) => {
      const object = cloud.state.buckets.get(name)!.objects.get(key)!;
      object.restore = { ...object.restore!, readyAt: cloud.state.now() };
    },
    stop: nothing,
  };
});

describeOssPlaces('memory', async () => {
  const cloud = createMemoryCloud();
  cloud.addBucket('site-hangzhou', 'cn-hangzhou');
  const bucket = cloud.state.buckets.get('site-hangzhou')!;
  return {
    oss: cloud.oss,
    bucket: { name: 'site-hangzhou', region: 'cn-hangzhou' },
    closeEndpoint: (closed) => {
      cloud.state.publicEndpointClosed = closed;
    },
    bindUploadDomain: (domain) => void bucket.cnames.set(domain, { domain, enabled: true }),
    setWebsite: (index) => {
      const xml = `<WebsiteConfiguration><IndexDocument><Suffix>${index}</Suffix></IndexDocument></WebsiteConfiguration>`;
      bucket.settings = new Map([['website', xml]]);
    },
    stop: nothing,
  };
});

async function openCdn(): Promise<CdnFixture> {
  const cloud = createMemoryCloud();
  cloud.state.verifiedRoots.add('shop-demo.com');
  cloud.state.takenNames.set('taken.shop-demo.com', 'otherAccount').set('live.shop-demo.com', 'live');
  return {
    cdn: cloud.cdn,
    finish: async (domain) => cloud.bringOnline(domain),
    prove: async (root, content) => show(cloud, `verification.${root}`, 'TXT', content),
    taken: { otherAccount: 'taken.shop-demo.com', live: 'live.shop-demo.com' },
    setService: (state) => {
      cloud.state.service = state;
    },
    stop: nothing,
  };
}
describeCdn('memory', openCdn);
describeCdnChanges('memory', openCdn);

describeDns('memory', async () => {
  const cloud = createMemoryCloud();
  cloud.addZone('shop-demo.com');
  cloud.addZone('shop-demo.com.cn');
  return {
    dns: cloud.dns,
    lock: (id) => {
      const { records } = cloud.state;
      const index = records.findIndex((record) => record.id === id);
      records[index] = { ...records[index]!, locked: true };
    },
    stop: nothing,
  };
});

describeResolver('memory', async () => {
  const cloud = createMemoryCloud();
  return {
    resolver: cloud.resolver,
    server: '127.0.0.1:53',
    show: ({ name, type, data }) => show(cloud, name, type, data),
    stop: nothing,
  };
});
