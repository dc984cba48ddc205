import { createRpcService, type RpcAction } from '../rpc.js';
import type { Service } from '../state/state.js';
import { describeDomainRecords, describeSubDomainRecords } from './readRecords.js';
import { addDomainRecord, deleteDomainRecord, setDomainRecordStatus, updateDomainRecord } from './writeRecords.js';
import { describeDomainInfo, describeDomains, getMainDomainName } from './zones.js';

const actions: ReadonlyMap<string, RpcAction> = new Map([
  ['DescribeDomains', describeDomains],
  ['GetMainDomainName', getMainDomainName],
  ['DescribeDomainInfo', describeDomainInfo],
  ['DescribeDomainRecords', describeDomainRecords],
  ['DescribeSubDomainRecords', describeSubDomainRecords],
  ['AddDomainRecord', addDomainRecord],
  ['UpdateDomainRecord', updateDomainRecord],
  ['DeleteDomainRecord', deleteDomainRecord],
  ['SetDomainRecordStatus', setDomainRecordStatus],
]);

/** The API of Alibaba Cloud DNS, version 2015-01-09. */
export const alidnsService: Service = createRpcService({
  name: 'alidns',
  product: 'Alidns',
  host: 'alidns.aliyuncs.com',
  version: '2015-01-09',
  actions,
});
