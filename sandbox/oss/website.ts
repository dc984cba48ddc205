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

/** A bucket made from here on sends no redirect of its website under its own domain. Source: OSS, EC 0048-00000300. */
const redirectsRefusedFrom = Date.UTC(2024, 7, 5);

/**
 * The answer for a missing object: the page of its folder, a redirect to that, or the error page with its status. Source: PutBucketWebsite, SupportSubDir and
 * Type: without SupportSubDir an address with a final slash is answered with the page of the root.
 */
export function pageForMissing(
  call: OssCall,
  bucket: StoredBucket,
  key: string,
): { readonly key: string; readonly status: number } | { readonly location: string } | undefined {
  const xml = bucket.website?.xml;
  if (xml === undefined || !isVisitor(call) || call.action !== 'GetObject' || bucket.objects.has(key)) return undefined;
  const index = textOf(xml, 'Suffix') ?? '';
  const hasFolders = textOf(xml, 'SupportSubDir') === 'true';
  const isFolder = key.endsWith('/');
  const page = isFolder && !hasFolders ? index : `${key.replace(/\/$/, '')}/${index}`;
  const type = textOf(xml, 'Type') ?? '0';
  if (bucket.objects.has(page)) {
    if (isFolder || (hasFolders && type === '2')) return { key: page, status: 200 };
    if (hasFolders && type === '0') return redirectTo(`${call.path}/`, call, bucket);
  }
  const [, error = ''] = /<ErrorDocument>([\s\S]*?)<\/ErrorDocument>/.exec(xml) ?? [];
  const errorPage = textOf(error, 'Key');
  if (errorPage === undefined || !bucket.objects.has(errorPage)) return undefined;
  return { key: errorPage, status: Number(textOf(error, 'HttpStatus') ?? 404) };
}

function redirectTo(location: string, { viaCname }: OssCall, bucket: StoredBucket) {
  if (viaCname || bucket.createdAt.getTime() < redirectsRefusedFrom) return { location };
  const message = 'The redirect is not allowed under the default domain of the bucket.';
  throw new OssError({ status: 400, code: 'ExternalRedirectForbidden', message, ec: '0048-00000300' });
}

function isVisitor({ edge, request, viaCname, state }: OssCall): boolean {
  if (edge && viaCname && !isOn(state.uncertain, 'websiteAtOwnHost')) return false;
  return !edge?.signed && request.headers.authorization === undefined;
}

function textOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
