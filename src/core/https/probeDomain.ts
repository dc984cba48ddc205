import { isThroughCdn } from '../cdn/edgeProof.js';
import { probeName } from '../dns/hostNames.js';
import type { CdnDomain } from '../ports/cdn.js';
import type { EdgeAnswer, EdgePort } from '../ports/probe.js';

type EdgeRequest = Parameters<EdgePort['probe']>[0];

/**
 * Requests a path of a domain from CDN as visitors do, over HTTPS if enabled. Connects to the CNAME target, so that CDN
 * answers whatever DNS says. If a proxy forwards plain HTTP only to names, requests the name itself; that answer counts
 * if it came through CDN.
 */
export async function probeDomain(
  edge: EdgePort,
  { name, cname = probeName(name), httpsOn }: Pick<CdnDomain, 'name' | 'cname' | 'httpsOn'>,
  what: Pick<EdgeRequest, 'path' | 'maxBytes' | 'preflight'>,
  signal: AbortSignal,
): Promise<EdgeAnswer> {
  const asked = probeName(name);
  const request = { ...what, name: asked, scheme: httpsOn ? 'https' : 'http' } as const;
  const atTarget = await edge.probe({ ...request, connectTo: cname }, signal);
  if (atTarget.outcome !== 'proxyRefused' || httpsOn || cname === asked) return atTarget;
  const byName = await edge.probe({ ...request, connectTo: asked }, signal);
  return byName.outcome === 'answered' && isThroughCdn(byName) ? byName : atTarget;
}
