/** The error of a request that was cancelled. */
export function abortError(): Error {
  return named('AbortError', 'Cancelled');
}

/** The error of a request that takes too long. */
export function timeoutError(): Error {
  return named('RequestTimeoutError', 'No answer in time');
}

/** The error of a response that is not what the vendor sends. */
export function badAnswerError(message: string): Error {
  return named('BadAnswerError', message);
}

/** The error of a request that a proxy or a portal refuses. `by` is its host and port if known. */
export function proxyRefusedError(statusCode: number, by?: string): Error {
  const message = `Refused by ${by ?? 'a proxy'}: HTTP ${statusCode}`;
  return Object.assign(named('ProxyRefusedError', message), { statusCode, proxy: by });
}

/**
 * The error of a connection to the vendor with an untrusted certificate, as of a proxy that inspects TLS. `by` is the
 * host and port of the proxy, else the requested host.
 */
export function interceptedError(code: string, by: string): Error {
  return Object.assign(named('ProxyRefusedError', `The certificate is not trusted (${code})`), { code, proxy: by });
}

/** The error of a response whose status says enough, such as 414 of the vendor's gateway. */
export function statusError(statusCode: number): Error {
  return Object.assign(new Error(`HTTP ${statusCode}`), { statusCode });
}

/** `translateError` matches these errors by name. */
function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
