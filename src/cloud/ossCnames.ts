import { isAppError } from '../core/errors.js';
import type { BucketCname, BucketRef, OssPort } from '../core/ports/oss.js';
import type { CallSpec } from './call.js';
import { asList, type Element } from './elements.js';
import { compact } from './lazy.js';
import { badAnswer, type OssApi, readXml } from './ossApi.js';
import { escapeXml } from './ossXml.js';

type CnameCalls = Pick<OssPort, 'listCnames' | 'createCnameToken' | 'createCname' | 'deleteCname'>;

/** Custom domains of a bucket. */
export function createCnames(api: OssApi): CnameCalls {
  return {
    async listCnames({ name, region }, signal) {
      const spec: CallSpec = { action: 'ListCname', subject: name, signal };
      const answer = await api.read(spec, { method: 'GET', region, bucket: { name }, query: { cname: '' } });
      return asList(readXml(answer, 'ListCnameResult', spec).Cname).map(toCname);
    },
    async createCnameToken(bucket, domain, signal) {
      const spec: CallSpec = { action: 'CreateCnameToken', subject: domain, signal, repeatable: true };
      const { Token: token } = readXml(await post(api, spec, 'token', bucket), 'CnameToken', spec);
      if (typeof token === 'string' && token !== '') return token;
      throw badAnswer(spec);
    },
    async createCname(bucket, domain, signal) {
      await post(api, { action: 'PutCname', subject: domain, signal }, 'add', bucket);
    },
    async deleteCname(bucket, domain, signal) {
      try {
        await post(api, { action: 'DeleteCname', subject: domain, signal }, 'delete', bucket);
      } catch (error) {
        if (!isAppError(error) || error.details.code !== 'NoSuchCname') throw error;
      }
    },
  };
}

/** Sends the domain that the call is about. */
function post(api: OssApi, spec: CallSpec, comp: string, { name, region }: BucketRef) {
  const domain = `<Cname><Domain>${escapeXml(spec.subject)}</Domain></Cname>`;
  return api.write(spec, {
    method: 'POST',
    region,
    bucket: { name },
    query: { cname: '', comp },
    headers: { 'content-type': 'application/xml' },
    body: Buffer.from(`<BucketCnameConfiguration>${domain}</BucketCnameConfiguration>`),
  });
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
