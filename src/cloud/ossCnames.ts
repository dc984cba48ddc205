import { AppError } from '../core/errors.js';
import type { BucketCname, BucketRef, OssPort } from '../core/ports/oss.js';
import { type CallSpec, type Link, read, write } from './call.js';
import { compact } from './lazy.js';
import type { OssSdk } from './sdkClients.js';

type CnameCalls = Pick<OssPort, 'listCnames' | 'createCnameToken' | 'createCname' | 'deleteCname'>;

/** Custom domains of a bucket. The SDK has no methods for them, so they go through its generic call. */
export function createCnames(link: Link, load: OssSdk): CnameCalls {
  const send = async (bucket: BucketRef, action: string, path: string, domain: string) => {
    const { sdk, open } = await load();
    const body = { BucketCnameConfiguration: { Cname: { Domain: domain } } };
    return sdk.execute(open(bucket.region), { action, method: 'POST', path, bucket: bucket.name, body });
  };
  return {
    async listCnames(bucket, signal) {
      const { sdk, open } = await load();
      const { body } = await read(link, { action: 'ListCname', subject: bucket.name, signal }, () =>
        sdk.execute(open(bucket.region), { action: 'ListCname', method: 'GET', path: '/?cname', bucket: bucket.name }),
      );
      return sdk.asList(body.Cname).map(toCname);
    },
    async createCnameToken(bucket, domain, signal) {
      const spec: CallSpec = { action: 'CreateCnameToken', subject: domain, signal, repeatable: true };
      const answer = await write(link, spec, () => send(bucket, spec.action, '/?cname&comp=token', domain));
      const token = answer?.body.Token;
      if (typeof token !== 'string' || token === '') {
        throw new AppError('badAnswer', { action: spec.action, subject: domain });
      }
      return token;
    },
    async createCname(bucket, domain, signal) {
      const spec = { action: 'PutCname', subject: domain, signal };
      await write(link, spec, () => send(bucket, spec.action, '/?cname&comp=add', domain));
    },
    async deleteCname(bucket, domain, signal) {
      const spec = { action: 'DeleteCname', subject: domain, signal };
      await write(link, spec, () => send(bucket, spec.action, '/?cname&comp=delete', domain));
    },
  };
}

/** `IsPurgeCdnCache` is in the vendor's samples but not in its reference: it may be missing, and its case varies. */
function toCname(row: Readonly<Record<string, unknown>>): BucketCname {
  const purge = typeof row.IsPurgeCdnCache === 'string' ? row.IsPurgeCdnCache.toLowerCase() : '';
  return compact<BucketCname>({
    domain: String(row.Domain),
    enabled: row.Status === 'Enabled',
    autoRefresh: purge === 'true' ? true : purge === 'false' ? false : undefined,
  });
}
