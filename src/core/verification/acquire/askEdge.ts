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

/** Asks one edge for the object, or for `/` without one, under the accelerated name. */
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
  return { ...place, path, answer, ...(proof && { sameBytes: hasBytes(answer, proof.bytes) }) };
}
