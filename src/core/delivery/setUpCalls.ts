import { isSecretArgument, originHostFunction } from '../cdn/functionNames.js';
import { bucketHost } from '../cdn/originHost.js';
import type { CdnDomain, ListedConfig } from '../ports/cdn.js';
import type { DomainCertificate } from '../ports/certificates.js';
import type { DnsRecord } from '../ports/dns.js';

/** How a domain is set up, as far as it can be copied to another one. */
export interface SetUp {
  readonly domain: CdnDomain;
  readonly configs: readonly ListedConfig[];
  /** The certificate; absent if the domain has no HTTPS. */
  readonly certificate?: DomainCertificate;
  /** The CNAME records in Alibaba Cloud DNS that lead to the domain; absent if they are unknown. */
  readonly records?: readonly DnsRecord[];
}

/** A call of the CDN API with named parameters. */
interface SetUpCall {
  readonly action: 'AddCdnDomain' | 'SetCdnDomainSSLCertificate' | 'BatchSetCdnDomainConfig';
  readonly parameters: Readonly<Record<string, string>>;
}

/** Texts in place of a secret key, which is never copied, and of the id of a setting on the new domain. */
export const placeholders = { secret: '<secret>', configId: '<config-id>' } as const;

/** The function that CDN derives from the origin and refuses to set. */
const managed = 'oss_auth';

/**
 * Returns the calls that set up a new domain in the same way, in a valid order. Left out are what CDN derives from the origin, and conditions with their
 * settings, whose ids exist only on their domain. Source: AddCdnDomain, SetCdnDomainSSLCertificate, BatchSetCdnDomainConfig.
 */
export function toCalls({ domain, configs, certificate }: SetUp): readonly SetUpCall[] {
  const { name, type, region, sources } = domain;
  const { added, replaced } = splitConfigs({ domain, configs });
  return [
    {
      action: 'AddCdnDomain',
      parameters: {
        DomainName: name,
        CdnType: type,
        ...(region && { Scope: region }),
        Sources: JSON.stringify(sources),
      },
    },
    ...(certificate ? toCertificate(name, certificate) : []),
    ...toFunctions(name, added),
    ...toFunctions(name, replaced, placeholders.configId),
  ];
}

/**
 * Splits the settings for a new domain into those to add and those that replace a value that CDN sets itself. Leaves out conditions, their settings, and
 * what CDN derives from the origin.
 */
export function splitConfigs({ domain: { sources }, configs }: Pick<SetUp, 'domain' | 'configs'>): {
  readonly added: readonly ListedConfig[];
  readonly replaced: readonly ListedConfig[];
} {
  const set = configs.filter((config) => config.functionName !== managed && !isConditional(config));
  const isHost = ({ functionName }: ListedConfig) => functionName === originHostFunction;
  const derived = bucketHost(sources);
  // Without a bucket CDN sets no origin host.
  if (derived === undefined) return { added: set, replaced: [] };
  return {
    added: set.filter((config) => !isHost(config)),
    replaced: set.filter(isHost).filter(({ args }) => args.domain_name !== derived),
  };
}

/** Counts the settings that are conditions or belong to one. */
export function countConditional(configs: readonly ListedConfig[]): number {
  return configs.filter(isConditional).length;
}

function isConditional({ ofCondition, functionName }: ListedConfig): boolean {
  return ofCondition === true || functionName === 'condition';
}

/** Returns the call that sets the certificate; an empty list if only CDN has the certificate, which then cannot be named. */
function toCertificate(name: string, { id, name: certificate, region }: DomainCertificate): readonly SetUpCall[] {
  if (id === undefined) return [];
  const parameters = {
    DomainName: name,
    SSLProtocol: 'on',
    CertType: 'cas',
    CertId: String(id),
    CertName: certificate,
    ...(region !== undefined && { CertRegion: region }),
  };
  return [{ action: 'SetCdnDomainSSLCertificate', parameters }];
}

function toFunctions(name: string, configs: readonly ListedConfig[], configId?: string): readonly SetUpCall[] {
  if (configs.length === 0) return [];
  const functions = configs.map(({ functionName, args }) => ({
    functionName,
    functionArgs: Object.entries(args).map(([argName, value]) => ({
      argName,
      argValue: isSecretArgument(functionName, argName) ? placeholders.secret : value,
    })),
    ...(configId !== undefined && { configId }),
  }));
  const parameters = { DomainNames: name, Functions: JSON.stringify(functions) };
  return [{ action: 'BatchSetCdnDomainConfig', parameters }];
}

/** Formats a call as a command of the Alibaba Cloud CLI for a POSIX shell. */
export function formatCall({ action, parameters }: SetUpCall): string {
  const options = Object.entries(parameters).map(([name, value]) => `--${name} ${quote(value)}`);
  return ['aliyun', 'cdn', action, ...options].join(' ');
}

function quote(text: string): string {
  return /^[\w.,:/-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
