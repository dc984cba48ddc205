import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import type { WritingCall } from '../canary/ossActs.js';
import { cdnRequests } from './cdnRequests.js';
import { bucketRequests, objectRequests } from './ossRequests.js';
import { name, type Row, rpc } from './wireRequest.js';

const { signal } = new AbortController();
const record = { zone: 'shop-demo.com', rr: '@', type: 'TXT', value: 'text', ttl: 600 };
const recordFields = { RR: '@', Type: 'TXT', Value: 'text', TTL: '600' };

/** AddDomainRecord, UpdateDomainRecord, …: the apex is `@`, and a value has no dot at its end. */
const dns = {
  'dns.createRecord': [
    {
      run: (cloud) => cloud.dns.createRecord(record, signal),
      request: rpc('alidns', 'AddDomainRecord', 'query', { DomainName: record.zone, ...recordFields }),
    },
  ],
  'dns.updateRecord': [
    {
      run: (cloud) => cloud.dns.updateRecord('7', record, signal),
      request: rpc('alidns', 'UpdateDomainRecord', 'query', { RecordId: '7', ...recordFields }),
    },
  ],
  'dns.deleteRecord': [
    {
      run: (cloud) => cloud.dns.deleteRecord('7', signal),
      request: rpc('alidns', 'DeleteDomainRecord', 'query', { RecordId: '7' }),
    },
  ],
  'dns.updateRecordState': (['Enable', 'Disable'] as const).map((Status) => ({
    run: (cloud: CloudPorts) => cloud.dns.updateRecordState('7', Status === 'Enable', signal),
    request: rpc('alidns', 'SetDomainRecordStatus', 'query', { RecordId: '7', Status }),
  })),
} satisfies Partial<Record<WritingCall, readonly Row[]>>;

/** A key only ever goes into a form. */
const certificates = {
  'certificates.createCertificate': [
    {
      run: (cloud) => cloud.certificates.createCertificate({ name: 'n', chain: 'chain', key: 'key' }, signal),
      request: rpc('cas', 'UploadUserCertificate', 'form', { Name: 'n', Cert: 'chain', Key: 'key' }),
    },
  ],
  'certificates.updateInstance': [
    {
      run: (cloud) => cloud.certificates.updateInstance('cas-1', { domain: name, contact: 4 }, signal),
      request: rpc('cas', 'UpdateInstance', 'query', {
        InstanceId: 'cas-1',
        Domain: name,
        'ContactIdList.1': '4',
        GenerateCsrMethod: 'online',
        KeyAlgorithm: 'RSA_2048',
        ValidationMethod: 'DNS',
        AutoReissue: 'disable',
      }),
    },
  ],
  'certificates.applyCertificate': [
    {
      run: (cloud) => cloud.certificates.applyCertificate('cas-1', signal),
      request: rpc('cas', 'ApplyCertificate', 'query', { InstanceId: 'cas-1' }),
    },
  ],
} satisfies Partial<Record<WritingCall, readonly Row[]>>;

/** Every call of the ports that changes something: a new one does not compile until it is here. */
export const requests: Readonly<Record<WritingCall, readonly Row[]>> = {
  ...cdnRequests,
  ...dns,
  ...certificates,
  ...objectRequests,
  ...bucketRequests,
};
