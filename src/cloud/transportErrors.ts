/** What a request that its caller no longer wants ends with. */
export function abortError(): Error {
  return named('AbortError', 'Cancelled');
}

/** What a request ends with that takes too long. */
export function timeoutError(): Error {
  return named('RequestTimeoutError', 'No answer in time');
}

/** What stands for an answer that the vendor does not give. */
export function badAnswerError(message: string): Error {
  return named('BadAnswerError', message);
}

/** What ends a request that a proxy answers in the place of the vendor; `proxy` is its host and port where they are known. */
export function proxyRefusedError(statusCode: number, proxy?: string): Error {
  const message = `HTTP ${statusCode}${proxy === undefined ? '' : ` from the proxy ${proxy}`}`;
  return Object.assign(named('ProxyRefusedError', message), { statusCode, proxy });
}

/** `translateError` knows these errors by their names. */
function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
