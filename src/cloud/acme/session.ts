import { lazy } from '../../core/concurrency/lazy.js';
import { AppError, isErrorOf } from '../../core/errors.js';
import type { AcmeKeyStore } from '../../core/ports/acme.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { CallSpec, SdkAnswer } from '../callWithRetry.js';
import type { HttpsAnswer, HttpsSend } from '../http/httpsSend.js';
import { type AccountKey, createAccountKey, readAccountKey, signJws } from './jws.js';
import { acmeHost as host, readJson, toRefusal, unusable } from './problems.js';

const directoryUrl = `https://${host}/directory`;
/** Limit of `badNonce` answers. Each comes with a new nonce (RFC 8555, 6.5); after this many the server is at fault. */
const mostNonces = 10;

/** The parts that calls to the server need. */
export interface AcmeDeps {
  readonly send: HttpsSend;
  /** Makes one call, retries where that may help, and reports it. */
  readonly call: <Answer extends SdkAnswer<unknown>>(spec: CallSpec, send: () => Promise<Answer>) => Promise<Answer>;
  readonly keys: AcmeKeyStore;
  readonly clock: ClockPort;
  readonly timeoutMs: number;
}

/** One signed request. Without a payload it only reads. */
interface AcmeRequest {
  readonly url: string;
  readonly payload?: object;
  readonly accept?: string;
}

interface Account {
  readonly text: string;
  readonly key: AccountKey;
  readonly url: string;
}

/** The URLs of the server (RFC 8555, 7.1.1). `renewalInfo` is absent if it does not offer it (RFC 9773, 4). */
type Directory = Readonly<Record<'newNonce' | 'newAccount' | 'newOrder', string>> & { readonly renewalInfo?: string };

/** Signs the requests of one account, which the first request creates. */
export class AcmeSession {
  private readonly nonces: string[] = [];
  private readonly directory = lazy(() => this.readDirectory());
  private known: Account | undefined;

  constructor(private readonly deps: AcmeDeps) {}

  /** Places an order. The answer has its URL. */
  async order(spec: CallSpec, payload: object): Promise<HttpsAnswer> {
    const { newOrder } = await this.directory();
    return this.request(spec, { url: newOrder, payload });
  }

  /** Returns whether the server offers renewal information. */
  async hasRenewals(): Promise<boolean> {
    return (await this.directory()).renewalInfo !== undefined;
  }

  /** Reads the renewal information of a certificate, without a signature; `undefined` if the server has none. */
  async renewal(spec: CallSpec, id: string): Promise<HttpsAnswer | undefined> {
    const { renewalInfo } = await this.directory();
    return renewalInfo === undefined ? undefined : this.readOpen(spec, `${renewalInfo.replace(/\/$/, '')}/${id}`);
  }

  /** Sends a request of the account. Creates the account again if the server no longer knows it. */
  async request(spec: CallSpec, request: AcmeRequest): Promise<HttpsAnswer> {
    try {
      return await this.requestOnce(spec, request);
    } catch (error) {
      if (!isErrorOf(error, 'acmeRefused') || error.details.code !== 'accountDoesNotExist') throw error;
      this.known = undefined;
      return this.requestOnce(spec, request);
    }
  }

  /** The key of the account. Challenge values contain its thumbprint. */
  async key(signal: AbortSignal): Promise<AccountKey> {
    return (await this.account(signal)).key;
  }

  private async requestOnce(spec: CallSpec, request: AcmeRequest): Promise<HttpsAnswer> {
    const { key, url } = await this.account(spec.signal);
    return this.post(spec, request, (nonce) => signJws(key, { kid: url, nonce, url: request.url }, request.payload));
  }

  /** Another window may have created the key, so the stored key is used. The server returns the existing account of a key. */
  private async account(signal: AbortSignal): Promise<Account> {
    const { keys } = this.deps;
    const kept = await keys.read();
    if (kept !== undefined && kept === this.known?.text) return this.known;
    if (kept === undefined || !readAccountKey(kept)) await keys.write(createAccountKey());
    const text = (await keys.read()) ?? '';
    const key = readAccountKey(text);
    if (!key) throw new AppError('acmeUnavailable', { code: 'keyNotKept' });
    const { newAccount: url } = await this.directory();
    const payload = { termsOfServiceAgreed: true };
    const answer = await this.post({ action: 'newAccount', subject: host, signal }, { url, payload }, (nonce) =>
      signJws(key, { jwk: key.jwk, nonce, url }, payload),
    );
    this.known = { text, key, url: readUrl(answer.headers.location) };
    return this.known;
  }

  private post(
    spec: CallSpec,
    { url, accept = 'application/json' }: AcmeRequest,
    sign: (nonce: string) => string,
  ): Promise<HttpsAnswer> {
    return this.deps.call(spec, async () => {
      for (let count = 1; ; count++) {
        const nonce = this.nonces.pop() ?? (await this.readNonce(spec));
        const answer = await this.exchange(spec.signal, { method: 'POST', url, accept, body: sign(nonce) });
        if (answer.status < 300) return answer;
        const refusal = toRefusal(answer, spec, this.deps.clock.now());
        if (refusal.details.code !== 'badNonce' || count >= mostNonces) throw refusal;
      }
    });
  }

  private async readNonce(spec: CallSpec): Promise<string> {
    const { newNonce } = await this.directory();
    const answer = await this.exchange(spec.signal, { method: 'HEAD', url: newNonce });
    const nonce = this.nonces.pop();
    if (nonce === undefined || answer.status >= 300) throw toRefusal(answer, spec, this.deps.clock.now());
    return nonce;
  }

  private async readDirectory(): Promise<Directory> {
    const spec = { action: 'directory', subject: host, signal: new AbortController().signal };
    const answer = await this.readOpen(spec, directoryUrl);
    const value = Object(readJson(answer)) as Readonly<Record<string, unknown>>;
    return {
      newNonce: readUrl(value.newNonce),
      newAccount: readUrl(value.newAccount),
      newOrder: readUrl(value.newOrder),
      // Renewals do not require it, so an invalid URL is ignored.
      ...(isOfServer(value.renewalInfo) && { renewalInfo: readUrl(value.renewalInfo) }),
    };
  }

  /** A request without a signature. */
  private readOpen(spec: CallSpec, url: string): Promise<HttpsAnswer> {
    return this.deps.call(spec, async () => {
      const read = await this.exchange(spec.signal, { method: 'GET', url });
      if (read.status !== 200) throw toRefusal(read, spec, this.deps.clock.now());
      return read;
    });
  }

  private async exchange(
    signal: AbortSignal,
    { method, url, body, accept }: { method: string; url: string; body?: string; accept?: string },
  ): Promise<HttpsAnswer> {
    const { pathname, search } = new URL(readUrl(url));
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const headers = {
      'user-agent': 'OSS + CDN for Alibaba Cloud (VS Code)',
      ...(accept !== undefined && { accept }),
      ...(bytes && { 'content-type': 'application/jose+json', 'content-length': String(bytes.length) }),
    };
    const head = { path: pathname + search, headers };
    const answer = await this.deps.send({ method, host, head, body: bytes, timeoutMs: this.deps.timeoutMs, signal });
    const nonce = answer.headers['replay-nonce'];
    if (nonce !== undefined) this.nonces.push(nonce);
    return answer;
  }
}

/** Reads a URL of an answer. Throws `acmeRefused` unless it is on the ACME server, so that no signed request goes to another host. */
export function readUrl(value: unknown): string {
  if (isOfServer(value)) return new URL(value).href;
  throw unusable(typeof value === 'string' ? 'foreignUrl' : 'badAnswer');
}

/** The longest accepted URL, in characters. */
const longestUrl = 2_000;

function isOfServer(value: unknown): value is string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  return url?.protocol === 'https:' && url.host === host && !url.username && url.href.length <= longestUrl;
}
