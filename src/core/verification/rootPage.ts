import type { CdnPort } from '../ports/cdn.js';
import type { BucketRef, OssPort } from '../ports/oss.js';
import type { EdgeAnswer, EdgePort } from '../ports/probe.js';
import type { VerificationFacts } from './facts.js';

/**
 * Asks the edge for the bare domain: where OSS answers AccessDenied (it would have to list the bucket), says whether
 * the bucket is private, on which the cure depends. Source: Alibaba Cloud OSS, "Accelerate OSS with CDN".
 */
export async function askRoot(
  { edge, oss }: { readonly edge: EdgePort; readonly oss: OssPort },
  at: { readonly connectTo: string; readonly name: string },
  bucket: BucketRef,
  signal: AbortSignal,
): Promise<VerificationFacts['rootDenied']> {
  const answer = await edge.probe({ ...at, path: '/', maxBytes: 4096 }, signal);
  if (!isDenied(answer)) return undefined;
  const { acl, publicAccessBlocked } = await oss.readBucketInfo(bucket, signal);
  return { bucket, isPrivate: acl === 'private' || publicAccessBlocked };
}

/** Has CDN answer `/` with the index page; a rule for `/` that is there is replaced. Source: BatchSetCdnDomainConfig. */
export async function writeRootRewrite(cdn: CdnPort, domain: string, signal: AbortSignal): Promise<void> {
  const functionName = 'host_redirect';
  const args = { regex: '^/$', replacement: '/index.html', flag: 'break' };
  const rules = await cdn.readConfigs(domain, [functionName], signal);
  const old = rules.find((rule) => rule.args.regex === args.regex);
  await cdn.setConfig(domain, { functionName, args, ...(old && { configId: old.id }) }, signal);
}

function isDenied({ status, body }: EdgeAnswer): boolean {
  return status === 403 && body !== undefined && new TextDecoder().decode(body).includes('<Code>AccessDenied</Code>');
}
