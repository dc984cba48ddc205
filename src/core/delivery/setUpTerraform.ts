import { isSecretArgument } from '../cdn/secretArguments.js';
import type { CdnDomain, ListedConfig } from '../ports/cdn.js';
import type { DomainCertificate } from '../ports/certificates.js';
import { type SetUp, splitConfigs } from './setUpCalls.js';

/** The setup of a domain as a configuration of Terraform. */
export interface TerraformSetUp {
  /** Variables first, then the domain and its settings; each a whole block. */
  readonly blocks: readonly string[];
  /** The variables that stand for keys, which are copied nowhere. */
  readonly variables: readonly string[];
  /** The resource of a setting that CDN has made already, so that it has to be imported. */
  readonly imported?: string;
}

/**
 * The resources that set up a new domain in the same way. Left out is what `splitConfigs` leaves out. Source: the provider
 * aliyun/alicloud, `alicloud_cdn_domain_new` and `alicloud_cdn_domain_config`.
 */
export function toTerraform(setUp: SetUp): TerraformSetUp {
  const { added, replaced } = splitConfigs(setUp);
  const configs = [...added, ...replaced].map((config, at) => toConfig(config, at + 1));
  const [imported] = configs.slice(added.length);
  const variables = configs.flatMap(({ secrets }) => secrets);
  return {
    blocks: [
      ...variables.map((name) => block(`variable "${name}"`, ['type = string', 'sensitive = true'])),
      toDomain(setUp),
      ...configs.map(({ text }) => text),
    ],
    variables,
    ...(imported && { imported: imported.address }),
  };
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
  const numbers = Object.entries({ port, priority, weight }).map(([name, value]) => `${name} = ${Number(value)}`);
  return block('sources', [attribute('type', type), attribute('content', content), ...numbers]);
}

/** One that CDN keeps alone cannot be named. */
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

function toConfig({ functionName, args }: ListedConfig, number: number) {
  const label = toLabel(`${functionName}_${number}`);
  const secrets: string[] = [];
  const toValue = (argument: string, value: string) => {
    if (!isSecretArgument(functionName, argument)) return quote(value);
    secrets.push(toLabel(`${label}_${argument}`));
    return `var.${secrets.at(-1)}`;
  };
  const text = block(`resource "alicloud_cdn_domain_config" "${label}"`, [
    'domain_name = alicloud_cdn_domain_new.domain.domain_name',
    attribute('function_name', functionName),
    ...Object.entries(args).map(([name, value]) =>
      block('function_args', [attribute('arg_name', name), `arg_value = ${toValue(name, value)}`]),
    ),
  ]);
  return { text, secrets, address: `alicloud_cdn_domain_config.${label}` };
}

/**
 * A name as Terraform takes it: a letter or `_`, then letters, digits, `_` and `-`. It is made of what CDN calls a function and its
 * arguments, and a reference such as `var.name` has it without quotes: any other character, or a digit in front, would not be valid there.
 * Source: Terraform, "Identifiers".
 */
function toLabel(text: string): string {
  const label = text.replace(/[^A-Za-z0-9_-]/g, '_');
  return /^[A-Za-z]/.test(label) ? label : `_${label}`;
}

function block(head: string, lines: readonly string[]): string {
  const inner = lines.flatMap((line) => line.split('\n')).map((line) => `  ${line}`);
  return [`${head} {`, ...inner, '}'].join('\n');
}

function attribute(name: string, value: string): string {
  return `${name} = ${quote(value)}`;
}

/** A quoted template that stands for exactly this text. Source: HCL native syntax, "Quoted Templates". */
function quote(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    // Control characters, and those that end a line.
    .replace(/[\p{Cc}\u2028\u2029]/gu, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/[$%](?=\{)/g, '$&$&');
  return `"${escaped}"`;
}
