import { actByHand } from '../../../sandbox/console.js';
import { emptyBucket } from '../../../sandbox/oss/newBucket.js';
import type { Sandbox } from '../../../sandbox/server.js';
import { type CdnFixture, describeCdn } from './cdn.js';
import { describeCdnChanges } from './cdnChanges.js';
import { describeCertificates } from './certificates.js';
import { describeDns } from './dns.js';
import { describeOss } from './oss.js';
import { describeOssBuckets } from './ossBuckets.js';
import { describeOssCopies } from './ossCopies.js';
import { describeOssPlaces } from './ossPlaces.js';
import { describeOssVersions } from './ossVersions.js';
import { describeOssWrites } from './ossWrites.js';
import { describeResolver } from './resolver.js';
import type { SandboxCloud } from './sandboxCloud.js';

const { signal } = new AbortController();

/** Runs the suites of all cloud ports on what `open` gives, each with a sandbox of its own. */
export function describePorts(name: string, open: () => Promise<SandboxCloud>): void {
  describeOss(name, async () => {
    const { cloud, sandbox, stop } = await open();
    return {
      oss: cloud.oss,
      bucket: { name: 'empty-singapore', region: 'ap-southeast-1' },
      prove: async (domain, token) => show(sandbox, `_dnsauth.${domain}`, 'TXT', token),
      stop,
    };
  });

  describeOssBuckets(name, async () => {
    const { cloud, sandbox, stop } = await open();
    const [taken = ''] = sandbox.state.otherBuckets;
    return { oss: cloud.oss, taken, stop };
  });

  describeOssWrites(name, async () => {
    const { cloud, sandbox, stop } = await open();
    // Objects may be public there, and are shown with their own headers only.
    sandbox.state.uncertain.forcedDownload = false;
    sandbox.state.buckets.get('empty-singapore')!.blockPublicAccess = false;
    return { oss: cloud.oss, bucket: { name: 'empty-singapore', region: 'ap-southeast-1' }, stop };
  });

  describeOssVersions(name, async () => {
    const { cloud, sandbox, stop } = await open();
    return { oss: cloud.oss, bucket: addBucket(sandbox, 'versions-singapore'), stop };
  });

  describeOssCopies(name, async () => {
    const { cloud, sandbox, stop } = await open();
    sandbox.state.uncertain.forcedDownload = false;
    sandbox.state.speed = 1;
    return {
      oss: cloud.oss,
      bucket: addBucket(sandbox, 'copies-singapore'),
      other: addBucket(sandbox, 'other-copies-singapore'),
      finishRestore: (bucket, key) => {
        const objects = sandbox.state.buckets.get(bucket.name)!.objects;
        const object = objects.get(key)!;
        objects.set(key, { ...object, restored: { ...object.restored!, readyAt: Date.now() } });
      },
      stop,
    };
  });

  describeOssPlaces(name, async () => {
    const { cloud, sandbox, stop } = await open();
    const bucket = sandbox.state.buckets.get('site-hangzhou')!;
    return {
      oss: cloud.oss,
      bucket: { name: bucket.name, region: bucket.region },
      closeEndpoint: (closed) => {
        sandbox.state.uncertain.publicEndpointForbidden = closed;
      },
      bindUploadDomain: (domain) => {
        const cname = { domain, lastModified: new Date(), enabled: true, isPurgeCdnCache: false, hasCertificate: true };
        bucket.cnames.set(domain, cname);
        show(sandbox, domain, 'CNAME', `${bucket.name}.${bucket.region}.taihangcda.cn`);
      },
      setWebsite: (index) => {
        bucket.website = { index };
      },
      stop,
    };
  });

  const openCdn = async (): Promise<CdnFixture> => {
    const { cloud, sandbox, stop } = await open();
    addZone(sandbox, 'other-demo.com');
    return {
      cdn: cloud.cdn,
      finish: async (domain) => {
        while ((await cloud.cdn.readDomain(domain, signal))?.status !== 'online');
      },
      prove: async (root, content) => show(sandbox, `verification.${root}`, 'TXT', content),
      taken: { otherAccount: 'taken.shop-demo.com', live: 'live.shop-demo.com' },
      setService: (state) => {
        sandbox.state.cdnService = state;
      },
      stop,
    };
  };
  describeCdn(name, openCdn);
  describeCdnChanges(name, openCdn);

  describeCertificates(name, async () => {
    const { cloud, sandbox, stop } = await open();
    const domain = 'static.shop-demo.com';
    sandbox.state.cdnDomains.get(domain)!.httpsOn = false;
    return {
      cloud,
      domain,
      issue: (names, days) => sandbox.state.issue!(names, days),
      order: async (count, payed = false) => {
        const { ids } = actByHand(sandbox.state, { action: 'orderInstances', count, payed }) as { ids: string[] };
        return ids.at(-1)!;
      },
      addContact: async (contact) =>
        (actByHand(sandbox.state, { action: 'addContact', ...contact }) as { id: number }).id,
      prove: ({ host, type, value }) => show(sandbox, host, type, value),
      settle: async () => {
        while ((await cloud.cdn.readDomain(domain, signal))?.status !== 'online');
      },
      calls: (action) => sandbox.state.calls.filter((each) => each.action === action),
      stop,
    };
  });

  describeDns(name, async () => {
    const { cloud, sandbox, stop } = await open();
    const lock = (id: string) => {
      for (const zone of sandbox.state.zones.values()) {
        const record = zone.records.get(id);
        if (record) record.locked = true;
      }
    };
    return { dns: cloud.dns, lock, stop };
  });

  describeResolver(name, async () => {
    const { cloud, sandbox, stop } = await open();
    return {
      resolver: cloud.resolver,
      server: `127.0.0.1:${sandbox.dnsPort}`,
      show: (record) => show(sandbox, record.name, record.type, record.data),
      stop,
    };
  });
}

function addBucket(sandbox: Sandbox, name: string) {
  const region = 'ap-southeast-1';
  const bucket = { name, region, createdAt: new Date(), acl: 'private', blockPublicAccess: false } as const;
  sandbox.state.buckets.set(name, emptyBucket(bucket));
  return { name, region };
}

function addZone(sandbox: Sandbox, name: string): void {
  const model = sandbox.state.zones.get('shop-demo.com')!;
  sandbox.state.zones.set(name, { ...model, name, records: new Map() });
}

function show(sandbox: Sandbox, name: string, type: string, value: string): void {
  const zone = [...sandbox.state.zones.values()].find((candidate) => name.endsWith(`.${candidate.name}`))!;
  const id = String(sandbox.state.nextId++);
  const rr = name.slice(0, -zone.name.length - 1);
  zone.records.set(id, { id, rr, type, value, ttl: 600, line: 'default', enabled: true, locked: false });
}
