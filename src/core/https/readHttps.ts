import { withTimeout } from '../concurrency/withTimeout.js';
import { probeName } from '../dns/hostNames.js';
import type { ClockPort } from '../ports/local.js';
import type { EdgeAnswer, EdgePort } from '../ports/probe.js';
import { type BrowserView, viewInBrowser } from './browserView.js';
import { type CertificateState, readCertificateState } from './certificateState.js';

/** The findings of a browser at one address of a domain. */
export interface HttpsFact {
  /** When the request was made, in ms since the epoch. */
  readonly at: number;
  /** The complete answer; `answer.certificate` has all names, the end and the fingerprint. */
  readonly answer: EdgeAnswer;
  /** How a browser judges the certificate; absent if there was no answer. */
  readonly certificate?: CertificateState;
  readonly view: BrowserView;
}

/** Where to send a request. `connectTo` is a CNAME target or an address; `domain` (as the CDN API writes it) is sent as SNI and Host. */
interface HttpsPlace {
  readonly domain: string;
  readonly connectTo: string;
  /** The path, percent-encoded; `/` by default. */
  readonly path?: string;
}

/** The maximum size of a page that is read, in bytes. Enough for the error page of OSS. */
const pageBytes = 4096;
/** How long an edge may take to answer, in ms. Connections across borders may be slow. */
const patienceMs = 8_000;

/** Sends an HTTPS request and determines what a browser does with the answer. Throws only `cancelled`. */
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
