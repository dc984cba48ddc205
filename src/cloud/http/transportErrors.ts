/** Creates the error of a request that was cancelled. */
export function abortError(): Error {
  return named('AbortError', 'Cancelled');
}

/** Creates the error of a request that takes too long. */
export function timeoutError(): Error {
  return named('RequestTimeoutError', 'No answer in time');
}

/** Creates the error of a response that the vendor would not send. */
export function badAnswerError(message: string): Error {
  return named('BadAnswerError', message);
}

/** Creates the error of a request that a proxy or a portal refused. `by` is its host and port if known. */
export function proxyRefusedError(statusCode: number, by?: string): Error {
  const message = `Refused by ${by ?? 'a proxy'}: HTTP ${statusCode}`;
  return Object.assign(named('ProxyRefusedError', message), { statusCode, proxy: by });
}

/** Creates the error of a request that was not sent, since the proxy opened no tunnel for it. */
export function noTunnelError(statusCode: number, by?: string): Error {
  return Object.assign(proxyRefusedError(statusCode, by), { hadNoTunnel: true });
}

/** Returns whether a request was certainly not sent, since the proxy opened no tunnel for it. */
export function hadNoTunnel(error: unknown): boolean {
  return error instanceof Error && 'hadNoTunnel' in error;
}

/**
 * Creates the error of a connection to the vendor with an untrusted certificate, such as that of a proxy that inspects TLS. `by` is the host and port of the
 * proxy, or the requested host if the proxy is unknown.
 */
export function interceptedError(code: string, by: string): Error {
  return Object.assign(named('ProxyRefusedError', `The certificate is not trusted (${code})`), { code, proxy: by });
}

/** Creates the error of a response whose status alone says enough, such as 414 from the vendor's gateway. */
export function statusError(statusCode: number): Error {
  return Object.assign(new Error(`HTTP ${statusCode}`), { statusCode });
}

/** Creates an error with a name, by which `translateError` recognizes it. */
function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
