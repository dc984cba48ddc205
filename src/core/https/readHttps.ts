import { withTimeout } from '../concurrency/withTimeout.js';
import { probeName } from '../dns/hostNames.js';
import type { ClockPort } from '../ports/local.js';
import type { EdgeAnswer, EdgePort } from '../ports/probe.js';
import { type BrowserView, viewInBrowser } from './browserView.js';
import { type CertificateState, readCertificateState } from './certificateState.js';

/** How HTTPS of a domain stands at one address. */
export interface HttpsFact {
  /** When it was asked, ms since the epoch. */
  readonly at: number;
  /** As it came; `answer.certificate` has every name, the end and the fingerprint. */
  readonly answer: EdgeAnswer;
  /** Absent where nothing was received. */
  readonly certificate?: CertificateState;
  readonly view: BrowserView;
}

/** Whom to ask: `connectTo` is a CNAME target or an address, asked with `domain` (as the CDN API writes it) as SNI and Host. */
export interface HttpsPlace {
  readonly domain: string;
  readonly connectTo: string;
  /** Percent-encoded; `/` unless said. */
  readonly path?: string;
}

/** Enough for the error page of OSS, in bytes. */
const pageBytes = 4096;
/** Reaching an edge may take a while across borders; after this it is called silent, in ms. */
const patienceMs = 8_000;

/** Asks an address over HTTPS and says what a browser would make of it; throws only `cancelled`. */
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
