import type { SandboxState, StoredCdnDomain } from '../../../sandbox/state/state.js';
import type { CdnSource, NewCdnDomain } from '../../../src/core/ports/cdn.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import { demoSource } from '../../support/siteSources.js';
import { add, type NaturalCode, name, signal } from './support.js';

const from = (type: CdnSource['type'], content: string): CdnSource => ({ ...demoSource, type, content, port: 80 });
const set =
  (functionName: string, args: Record<string, string> = {}, configId?: string) =>
  ({ cdn }: CloudPorts) =>
    cdn.setConfigs(name, [{ functionName, args, ...(configId === undefined ? {} : { configId }) }], signal);
const refresh =
  (...urls: string[]) =>
  ({ cdn }: CloudPorts) =>
    cdn.refresh(urls, 'File', signal);
const change = (fields: Partial<StoredCdnDomain>) => (state: SandboxState) =>
  void Object.assign(state.cdnDomains.get(name)!, fields);
const remove = ({ cdn }: CloudPorts) => cdn.deleteConfig(name, '1', signal);
const staging = [{ id: '1', functionName: 'gzip', args: { enable: 'off' }, readyAt: 0, failed: false }];

/** The codes of CDN that come by their natural cause. */
export const naturalCdnCodes: readonly NaturalCode[] = [
  {
    code: 'EntityNotExist.Role',
    kind: 'roleMissing',
    prepare: (state) => {
      state.account = { ...state.account, cdnRole: false };
    },
    run: set('l2_oss_key', { private_oss_auth: 'on' }),
  },
  {
    code: 'ConfigurationConflicts',
    kind: 'stagingActive',
    prepare: change({ staging }),
    run: set('gzip', { enable: 'on' }),
  },
  { code: 'Internal.ForbidError', kind: 'stagingActive', prepare: change({ staging }), run: remove },
  {
    code: 'InvalidFunction.NotSupported',
    kind: 'operationBarred',
    prepare: change({ ofResourcePlan: true }),
    run: set('gzip', { enable: 'on' }),
  },
  {
    code: 'ConfigDuplicate',
    kind: 'configExists',
    run: set('set_req_host_header', { domain_name: 'other.shop-demo.com' }),
  },
  { code: 'DomainAlreadyExist', kind: 'domainTaken', run: add({ name: 'taken.shop-demo.com' }) },
  { code: 'DomainOwnerVerifyFail', kind: 'domainNotVerified', run: add({ name: 'img.other-demo.org' }) },
  {
    code: 'DomainNotRegistration',
    kind: 'domainNotFiled',
    prepare: (state) => void state.verifiedRoots.add('shop-demo.com.cn'),
    run: add({ name: 'img.shop-demo.com.cn', region: 'global' }),
  },
  {
    code: 'RecordCheckNotAvailable',
    kind: 'domainNotFiled',
    prepare: (state) => {
      state.verifiedRoots.add('shop-demo.com.cn');
      state.uncertain.unfiledCode = 'RecordCheckNotAvailable';
    },
    run: add({ name: 'img.shop-demo.com.cn', region: 'domestic' }),
  },
  {
    code: 'DomainOverLimit',
    kind: 'domainLimit',
    prepare: (state) => {
      state.quota.domains = 2;
    },
    run: add(),
  },
  { code: 'RetErrorSourceCircle', kind: 'originLoop', run: add({ sources: [from('domain', name)] }) },
  { code: 'SourceInBlacklist', kind: 'otherRefusal', run: add({ sources: [from('ipaddr', '10.0.0.8')] }) },
  {
    code: 'InvalidSource.Content.Malformed',
    kind: 'invalidInput',
    run: add({ sources: [from('oss', 'site-hangzhou.oss-cn-hangzhou-internal.aliyuncs.com')] }),
  },
  { code: 'InvalidSources.Malformed', kind: 'invalidInput', run: add({ sources: [] }) },
  {
    code: 'InvalidSourceType.Malformed',
    kind: 'invalidInput',
    run: add({ sources: [{ ...demoSource, type: 'ftp' as CdnSource['type'] }] }),
  },
  { code: 'InvalidDomainName.Malformed', kind: 'invalidInput', run: add({ name: 'a_b.shop-demo.com' }) },
  { code: 'InvalidDomainNameLevel', kind: 'otherRefusal', run: add({ name: 'a.b.alicdn.com' }) },
  { code: 'InvalidCdnType.Malformed', kind: 'invalidInput', run: add({ type: 'dcdn' as NewCdnDomain['type'] }) },
  { code: 'InvalidScope.Malformed', kind: 'invalidInput', run: add({ region: 'mars' as NewCdnDomain['region'] }) },
  { code: 'MissingParameter', kind: 'invalidInput', run: add({ name: '' }) },
  {
    code: 'ExtensiveAndAllBothExist',
    kind: 'otherRefusal',
    prepare: (state) =>
      void state.cdnDomains.set('all.shop-demo.com', { ...state.cdnDomains.get(name)!, name: 'all.shop-demo.com' }),
    run: add({ name: '.shop-demo.com' }),
  },
  { code: 'ExtensiveAndSpecificDomainConflict', kind: 'otherRefusal', run: add({ name: '.shop-demo.com' }) },
  {
    code: 'NotInternationRealIdentity',
    kind: 'otherRefusal',
    prepare: (state) => {
      state.account = { realName: false };
    },
    run: add({ region: 'domestic' }),
  },
  {
    code: 'CdnServiceNotFound',
    kind: 'serviceNotOpen',
    prepare: (state) => {
      state.cdnService = 'notOpen';
    },
    run: add(),
  },
  {
    code: 'OperationDenied',
    kind: 'overdue',
    prepare: (state) => {
      state.cdnService = 'locked';
    },
    run: add(),
  },
  {
    code: 'NoRealNameAuthentication',
    kind: 'otherRefusal',
    prepare: (state) => {
      state.cdnService = 'notOpen';
      state.account = { realName: false };
    },
    run: ({ cdn }) => cdn.openService(signal),
  },
  {
    code: 'InsufficientBalance',
    kind: 'otherRefusal',
    prepare: (state) => {
      state.cdnService = 'notOpen';
      state.account = { funded: false };
    },
    run: ({ cdn }) => cdn.openService(signal),
  },
  {
    code: 'ServiceBusy',
    kind: 'domainBusy',
    prepare: change({ status: 'configuring' }),
    run: ({ cdn }) => cdn.updateSources(name, [demoSource], signal),
  },
  {
    code: 'InvalidDomain.NotFound',
    kind: 'domainNotFound',
    run: ({ cdn }) => cdn.stopDomain('absent.shop-demo.com', signal),
  },
  {
    code: 'InvalidDomain.Offline',
    kind: 'domainOffline',
    prepare: change({ status: 'offline' }),
    run: refresh(`https://${name}/a`),
  },
  {
    code: 'InvalidDomain.Configure_failed',
    kind: 'domainConfigFailed',
    prepare: change({ status: 'configure_failed' }),
    run: set('gzip', { enable: 'on' }),
  },
  {
    code: 'IllegalOperationDomain',
    kind: 'domainBarred',
    prepare: (state) => {
      change({ status: 'offline', scope: 'global' })(state);
      state.icpFiled.clear();
    },
    run: ({ cdn }) => cdn.startDomain(name, signal),
  },
  {
    code: 'IllegalOperation',
    kind: 'operationBarred',
    run: set('oss_auth', { oss_bucket_id: 'mine', oss_pri_buckets: 'mine|mine' }),
  },
  {
    code: 'FunctionMutex',
    kind: 'operationBarred',
    prepare: change({
      configs: [{ id: '1', functionName: 'http_force', args: { enable: 'off' }, readyAt: 0, failed: false }],
    }),
    run: set('https_force', { enable: 'on' }),
  },
  { code: 'InvalidFunctions.Malformed', kind: 'invalidInput', run: set('faster') },
  { code: 'InvalidArgValue.Malformed', kind: 'invalidInput', run: set('range', { enable: 'maybe' }) },
  { code: 'ConfigNotFound', kind: 'otherRefusal', run: set('gzip', { enable: 'on' }, '7') },
  {
    code: 'Invalid%s.ValueNotSupported',
    kind: 'invalidInput',
    run: ({ cdn }) => cdn.readConfigs(name, ['faster'], signal),
  },
  {
    code: 'QuotaExceeded.Refresh',
    kind: 'quotaExceeded',
    prepare: (state) => {
      state.used.urls = state.quota.urls;
    },
    run: refresh(`https://${name}/a`),
  },
  {
    code: 'QuotaExceeded.Preload',
    kind: 'prefetchQuotaExceeded',
    prepare: (state) => {
      state.used.preload = state.quota.preload;
    },
    run: ({ cdn }) => cdn.prefetch([`https://${name}/a`], signal),
  },
  {
    code: 'QuotaPerMinuteExceeded.Refresh',
    kind: 'throttled',
    prepare: (state) => {
      state.uncertain.refreshPerMinute = 1;
    },
    run: refresh(`https://${name}/a`, `https://${name}/b`),
  },
  {
    code: 'SingleRequest.OverLimit',
    kind: 'tooMuchAtOnce',
    run: refresh(...Array.from({ length: 1001 }, (_, index) => `https://${name}/${index}`)),
  },
  {
    code: 'TooMany.Refresh',
    kind: 'tooMuchAtOnce',
    run: refresh(...Array.from({ length: 11 }, (_, index) => `https://a${index}.shop-demo.com/`)),
  },
  { code: 'InvalidObjectPath.Malformed', kind: 'invalidInput', run: refresh(`https://${name}/a b`) },
  { code: 'InvalidExtensiveDomain.ValueNotSupported', kind: 'invalidInput', run: refresh('https://*.shop-demo.com/a') },
];
