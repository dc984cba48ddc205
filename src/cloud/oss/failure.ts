import type { HttpsAnswer } from '../http/httpsSend.js';
import { findSender, isForeignPage, isForeignRefusal, isFromVendor } from '../http/proxyAnswer.js';
import { badAnswerError, proxyRefusedError } from '../http/transportErrors.js';
import { parseXml } from '../http/xml.js';

/**
 * Throws, for `translateError`, unless the answer is a success of OSS. A page instead of an answer comes from a proxy,
 * except at a custom domain (`isCustom`), which may lead to any web server.
 */
export function checkAnswer(answer: HttpsAnswer, isCustom = false): void {
  if (isForeignRefusal(answer) || (!isCustom && isForeignPage(answer)))
    throw proxyRefusedError(answer.status, findSender(answer));
  if (answer.status < 200 || answer.status >= 300) throw toFailure(answer);
  // Another server, such as a captive portal, may also answer with success.
  if (!answer.headers['x-oss-request-id']) throw notFromOss();
}

/** The error of an answer that is not from OSS. */
export function notFromOss(): Error {
  return badAnswerError('Not an answer of OSS');
}

/** Converts an unsuccessful answer, with all details of OSS: code, EC, the right endpoint, the help link. */
function toFailure({ status, headers, body }: HttpsAnswer): Error {
  // A page with status 404 says nothing about an object unless it is from OSS.
  const isForeign = status < 500 && status !== 429 && !isFromVendor({ headers, body });
  if (isForeign) return Object.assign(notFromOss(), { data: { statusCode: status } });
  const said = readError(body.toString('utf8') || decodeHeader(headers['x-oss-err']));
  const data = {
    statusCode: status,
    requestId: said.RequestId ?? headers['x-oss-request-id'],
    ec: said.EC ?? headers['x-oss-ec'],
    endpoint: said.Endpoint,
    recommendDoc: said.RecommendDoc,
    Message: said.Message,
    ...(said.denial === undefined ? {} : { AccessDeniedDetail: said.denial }),
  };
  return Object.assign(new Error(said.Message ?? `HTTP ${status}`), { code: said.Code, data });
}

/** HEAD has no body: OSS puts its error in a header. */
function decodeHeader(value: string | undefined): string {
  return value ? Buffer.from(value, 'base64').toString('utf8') : '';
}

/** Parties in place of OSS (a proxy, a captive portal) send HTML. */
function readError(text: string): Readonly<Record<string, string | undefined>> & { readonly denial?: unknown } {
  const parsed = parseXml(text);
  if (parsed?.name !== 'Error') return {};
  const { AccessDeniedDetail: denial, ...content } = parsed.content;
  const words = Object.entries(content).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  return Object.assign(Object.fromEntries(words), { denial });
}
