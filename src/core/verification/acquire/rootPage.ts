import type { CdnPort } from '../../ports/cdn.js';
import type { EdgeAnswer } from '../../ports/probe.js';

/**
 * Says whether OSS refuses the bare domain, as the edge answers `/`: it would have to list the bucket. The cure depends
 * on whether the bucket is private. Source: Alibaba Cloud OSS, "Accelerate OSS with CDN".
 */
export function isRootDenied({ status, body }: EdgeAnswer): boolean {
  return status === 403 && body !== undefined && new TextDecoder().decode(body).includes('<Code>AccessDenied</Code>');
}

/** Has CDN answer `/` with the index page; a rule for `/` that is there is replaced. Source: BatchSetCdnDomainConfig. */
export async function writeRootRewrite(cdn: CdnPort, domain: string, signal: AbortSignal): Promise<void> {
  const functionName = 'host_redirect';
  const args = { regex: '^/$', replacement: '/index.html', flag: 'break' };
  const rules = await cdn.readConfigs(domain, [functionName], signal);
  const old = rules.find((rule) => rule.args.regex === args.regex);
  await cdn.setConfig(domain, { functionName, args, ...(old && { configId: old.id }) }, signal);
}
