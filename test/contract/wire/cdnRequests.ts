import type { WritingCall } from '../canary/ossActs.js';
import { name, type Row, rpc } from './wireRequest.js';

const { signal } = new AbortController();
const source = { type: 'ipaddr', content: '203.0.114.9', port: 80, priority: '20', weight: '10' } as const;
const sources = '[{"type":"ipaddr","content":"203.0.114.9","port":80,"priority":"20","weight":"10"}]';

/** AddCdnDomain, ModifyCdnDomain, StartCdnDomain, …: `Sources` is a JSON text whose weights and priorities are texts. */
export const cdnRequests = {
  'cdn.createDomain': [
    {
      run: (cloud) => cloud.cdn.createDomain({ name, type: 'web', region: 'overseas', sources: [source] }, signal),
      request: rpc('cdn', 'AddCdnDomain', 'query', {
        DomainName: name,
        CdnType: 'web',
        Scope: 'overseas',
        Sources: sources,
      }),
    },
  ],
  'cdn.updateSources': [
    {
      run: (cloud) => cloud.cdn.updateSources(name, [source], signal),
      request: rpc('cdn', 'ModifyCdnDomain', 'query', { DomainName: name, Sources: sources }),
    },
  ],
  'cdn.startDomain': [
    {
      run: (cloud) => cloud.cdn.startDomain(name, signal),
      request: rpc('cdn', 'StartCdnDomain', 'query', { DomainName: name }),
    },
  ],
  'cdn.stopDomain': [
    {
      run: (cloud) => cloud.cdn.stopDomain(name, signal),
      request: rpc('cdn', 'StopCdnDomain', 'query', { DomainName: name }),
    },
  ],
  'cdn.deleteDomain': [
    {
      run: (cloud) => cloud.cdn.deleteDomain(name, signal),
      request: rpc('cdn', 'DeleteCdnDomain', 'query', { DomainName: name }),
    },
  ],
  // Every value is a text; `configId` says which entry is replaced.
  'cdn.setConfigs': [
    {
      run: (cloud) => cloud.cdn.setConfigs(name, [{ functionName: 'gzip', args: { enable: 'on' } }], signal),
      request: rpc('cdn', 'BatchSetCdnDomainConfig', 'query', {
        DomainNames: name,
        Functions: '[{"functionName":"gzip","functionArgs":[{"argName":"enable","argValue":"on"}]}]',
      }),
    },
    {
      run: (cloud) =>
        cloud.cdn.setConfigs(
          name,
          [{ functionName: 'path_based_ttl_set', args: { path: '/', ttl: '0' }, configId: '5' }],
          signal,
        ),
      request: rpc('cdn', 'BatchSetCdnDomainConfig', 'query', {
        DomainNames: name,
        Functions:
          '[{"functionName":"path_based_ttl_set","functionArgs":[{"argName":"path","argValue":"/"},{"argName":"ttl","argValue":"0"}],"configId":"5"}]',
      }),
    },
  ],
  'cdn.deleteConfig': [
    {
      run: (cloud) => cloud.cdn.deleteConfig(name, '5', signal),
      request: rpc('cdn', 'DeleteSpecificConfig', 'query', { DomainName: name, ConfigId: '5' }),
    },
  ],
  // With CertType=cas, SSLPub and SSLPri are left out and not sent empty.
  'cdn.setCertificate': [
    {
      run: (cloud) => cloud.cdn.setCertificate(name, { id: 1, name: 'wild', region: 'cn-hangzhou' }, signal),
      request: rpc('cdn', 'SetCdnDomainSSLCertificate', 'query', {
        DomainName: name,
        SSLProtocol: 'on',
        CertType: 'cas',
        CertId: '1',
        CertName: 'wild',
        CertRegion: 'cn-hangzhou',
      }),
    },
  ],
  'cdn.deleteCertificate': [
    {
      run: (cloud) => cloud.cdn.deleteCertificate(name, signal),
      request: rpc('cdn', 'SetCdnDomainSSLCertificate', 'query', { DomainName: name, SSLProtocol: 'off' }),
    },
  ],
  'cdn.openService': [
    {
      run: (cloud) => cloud.cdn.openService(signal),
      request: rpc('cdn', 'OpenCdnService', 'query', { InternetChargeType: 'PayByTraffic' }),
    },
  ],
  // One URL a line, in a form; Force belongs to directories.
  'cdn.refresh': [
    {
      run: (cloud) => cloud.cdn.refresh([`https://${name}/a`, `https://${name}/b`], 'File', signal),
      request: rpc('cdn', 'RefreshObjectCaches', 'form', {
        ObjectPath: `https://${name}/a\nhttps://${name}/b`,
        ObjectType: 'File',
      }),
    },
    {
      run: (cloud) => cloud.cdn.refresh([`https://${name}/`], 'WholeDirectory', signal),
      request: rpc('cdn', 'RefreshObjectCaches', 'form', {
        ObjectPath: `https://${name}/`,
        ObjectType: 'Directory',
        Force: 'true',
      }),
    },
  ],
  'cdn.prefetch': [
    {
      run: (cloud) => cloud.cdn.prefetch([`https://${name}/a`, `https://${name}/b`], signal),
      request: rpc('cdn', 'PushObjectCache', 'query', { ObjectPath: `https://${name}/a\nhttps://${name}/b` }),
    },
  ],
  'cdn.verifyOwner': [
    {
      run: (cloud) => cloud.cdn.verifyOwner(name, signal),
      request: rpc('cdn', 'VerifyDomainOwner', 'query', { DomainName: name, VerifyType: 'dnsCheck' }),
    },
  ],
} satisfies Partial<Record<WritingCall, readonly Row[]>>;
