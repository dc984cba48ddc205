import { lookUp } from '../../core/lookUp.js';
import { standardPorts } from '../../core/origin.js';
import type {
  BusinessType,
  CdnConfig,
  CdnDomain,
  CdnRegion,
  CdnSource,
  DomainStatus,
  RefreshStatus,
  RefreshTask,
  RefreshTaskKind,
} from '../../core/ports/cdn.js';
import { definedOnly } from '../definedOnly.js';

/** A domain as DescribeUserDomains and DescribeCdnDomainDetail give it, field names joined. */
interface VendorDomain {
  readonly domainName?: string;
  readonly cname?: string;
  readonly domainStatus?: string;
  readonly cdnType?: string;
  readonly coverage?: string;
  readonly scope?: string;
  readonly sslProtocol?: string;
  readonly serverCertificateStatus?: string;
  readonly description?: string;
}

/** An origin as either call gives it. */
interface VendorSource {
  readonly type?: string;
  readonly content?: string;
  readonly port?: number;
  readonly priority?: string;
  readonly weight?: string;
}

/** A setting as DescribeCdnDomainConfigs gives it. */
interface VendorConfig {
  readonly configId?: string;
  /** The rule condition that this setting belongs to. */
  readonly parentId?: string;
  readonly functionName?: string;
  readonly status?: string;
  readonly functionArgs?: { readonly functionArg?: readonly { argName?: string; argValue?: string }[] };
}

/** A refresh task as either task call gives it. */
interface VendorTask {
  readonly taskId?: string;
  readonly objectPath?: string;
  readonly objectType?: string;
  readonly creationTime?: string;
  readonly status?: string;
  readonly process?: string;
  readonly description?: string;
}

/** Translates a domain; the status and type words are the vendor's own. */
export function toDomain(row: VendorDomain, sources: readonly VendorSource[]): CdnDomain {
  const region = (row.coverage || row.scope) as CdnRegion | undefined;
  return {
    name: row.domainName ?? '',
    status: (row.domainStatus ?? 'configuring') as DomainStatus,
    type: (row.cdnType ?? 'web') as BusinessType,
    sources: sources.map(toSource),
    httpsOn: (row.sslProtocol ?? row.serverCertificateStatus) === 'on',
    ...definedOnly({ cname: row.cname, region, description: row.description }),
  };
}

function toSource(source: VendorSource): CdnSource {
  return {
    type: (source.type ?? 'domain') as CdnSource['type'],
    content: source.content ?? '',
    port: source.port ?? standardPorts.http,
    priority: source.priority ?? '20',
    weight: source.weight ?? '10',
  };
}

/** Translates a setting; a status word that is not known counts as still being configured. */
export function toConfig(row: VendorConfig): CdnConfig {
  const args = (row.functionArgs?.functionArg ?? []).map(({ argName, argValue }) => [argName ?? '', argValue ?? '']);
  const { status } = row;
  return {
    id: row.configId ?? '',
    functionName: row.functionName ?? '',
    args: Object.fromEntries(args),
    status: status === 'success' || status === 'failed' ? status : 'configuring',
  };
}

/** Says whether a setting holds for every request: one of a rule condition names that as its parent; 0 and -1 name none. */
export function isUnconditional({ parentId = '' }: VendorConfig): boolean {
  return ['', '0', '-1'].includes(parentId);
}

const refreshStatuses: Readonly<Record<string, RefreshStatus>> = {
  complete: 'complete',
  refreshing: 'refreshing',
  failed: 'failed',
};

const refreshKinds: Readonly<Record<string, RefreshTaskKind>> = {
  file: 'file',
  directory: 'directory',
  regex: 'regex',
  preload: 'prefetch',
};

/** Translates a refresh task; a status word that is not known counts as pending. */
export function toRefreshTask(row: VendorTask): RefreshTask {
  const percent = Number.parseFloat(row.process ?? '');
  const optional = definedOnly({
    kind: lookUp(refreshKinds, (row.objectType ?? '').toLowerCase()),
    createdAt: toTime(row.creationTime),
    description: row.description,
  });
  return {
    id: row.taskId ?? '',
    url: row.objectPath ?? '',
    status: lookUp(refreshStatuses, (row.status ?? '').toLowerCase()) ?? 'pending',
    percent: Number.isFinite(percent) ? percent : 0,
    ...optional,
  };
}

function toTime(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** A remainder that comes as a number or as text, or not at all. */
export function toCount(value: unknown): number | undefined {
  const count = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof count === 'number' && Number.isFinite(count) ? count : undefined;
}
