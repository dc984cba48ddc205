import type { CdnPort } from '../../ports/cdn.js';

/** Has CDN answer `/` with the index page; a rule for `/` that is there is replaced. Source: BatchSetCdnDomainConfig. */
export async function writeRootRewrite(cdn: CdnPort, domain: string, signal: AbortSignal): Promise<void> {
  const functionName = 'host_redirect';
  const args = { regex: '^/$', replacement: '/index.html', flag: 'break' };
  const rules = await cdn.readConfigs(domain, [functionName], signal);
  const old = rules.find((rule) => rule.args.regex === args.regex);
  await cdn.setConfig(domain, { functionName, args, ...(old && { configId: old.id }) }, signal);
}
