import { AppError, isAppError } from '../../core/errors.js';
import type { BucketCname, BucketRef } from '../../core/ports/oss.js';
import { escapeXml } from '../../core/xmlText.js';
import type { CallSpec } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import { asList, type Element } from '../http/elements.js';
import type { OssControl } from './control.js';

async function listCnames(control: OssControl, { name, region }: BucketRef, signal: AbortSignal) {
  const operation = { action: 'ListCname', method: 'GET', path: '/?cname', bucket: name } as const;
  const { body } = await control.read({ action: operation.action, subject: name, signal }, (client, sdk) =>
    sdk.execute(client(region), operation),
  );
  return asList(body.Cname).map(toCname);
}

async function createCnameToken(control: OssControl, bucket: BucketRef, domain: string, signal: AbortSignal) {
  const spec: CallSpec = { action: 'CreateCnameToken', subject: domain, signal, repeatable: true };
  const answer = await post(control, spec, '/?cname&comp=token', bucket);
  const token = answer?.body.Token;
  if (typeof token === 'string' && token !== '') return token;
  throw new AppError('badAnswer', { action: spec.action, subject: domain });
}

async function createCname(control: OssControl, bucket: BucketRef, domain: string, signal: AbortSignal): Promise<void> {
  await post(control, { action: 'PutCname', subject: domain, signal }, '/?cname&comp=add', bucket);
}

async function deleteCname(control: OssControl, bucket: BucketRef, domain: string, signal: AbortSignal): Promise<void> {
  try {
    await post(control, { action: 'DeleteCname', subject: domain, signal }, '/?cname&comp=delete', bucket);
  } catch (error) {
    if (!isAppError(error) || error.details.code !== 'NoSuchCname') throw error;
  }
}

/** Custom domains of a bucket. The SDK has no methods for them, so they go through its generic call. */
export const cnameCalls = { listCnames, createCnameToken, createCname, deleteCname };

/** Sends the domain that the call is about. */
function post(control: OssControl, spec: CallSpec, path: string, { name, region }: BucketRef) {
  const cname = `<Cname><Domain>${escapeXml(spec.subject)}</Domain></Cname>`;
  const body = `<BucketCnameConfiguration>${cname}</BucketCnameConfiguration>`;
  return control.write(spec, (client, sdk) =>
    sdk.execute(client(region), { action: spec.action, method: 'POST', path, bucket: name, body }),
  );
}

/** `IsPurgeCdnCache` is in the vendor's samples but not in its reference: it may be missing, and its case varies. */
function toCname(row: Element): BucketCname {
  const purge = typeof row.IsPurgeCdnCache === 'string' ? row.IsPurgeCdnCache.toLowerCase() : '';
  const autoRefresh = purge === 'true' ? true : purge === 'false' ? false : undefined;
  return { domain: String(row.Domain), enabled: row.Status === 'Enabled', ...definedOnly({ autoRefresh }) };
}
