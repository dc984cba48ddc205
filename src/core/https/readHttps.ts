import { withTimeout } from '../concurrency/withTimeout.js';
import { probeName } from '../dns/hostNames.js';
import type { ClockPort } from '../ports/local.js';
import type { EdgeAnswer, EdgePort } from '../ports/probe.js';
import { type BrowserView, viewInBrowser } from './browserView.js';
import { type CertificateState, readCertificateState } from './certificateState.js';

/** The HTTPS state of a domain at one address. */
export interface HttpsFact {
  /** The time of the request, ms since the epoch. */
  readonly at: number;
  /** The complete answer; `answer.certificate` has all names, the end and the fingerprint. */
  readonly answer: EdgeAnswer;
  /** Absent without an answer. */
  readonly certificate?: CertificateState;
  readonly view: BrowserView;
}

/** The server to request: `connectTo` is a CNAME target or an address; `domain` (in the CDN API's spelling) is SNI and Host. */
export interface HttpsPlace {
  readonly domain: string;
  readonly connectTo: string;
  /** Percent-encoded; `/` by default. */
  readonly path?: string;
}

/** Enough for the error page of OSS, in bytes. */
const pageBytes = 4096;
/** Time limit for an edge, ms. Connections across borders may be slow. */
const patienceMs = 8_000;

/** Sends an HTTPS request and determines a browser's reaction; throws only `cancelled`. */
export async function readHttps(
  { edge, clock }: { readonly edge: EdgePort; readonly clock: Pick<ClockPort, 'now' | 'sleep'> },
  { domain, connectTo, path = '/' }: HttpsPlace,
  signal: AbortSignal,
): Promise<HttpsFact> {
  const at = clock.now();
  const name = probeName(domain);
  const answer = await withTimeout(
    (stop) => edge.probe({ connectTo, name, path, maxBytes: pageBytes }, stop),
    (): EdgeAnswer => ({ outcome: 'timeout', headers: {}, durationMs: patienceMs }),
    { clock, ms: patienceMs, signal },
  );
  const certificate = readCertificateState(answer, name, at);
  const view = viewInBrowser(domain, { scheme: 'https', answer }, at);
  return { at, answer, ...(certificate && { certificate }), view };
}
