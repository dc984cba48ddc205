import { isSecretArgument } from '../cdn/functionNames.js';
import { isOnDefaultLine } from '../dns/dnsLines.js';
import { sameHost } from '../dns/hostNames.js';
import type { CdnDomain, ListedConfig } from '../ports/cdn.js';
import type { DomainCertificate } from '../ports/certificates.js';
import type { DnsRecord } from '../ports/dns.js';
import { type SetUp, splitConfigs } from './setUpCalls.js';

/** The setup of a domain for Terraform 1.5 or later, which has import blocks. */
interface TerraformSetUp {
  /** The blocks: variables, the domain, its settings and its DNS records, each after its import block. Formatted as by `terraform fmt`. */
  readonly blocks: readonly string[];
  /** The names of the variables for secret keys, which are never copied. */
  readonly variables: readonly string[];
  /** The resource of a setting that CDN creates with every domain, and that a new domain has to import too. */
  readonly imported?: string;
}

/**
 * Converts the setup of a domain to Terraform resources. Without their imports, these set up a new domain in the same way. Leaves out what `splitConfigs`
 * leaves out. Source: the provider aliyun/alicloud, `alicloud_cdn_domain_new`, `alicloud_cdn_domain_config` and `alicloud_alidns_record`, each with its
 * section "Import"; Terraform, "Import".
 */
export function toTerraform(setUp: SetUp): TerraformSetUp {
  const { added, replaced } = splitConfigs(setUp);
  const configs = [...added, ...replaced].map((config, at) => toConfig(setUp.domain.name, config, at + 1));
  const [imported] = configs.slice(added.length);
  const variables = configs.flatMap(({ secrets }) => secrets);
  return {
    blocks: [
      ...variables.map((name) => block(`variable "${name}"`, [line('type', 'string'), line('sensitive', 'true')])),
      toImport(domainAddress, setUp.domain.name),
      toDomain(setUp),
      ...configs.flatMap(({ texts }) => texts),
      ...(setUp.records ?? []).flatMap((record, at) => toRecord(setUp.domain, record, at + 1)),
    ],
    variables,
    ...(imported && { imported: imported.address }),
  };
}

const domainAddress = 'alicloud_cdn_domain_new.domain';

function toImport(address: string, id: string): string {
  return block('import', [line('to', address), attribute('id', id)]);
}

function toDomain({ domain, certificate }: SetUp): string {
  const { name, type, region, sources } = domain;
  return block('resource "alicloud_cdn_domain_new" "domain"', [
    attribute('domain_name', name),
    attribute('cdn_type', type),
    ...(region ? [attribute('scope', region)] : []),
    ...sources.map(toSource),
    ...(certificate ? toCertificate(certificate) : []),
  ]);
}

function toSource({ type, content, port, priority, weight }: CdnDomain['sources'][number]): string {
  const numbers = Object.entries({ port, priority, weight }).map(([name, value]) => line(name, String(Number(value))));
  return block('sources', [attribute('type', type), attribute('content', content), ...numbers]);
}

/** Returns the block of the certificate; an empty list if only CDN has the certificate, which then cannot be named. */
function toCertificate({ id, name, region }: DomainCertificate): readonly string[] {
  if (id === undefined) return [];
  const lines = [
    attribute('cert_type', 'cas'),
    attribute('cert_id', String(id)),
    attribute('cert_name', name),
    ...(region === undefined ? [] : [attribute('cert_region', region)]),
    attribute('server_certificate_status', 'on'),
  ];
  return [block('certificate_config', lines)];
}

function toConfig(domain: string, { id, functionName, args }: ListedConfig, number: number) {
  const label = toLabel(`${functionName}_${number}`);
  const secrets: string[] = [];
  const toValue = (argument: string, value: string) => {
    if (!isSecretArgument(functionName, argument)) return quote(value);
    secrets.push(toLabel(`${label}_${argument}`));
    return `var.${secrets.at(-1)}`;
  };
  const text = block(`resource "alicloud_cdn_domain_config" "${label}"`, [
    line('domain_name', `${domainAddress}.domain_name`),
    attribute('function_name', functionName),
    ...Object.entries(args).map(([name, value]) =>
      block('function_args', [attribute('arg_name', name), line('arg_value', toValue(name, value))]),
    ),
  ]);
  const address = `alicloud_cdn_domain_config.${label}`;
  return { texts: [toImport(address, `${domain}:${functionName}:${id}`), text], secrets, address };
}

/** Returns the blocks of a DNS record. If it points at the domain's CNAME, it refers to the domain resource, so that both change together. */
function toRecord({ cname }: CdnDomain, { id, zone, rr, type, value, ttl, ...rest }: DnsRecord, number: number) {
  const isOwn = cname !== undefined && sameHost(value, cname);
  const text = block(`resource "alicloud_alidns_record" "record_${number}"`, [
    attribute('domain_name', zone),
    attribute('rr', rr),
    attribute('type', type),
    isOwn ? line('value', `${domainAddress}.cname`) : attribute('value', value),
    line('ttl', String(ttl)),
    ...(isOnDefaultLine(rest) ? [] : [attribute('line', rest.line)]),
    ...(rest.enabled ? [] : [attribute('status', 'DISABLE')]),
  ]);
  return [toImport(`alicloud_alidns_record.record_${number}`, id), text];
}

/**
 * Converts a text to a valid Terraform name: a letter or `_`, then letters, digits, `_` and `-`. References such as `var.name` have no quotes, so other
 * characters or a leading digit would be invalid. Source: Terraform, "Identifiers".
 */
function toLabel(text: string): string {
  const label = text.replace(/[^A-Za-z0-9_-]/g, '_');
  return /^[A-Za-z]/.test(label) ? label : `_${label}`;
}

/** A line of a block. Its name is kept apart so that lines can be aligned. */
interface Line {
  readonly name: string;
  readonly value: string;
}

/** Formats a block of lines and inner blocks. The `=` of consecutive lines are aligned. Source: Terraform, "Style Conventions". */
function block(head: string, parts: readonly (Line | string)[]): string {
  const inner = parts.flatMap((part, at) =>
    typeof part === 'string' ? part.split('\n') : aligned(part, widthAt(parts, at)),
  );
  return [`${head} {`, ...inner.map((text) => `  ${text}`), '}'].join('\n');
}

function aligned({ name, value }: Line, width: number): string {
  return `${name.padEnd(width)} = ${value}`;
}

/** Returns the length of the longest name among the consecutive lines around this one. */
function widthAt(parts: readonly (Line | string)[], at: number): number {
  const isBlock = (part: Line | string) => typeof part === 'string';
  const end = parts.findIndex((part, index) => index > at && isBlock(part));
  const run = parts.slice(parts.slice(0, at).findLastIndex(isBlock) + 1, end < 0 ? parts.length : end);
  return Math.max(...run.map((part) => (typeof part === 'string' ? 0 : part.name.length)));
}

/** Creates a line that assigns an expression to a name. */
function line(name: string, value: string): Line {
  return { name, value };
}

/** Creates a line that assigns a quoted text to a name. */
function attribute(name: string, value: string): Line {
  return line(name, quote(value));
}

/** Quotes a text so that Terraform interpolates nothing in it. Source: HCL native syntax, "Quoted Templates". */
function quote(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    // Control characters and line ends.
    .replace(/[\p{Cc}\u2028\u2029]/gu, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/[$%](?=\{)/g, '$&$&');
  return `"${escaped}"`;
}
