import { isThroughCdn } from '../cdn/edgeProof.js';
import { probeName } from '../dns/hostNames.js';
import type { CdnDomain } from '../ports/cdn.js';
import type { EdgeAnswer, EdgePort } from '../ports/probe.js';

type EdgeRequest = Parameters<EdgePort['probe']>[0];

/**
 * Asks CDN for a path of a domain as visitors do, over HTTPS where the domain has it on, at its CNAME target, so that it is CDN
 * that answers whatever DNS says by now. A proxy that carries plain HTTP to names alone is asked for the name itself; that
 * answer counts where it came through CDN.
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
