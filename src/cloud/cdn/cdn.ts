import { X509Certificate } from 'node:crypto';
import { AppError, isAppError, isErrorOf } from '../../core/errors.js';
import type { CdnConfig, CdnPort, ListedConfig, NewConfig, RefreshQuota } from '../../core/ports/cdn.js';
import type {
  AccountCertificate,
  CertificateRef,
  DomainCertificate,
  HttpsDomain,
} from '../../core/ports/certificates.js';
import { type AnswerFields, readFields } from '../answerFields.js';
import { type Link, parseTaskIds } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import { readPages } from '../pages.js';
import { bindCalls } from '../sdkApi.js';
import { type CdnApi, openCdnApi } from './api.js';
import { toId, toTime } from './certificateModels.js';
import { domainCalls, lifecycleCalls, ownershipCalls } from './domains.js';
import { toCount, toRefreshTask } from './models.js';

/** Opens calls to Alibaba Cloud CDN through the vendor's client. */
export function createCdn(link: Link): CdnPort {
  const calls = {
    ...ownershipCalls,
    ...domainCalls,
    ...lifecycleCalls,
    ...configCalls,
    ...certificateCalls,
    ...refreshCalls,
  };
  return bindCalls(openCdnApi(link), calls);
}

async function setConfigs(
  api: CdnApi,
  domainNames: string,
  configs: readonly NewConfig[],
  signal: AbortSignal,
): Promise<void> {
  const fields = { domainNames, functions: formatFunctions(configs) };
  const functionName = configs.map((config) => config.functionName).join(',');
  const about = { action: 'BatchSetCdnDomainConfig', subject: domainNames, functionName };
  const spec = { ...about, signal };
  const answer = await api.write(spec, (client, sdk) =>
    client.batchSetCdnDomainConfig(new sdk.BatchSetCdnDomainConfigRequest(fields)),
  );
  // The call took effect, whatever else the answer contains.
  const made: unknown = answer?.body?.domainConfigList?.domainConfigModel;
  if (Array.isArray(made) && made.some((each) => each?.configId === 0)) throw new AppError('settingFailed', about);
}

async function listConfigs(api: CdnApi, domainName: string, signal: AbortSignal): Promise<ListedConfig[]> {
  const rows = await readRows(api, { domainName }, signal);
  return rows.map((row) => ({ ...toConfig(row), ...(!isUnconditional(row) && { ofCondition: true as const }) }));
}

async function readConfigs(
  api: CdnApi,
  domainName: string,
  functionNames: readonly string[],
  signal: AbortSignal,
): Promise<CdnConfig[]> {
  const rows = await readRows(api, { domainName, functionNames: functionNames.join(',') }, signal);
  // Settings of a rule condition are the user's own and do not apply to every request.
  return rows.filter(isUnconditional).map(toConfig);
}

async function readRows(
  api: CdnApi,
  fields: { readonly domainName: string; readonly functionNames?: string },
  signal: AbortSignal,
): Promise<readonly ConfigRow[]> {
  const spec = { action: 'DescribeCdnDomainConfigs', subject: fields.domainName, signal };
  const { body } = await api.read(spec, (client, sdk) =>
    client.describeCdnDomainConfigs(new sdk.DescribeCdnDomainConfigsRequest(fields)),
  );
  return readFields(body, spec).fields('domainConfigs').list('domainConfig');
}

async function hasStagingConfig(api: CdnApi, domainName: string, signal: AbortSignal): Promise<boolean> {
  const spec = { action: 'DescribeCdnDomainStagingConfig', subject: domainName, signal };
  const { body } = await api.read(spec, (client, sdk) =>
    client.describeCdnDomainStagingConfig(new sdk.DescribeCdnDomainStagingConfigRequest({ domainName })),
  );
  const rows = readFields(body, spec).list('domainConfigs');
  if (rows.some((row) => row.text('status') === 'testing')) return true;
  // Settings in effect in staging, as in the vendor's sample. Those that production has too are not under test.
  const staged = rows.filter((row) => row.text('status') === 'success');
  const live = staged.length > 0 ? await listConfigs(api, domainName, signal) : [];
  return !staged.every((row) => live.some((config) => isSameConfig(row, config)));
}

/** Returns whether production has the same setting as the staging environment. */
function isSameConfig(staged: AnswerFields<StagedConfig>, { functionName, args }: CdnConfig): boolean {
  const given = staged.list('functionArgs');
  const isSame = given.every((each) => args[each.text('argName') ?? ''] === each.text('argValue'));
  return staged.text('functionName') === functionName && isSame && given.length === Object.keys(args).length;
}

/** A setting in the answer of DescribeCdnDomainStagingConfig, whose lists are not nested in an object. */
interface StagedConfig {
  readonly functionName?: string;
  readonly functionArgs?: readonly { readonly argName?: string; readonly argValue?: string }[];
}

async function deleteConfig(api: CdnApi, domainName: string, configId: string, signal: AbortSignal): Promise<void> {
  const spec = { action: 'DeleteSpecificConfig', subject: domainName, signal };
  try {
    await api.write(spec, (client, sdk) =>
      client.deleteSpecificConfig(new sdk.DeleteSpecificConfigRequest({ domainName, configId })),
    );
  } catch (error) {
    if (isAppError(error) && error.details.code === 'ConfigNotFound') return;
    throw error;
  }
}

/** Formats settings as the vendor expects them: a JSON list with all values as text. */
function formatFunctions(configs: readonly NewConfig[]): string {
  const functions = configs.map(({ functionName, args, configId }) => {
    const functionArgs = Object.entries(args).map(([argName, argValue]) => ({ argName, argValue }));
    return { functionName, functionArgs, ...(configId ? { configId } : {}) };
  });
  return JSON.stringify(functions);
}

/** Calls about the functions (settings) of a domain. */
const configCalls = { listConfigs, readConfigs, hasStagingConfig, setConfigs, deleteConfig };

async function listHttpsDomains(api: CdnApi, signal: AbortSignal): Promise<HttpsDomain[]> {
  const spec = { action: 'DescribeCdnHttpsDomainList', subject: '', signal };
  return orNone('NoHttpsDomain', () =>
    readPages(spec.action, async (page) => {
      const fields = { PageNumber: page, PageSize: 100 };
      const { body } = await api.read(spec, (client, sdk) => sdk.callAction(client, spec.action, fields));
      const answer = readFields<HttpsList>(body, spec);
      const rows = answer.fields('CertInfos').list('CertInfo').map(toHttpsDomain);
      return { rows, total: answer.number('TotalCount') ?? 0 };
    }),
  );
}

/** Lists rows. Resolves to an empty list if CDN answers with the error `code`. */
async function orNone<Row>(code: string, list: () => Promise<Row[]>): Promise<Row[]> {
  try {
    return await list();
  } catch (error) {
    if (isAppError(error) && error.details.code === code) return [];
    throw error;
  }
}

interface HttpsList {
  readonly CertInfos?: { readonly CertInfo?: readonly Readonly<Record<string, unknown>>[] };
  readonly TotalCount?: number;
}

function toHttpsDomain(row: AnswerFields): HttpsDomain {
  return {
    domain: row.text('DomainName') ?? '',
    commonName: row.text('CertCommonName') ?? '',
    state: row.text('CertStatus') === 'mismatch' ? 'mismatch' : 'ok',
    ...definedOnly({
      name: row.text('CertName'),
      from: toTime(row.text('CertStartTime')),
      expires: toTime(row.text('CertExpireTime')),
    }),
  };
}

async function readCertificate(api: CdnApi, name: string, signal: AbortSignal): Promise<DomainCertificate | undefined> {
  const spec = { action: 'DescribeDomainCertificateInfo', subject: name, signal };
  const { body } = await api.read(spec, (client, sdk) => sdk.callAction(client, spec.action, { DomainName: name }));
  const rows = readFields<HttpsList>(body, spec).fields('CertInfos').list('CertInfo');
  const row = rows.find((each) => each.text('ServerCertificateStatus') === 'on');
  if (!row) return undefined;
  const pem = row.text('ServerCertificate');
  const optional = definedOnly({
    id: toId(row.text('CertId')),
    region: row.text('CertRegion'),
    fingerprint: fingerprintOf(pem),
    pem,
    expires: toTime(row.text('CertExpireTime')),
  });
  return { name: row.text('CertName') ?? '', ...optional };
}

async function listCertificates(api: CdnApi, name: string, signal: AbortSignal): Promise<AccountCertificate[]> {
  const spec = { action: 'DescribeCdnSSLCertificateList', subject: name, signal };
  const rows = await orNone('NotFoundCertList', () =>
    readPages(spec.action, async (page) => {
      const fields = { DomainName: name, PageNumber: page, PageSize: 1000 };
      const { body } = await api.read(spec, (client, sdk) => sdk.callAction(client, spec.action, fields));
      const model = readFields<CertificateList>(body, spec).fields('CertificateListModel');
      return { rows: model.fields('CertList').list('Cert'), total: model.number('Count') ?? 0 };
    }),
  );
  const lastTime = (row: AnswerFields<ListedCertificate>) => toTime(row.text('LastTime')) ?? 0;
  return rows.sort((left, right) => lastTime(right) - lastTime(left)).flatMap(toCertificate);
}

interface ListedCertificate {
  readonly CertId?: number;
  readonly CertName?: string;
  readonly CertRegion?: string;
  readonly Common?: string;
  /** The time of expiry or of the last change; the vendor's pages contradict each other. Used only to sort. */
  readonly LastTime?: number | string;
}

interface CertificateList {
  readonly CertificateListModel?: {
    readonly CertList?: { readonly Cert?: readonly ListedCertificate[] };
    readonly Count?: number;
  };
}

/** Converts a certificate. The result is empty if the certificate has no id, since it could not be set then. */
function toCertificate(row: AnswerFields<ListedCertificate>): readonly AccountCertificate[] {
  const id = toId(row.text('CertId'));
  if (id === undefined) return [];
  const common = row.text('Common');
  // The list may leave the region out. Source: DescribeCdnSSLCertificateList, `CertRegion`.
  const region = row.text('CertRegion') ?? 'cn-hangzhou';
  return [{ id, name: row.text('CertName') ?? '', region, names: common === undefined ? [] : [common] }];
}

async function setCertificate(
  api: CdnApi,
  name: string,
  { id, name: certName, region }: CertificateRef,
  signal: AbortSignal,
) {
  const spec = { action: 'SetCdnDomainSSLCertificate', subject: name, signal };
  const certificate = { CertType: 'cas', CertId: id, CertName: certName, CertRegion: region };
  // With `CertType=cas` CDN refuses SSLPub and SSLPri, even empty.
  const fields = { DomainName: name, SSLProtocol: 'on', ...certificate };
  await api.write(spec, (client, sdk) => sdk.callAction(client, spec.action, fields));
}

async function deleteCertificate(api: CdnApi, name: string, signal: AbortSignal): Promise<void> {
  const spec = { action: 'SetCdnDomainSSLCertificate', subject: name, signal };
  const fields = { DomainName: name, SSLProtocol: 'off' };
  await api.write(spec, (client, sdk) => sdk.callAction(client, spec.action, fields));
}

/** Calls about certificates. Those that may return a private key are excluded. */
export const certificateCalls = {
  listHttpsDomains,
  readCertificate,
  listCertificates,
  setCertificate,
  deleteCertificate,
};

/** A setting in the answer of DescribeCdnDomainConfigs. */
interface VendorConfig {
  readonly configId?: string;
  /** The id of the rule condition to which this setting is limited. */
  readonly parentId?: string;
  readonly functionName?: string;
  readonly status?: string;
  readonly functionArgs?: { readonly functionArg?: readonly { argName?: string; argValue?: string }[] };
}

type ConfigRow = AnswerFields<VendorConfig>;

/** Converts a setting. A setting with an unknown status counts as still being configured. */
function toConfig(row: ConfigRow): CdnConfig {
  const given = row.fields('functionArgs').list('functionArg');
  const args = given.map((each) => [each.text('argName') ?? '', each.text('argValue') ?? '']);
  const status = row.text('status');
  return {
    id: row.text('configId') ?? '',
    functionName: row.text('functionName') ?? '',
    args: Object.fromEntries(args),
    status: status === 'success' || status === 'failed' ? status : 'configuring',
  };
}

/** Returns whether a setting applies to every request. A setting of a rule condition names it as its parent; 0 and -1 mean none. */
function isUnconditional(row: ConfigRow): boolean {
  return ['', '0', '-1'].includes(row.text('parentId') ?? '');
}

/** Returns the SHA-256 of the first certificate of a PEM, in hex. Returns `undefined` if the text is no certificate. */
function fingerprintOf(pem: string | undefined): string | undefined {
  try {
    return pem ? new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase() : undefined;
  } catch {
    return undefined;
  }
}

type RefreshType = Parameters<CdnPort['refresh']>[1];

async function refresh(api: CdnApi, urls: readonly string[], type: RefreshType, signal: AbortSignal) {
  const subject = describeUrls(urls);
  // RefreshObjectCaches, `Force`: true drops a directory, false only revalidates it at the origin.
  const kind = type === 'WholeDirectory' ? { objectType: 'Directory', force: true } : { objectType: type };
  const fields = { objectPath: urls.join('\n'), ...kind };
  const answer = await api.write({ action: 'RefreshObjectCaches', subject, signal }, (client, sdk) =>
    client.refreshObjectCaches(new sdk.RefreshObjectCachesRequest(fields)),
  );
  return toTasks(answer?.body?.refreshTaskId, answer?.body?.requestId);
}

/** Prefetches URLs. Reads the fields of the answer by the vendor's names, since the SDK's own method names them differently. */
async function prefetch(api: CdnApi, urls: readonly string[], signal: AbortSignal) {
  const spec = { action: 'PushObjectCache', subject: describeUrls(urls), signal };
  const answer = await api.write(spec, (client, sdk) =>
    sdk.callAction(client, spec.action, { ObjectPath: urls.join('\n') }),
  );
  return toTasks(answer?.body?.PushTaskId, answer?.body?.RequestId);
}

async function readRefreshTasks(api: CdnApi, ids: readonly string[], signal: AbortSignal) {
  const taskId = ids.join(',');
  const spec = { action: 'DescribeRefreshTaskById', subject: taskId, signal };
  const { body } = await api.read(spec, (client, sdk) =>
    client.describeRefreshTaskById(new sdk.DescribeRefreshTaskByIdRequest({ taskId })),
  );
  return readFields(body, spec).list('tasks').map(toRefreshTask);
}

/** Lists refresh tasks. If the vendor omits the total, the number of tasks up to this page is returned as the total. */
async function listRefreshTasks(
  api: CdnApi,
  { page, limit }: { readonly page: number; readonly limit: number },
  signal: AbortSignal,
) {
  const fields = { pageNumber: page, pageSize: limit };
  const spec = { action: 'DescribeRefreshTasks', subject: '', signal };
  const { body } = await api.read(spec, (client, sdk) =>
    client.describeRefreshTasks(new sdk.DescribeRefreshTasksRequest(fields)),
  );
  const answer = readFields(body, spec);
  const tasks = answer.fields('tasks').list('CDNTask').map(toRefreshTask);
  return { tasks, total: answer.number('totalCount') ?? (page - 1) * limit + tasks.length };
}

function describeUrls(urls: readonly string[]): string {
  return urls.length === 1 ? urls[0]! : `${urls.length} URLs`;
}

function toTasks(ids: unknown, requestId?: string) {
  return { taskIds: parseTaskIds(ids), ...definedOnly({ requestId }) };
}

function toCounts(urls: unknown, directories: unknown, patterns: unknown, prefetches: unknown) {
  return definedOnly({
    urls: toCount(urls),
    directories: toCount(directories),
    patterns: toCount(patterns),
    prefetches: toCount(prefetches),
  });
}

async function readRefreshQuota(api: CdnApi, signal: AbortSignal): Promise<RefreshQuota> {
  try {
    const { body } = await api.read({ action: 'DescribeRefreshQuota', subject: '', signal }, (client, sdk) =>
      client.describeRefreshQuota(new sdk.DescribeRefreshQuotaRequest({})),
    );
    return {
      ...toCounts(body?.urlRemain, body?.dirRemain, body?.regexRemain, body?.preloadRemain),
      limits: toCounts(body?.urlQuota, body?.dirQuota, body?.regexQuota, body?.preloadQuota),
    };
  } catch (error) {
    // The vendor's samples disagree about the types of this answer, so an unreadable quota counts as unknown.
    if (isErrorOf(error, 'badAnswer')) return {};
    throw error;
  }
}

/** Calls that remove URLs from the caches of the edges, prefetch URLs, and read the progress of both. */
export const refreshCalls = { refresh, prefetch, readRefreshTasks, listRefreshTasks, readRefreshQuota };
