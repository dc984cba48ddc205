import type { ClientRequest } from 'node:http';
import type { RequestOptions as HttpsOptions } from 'node:https';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { distrustCodes } from '../vendorCodes.js';

/** What `https.request` passes on to the connection. */
type RequestOptions = HttpsOptions & { readonly secureContext?: SecureContext };

/**
 * The authorities that connections trust. VS Code adds those of the system to the context of each new connection one by one, which holds the
 * extension host for up to 50 ms. A context that it has completed serves the following connections; it is complete once a new
 * connection with it was verified.
 */
export class SharedTrust {
  private complete: SecureContext | undefined;
  /** Resolves once it is known whether the context is complete: requests that wait for that spare the host theirs. Absent at any other time. */
  completing: Promise<void> | undefined;
  /** A connection with the complete context was not trusted: from then on each has its own again. */
  private isRefused = false;

  /** Whether the next connection has the complete context. */
  get isShared(): boolean {
    return this.complete !== undefined && !this.isRefused;
  }

  /** Begins a request over TLS by `open`. */
  begin(options: RequestOptions, open: (options: RequestOptions) => ClientRequest): ClientRequest {
    if (this.isRefused || (!this.complete && this.completing)) return open(options);
    if (!this.complete) return this.beginComplete(options, open);
    // With `ca` VS Code adds nothing; beside a context it has no other effect.
    const request = open({ ...options, secureContext: this.complete, ca: [] });
    request.once('error', ({ code = '' }: NodeJS.ErrnoException) => {
      this.isRefused ||= distrustCodes.includes(code);
    });
    return request;
  }

  private beginComplete(options: RequestOptions, open: (options: RequestOptions) => ClientRequest): ClientRequest {
    const context = createSecureContext();
    const request = open({ ...options, secureContext: context });
    this.completing = whenVerified(request).then((isVerified) => {
      if (isVerified) this.complete = context;
      this.completing = undefined;
    });
    return request;
  }
}

/** Whether the request has a new connection whose certificate was verified; resolves with the handshake, or when there is none. */
function whenVerified(request: ClientRequest): Promise<boolean> {
  return new Promise((resolve) => {
    const fail = () => resolve(false);
    request.once('error', fail).once('close', fail);
    request.once('socket', (socket: TLSSocket) => {
      if (request.reusedSocket) return fail();
      const tell = () => resolve(socket.authorized);
      if (socket.authorized) tell();
      else socket.once('secureConnect', tell);
    });
  });
}
