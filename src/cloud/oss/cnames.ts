import { AppError, isAppError } from '../../core/errors.js';
import type { BucketCname, BucketRef, OssPort } from '../../core/ports/oss.js';
import type { CallSpec } from '../callWithRetry.js';
import { asList, type Element } from '../http/elements.js';
import { escapeXml } from '../http/xml.js';
import { compact } from '../lazy.js';
import type { OssControl } from '../sdkClients.js';

type CnameCalls = Pick<OssPort, 'listCnames' | 'createCnameToken' | 'createCname' | 'deleteCname'>;

/** Custom domains of a bucket. The SDK has no methods for them, so they go through its generic call. */
export function createCnames(control: OssControl): CnameCalls {
  return {
    async listCnames({ name, region }, signal) {
      const operation = { action: 'ListCname', method: 'GET', path: '/?cname', bucket: name } as const;
      const { body } = await control.read({ action: operation.action, subject: name, signal }, (client, sdk) =>
        sdk.execute(client(region), operation),
      );
      return asList(body.Cname).map(toCname);
    },
    async createCnameToken(bucket, domain, signal) {
      const spec: CallSpec = { action: 'CreateCnameToken', subject: domain, signal, repeatable: true };
      const answer = await post(control, spec, '/?cname&comp=token', bucket);
      const token = answer?.body.Token;
      if (typeof token === 'string' && token !== '') return token;
      throw new AppError('badAnswer', { action: spec.action, subject: domain });
    },
    async createCname(bucket, domain, signal) {
      await post(control, { action: 'PutCname', subject: domain, signal }, '/?cname&comp=add', bucket);
    },
    async deleteCname(bucket, domain, signal) {
      try {
        await post(control, { action: 'DeleteCname', subject: domain, signal }, '/?cname&comp=delete', bucket);
      } catch (error) {
        if (!isAppError(error) || error.details.code !== 'NoSuchCname') throw error;
      }
    },
  };
}

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
  return compact<BucketCname>({
    domain: String(row.Domain),
    enabled: row.Status === 'Enabled',
    autoRefresh: purge === 'true' ? true : purge === 'false' ? false : undefined,
  });
}
