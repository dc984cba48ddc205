import type { ApiResponse } from '../state/state.js';
import { xmlAnswer } from './buckets.js';
import type { BucketCall, OssCall } from './call.js';
import { OssError } from './errors.js';
import { element, textElement } from './xml.js';

/** GetBucketWebsite: the default page of the static website. */
export function readWebsite({ bucket }: BucketCall): ApiResponse {
  if (!bucket.website) {
    const message = 'The specified bucket does not have a website configuration.';
    throw new OssError({ status: 404, code: 'NoSuchWebsiteConfiguration', message, ec: '0017-00000301' });
  }
  const index = element('IndexDocument', textElement('Suffix', bucket.website.index));
  return xmlAnswer(element('WebsiteConfiguration', index));
}

/** A visitor of the bare address of a static website gets its default page; who signs, CDN included, asks for a listing. */
export function atIndexPage(call: OssCall): OssCall {
  const website = call.state.buckets.get(call.bucketName ?? '')?.website;
  const isVisitor = !call.edge?.signed && call.request.headers.authorization === undefined;
  if (!website || !isVisitor || call.action !== 'ListObjects' || call.rawQuery !== '') return call;
  return { ...call, action: 'GetObject', path: `/${encodeURIComponent(website.index)}` };
}
