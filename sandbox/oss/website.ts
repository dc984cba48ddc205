import type { ApiResponse, StoredBucket } from '../state/state.js';
import { isOn } from '../state/uncertain.js';
import { xmlAnswer } from './buckets.js';
import type { BucketCall, OssCall } from './call.js';
import { malformed, OssError } from './errors.js';
import { element, textElement } from './xml.js';

/** GetBucketWebsite: the stored document, or the default page set in the console. */
export function readWebsite({ bucket }: BucketCall): ApiResponse {
  if (!bucket.website) {
    const message = 'The specified bucket does not have a website configuration.';
    throw new OssError({ status: 404, code: 'NoSuchWebsiteConfiguration', message, ec: '0017-00000301' });
  }
  const { index, xml } = bucket.website;
  if (xml !== undefined) return { status: 200, headers: { 'Content-Type': 'application/xml' }, body: xml };
  return xmlAnswer(element('WebsiteConfiguration', element('IndexDocument', textElement('Suffix', index))));
}

/** PutBucketWebsite: replaces the document. */
export function putWebsite({ bucket, request }: BucketCall): ApiResponse {
  const xml = request.body.toString('utf8');
  if (!xml.includes('<WebsiteConfiguration')) throw malformed();
  bucket.website = { index: textOf(xml, 'Suffix') ?? '', xml };
  return { status: 200, headers: {}, body: '' };
}

/** DeleteBucketWebsite. */
export function deleteWebsite({ bucket }: BucketCall): ApiResponse {
  delete bucket.website;
  return { status: 204, headers: {}, body: '' };
}

/** An unsigned request for the bare address of a website gets its default page. A signed one, as by CDN, gets a listing. */
export function atIndexPage(call: OssCall): OssCall {
  const website = call.state.buckets.get(call.bucketName ?? '')?.website;
  if (!website?.index || !isVisitor(call) || call.action !== 'ListObjects' || call.rawQuery !== '') return call;
  return { ...call, action: 'GetObject', path: `/${encodeURIComponent(website.index)}` };
}

/** The answer for a missing object: the page in its folder, or the error page with its status. */
export function pageForMissing(
  call: OssCall,
  bucket: StoredBucket,
  key: string,
): { key: string; status: number } | undefined {
  const xml = bucket.website?.xml;
  if (xml === undefined || !isVisitor(call) || call.action !== 'GetObject' || bucket.objects.has(key)) return undefined;
  const inFolder = `${key.replace(/\/$/, '')}/${textOf(xml, 'Suffix') ?? ''}`;
  const isShown = textOf(xml, 'SupportSubDir') === 'true' && textOf(xml, 'Type') === '2';
  if (isShown && bucket.objects.has(inFolder)) return { key: inFolder, status: 200 };
  const [, error = ''] = /<ErrorDocument>([\s\S]*?)<\/ErrorDocument>/.exec(xml) ?? [];
  const page = textOf(error, 'Key');
  if (page === undefined || !bucket.objects.has(page)) return undefined;
  return { key: page, status: Number(textOf(error, 'HttpStatus') ?? 404) };
}

function isVisitor({ edge, request, viaCname, state }: OssCall): boolean {
  if (edge && viaCname && !isOn(state.uncertain, 'websiteAtOwnHost')) return false;
  return !edge?.signed && request.headers.authorization === undefined;
}

function textOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
