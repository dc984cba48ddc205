import type { Readable } from 'node:stream';
import Xml from '@alicloud/tea-xml';
import { asList } from '../elements.js';

/** The elements that the SDK's models want as lists; a single one arrives as an object. */
const lists = ['Contents', 'CommonPrefixes'];

/** The content of an answer, with what repeats as a list whatever its number. */
export function normaliseLists(root: unknown): Record<string, unknown> {
  if (typeof root !== 'object' || root === null) return {};
  const answer: Record<string, unknown> = { ...root };
  for (const name of lists) {
    if (name in answer) answer[name] = asList(answer[name]);
  }
  return answer;
}

/** Reads a body to its end; absent bodies are empty. */
export async function readBytes(body: Readable | undefined): Promise<Buffer> {
  if (!body) return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Reads a body as UTF-8. */
export async function readText(body: Readable | undefined): Promise<string> {
  return (await readBytes(body)).toString('utf8');
}

/** An answer that is not a success, with all that OSS says of it: code, EC, the right endpoint, the help link. */
export async function toFailure(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Readable | undefined,
): Promise<Error> {
  const text = (await readText(body)) || decodeHeader(headers['x-oss-err']);
  const said = parseError(text);
  const data = {
    statusCode: status,
    requestId: said.RequestId ?? headers['x-oss-request-id'],
    ec: said.EC ?? headers['x-oss-ec'],
    endpoint: said.Endpoint,
    recommendDoc: said.RecommendDoc,
    Message: said.Message,
  };
  return Object.assign(new Error(said.Message ?? `HTTP ${status}`), { code: said.Code, data });
}

function decodeHeader(value: string | undefined): string {
  return value ? Buffer.from(value, 'base64').toString('utf8') : '';
}

/** Never throws: what answers in place of OSS (a proxy, a captive portal) sends HTML. */
function parseError(text: string): Readonly<Record<string, string | undefined>> {
  try {
    const root: unknown = Xml.parseXml(text, null)?.Error;
    if (typeof root !== 'object' || root === null) return {};
    return Object.fromEntries(Object.entries(root).filter(([, value]) => typeof value === 'string' && value !== ''));
  } catch {
    return {};
  }
}
