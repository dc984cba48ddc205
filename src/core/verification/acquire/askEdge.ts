import { hasBytes, largestProof, type Proof } from '../../cdn/edgeProof.js';
import { withTimeout } from '../../concurrency/withTimeout.js';
import type { ClockPort } from '../../ports/local.js';
import type { EdgeAnswer, EdgePort } from '../../ports/probe.js';
import type { EdgeFact } from '../facts.js';

/** Reaching an edge may take a while across borders; after this it is called silent, in ms. */
const patienceMs = 8_000;

/** What asking the edge takes. */
interface EdgeAsker {
  readonly edge: EdgePort;
  readonly clock: Pick<ClockPort, 'now' | 'sleep'>;
  readonly signal: AbortSignal;
}

/** Where an edge is: at the CNAME target or at an address that DNS gives. */
export type EdgePlace = Pick<EdgeFact, 'via' | 'connectTo' | 'scheme'>;

/**
 * Asks one edge for the object, or for `/` without one, under the accelerated name. Where a proxy carries plain HTTP to no
 * chosen address, a browser here gets what the name leads it to, so that is asked in place of the address of DNS.
 */
export async function askEdge(
  { edge, clock, signal }: EdgeAsker,
  name: string,
  place: EdgePlace,
  proof?: Proof,
): Promise<EdgeFact> {
  const path = proof?.path ?? '/';
  const { connectTo, scheme } = place;
  const request = { connectTo, scheme, name, path, maxBytes: proof ? largestProof + 1 : 4096 };
  const answer = await withTimeout(
    (stop) => edge.probe(request, stop),
    (): EdgeAnswer => ({ outcome: 'timeout', headers: {}, durationMs: patienceMs }),
    { clock, ms: patienceMs, signal },
  );
  if (answer.outcome === 'proxyRefused' && scheme === 'http' && place.via === 'dns' && connectTo !== name) {
    return askEdge({ edge, clock, signal }, name, { ...place, connectTo: name }, proof);
  }
  const isCompared = proof && answer.outcome === 'answered';
  return { ...place, path, answer, ...(isCompared && { sameBytes: hasBytes(answer, proof.bytes) }) };
}
