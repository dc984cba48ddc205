import { randomBytes } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import { hostedZoneOf, resolve } from '../alidns/authority.js';
import { serviceNow, toRealMs } from '../state/clock.js';
import { isMainland } from '../state/regions.js';
import type { ApiResponse, BoundCname, SandboxState, StoredBucket } from '../state/state.js';
import { isOn } from '../state/uncertain.js';
import { ownerElement, xmlAnswer } from './buckets.js';
import type { BucketCall } from './call.js';
import { invalidArgument, OssError } from './errors.js';
import { element, formatTime, textElements } from './xml.js';

const tokenLifeMs = 72 * 3_600_000;
const vendorNames = /(^|\.)(aliyuncs\.com|aliyun\.com|aliyun-inc\.com|taobaocdn\.com|taobao\.com)$/;
const domainName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
const parser = new XMLParser({ parseTagValue: false });

/** CreateCnameToken: the same token for 72 hours. */
export function createCnameToken(call: BucketCall): ApiResponse {
  const domain = readDomain(call);
  if (call.bucket.cnames.has(domain)) {
    const message = 'The domain needs no token: it is bound already.';
    throw refuse(400, 'NoNeedCreateCnameToken', message, { ec: '0018-00000109', Cname: domain });
  }
  const known = call.bucket.cnameTokens.get(domain);
  const now = serviceNow(call.state);
  if (!known || known.expires.getTime() <= now) {
    const expires = new Date(now + toRealMs(call.state, tokenLifeMs));
    call.bucket.cnameTokens.set(domain, { token: randomBytes(16).toString('hex'), expires });
  }
  return tokenAnswer(call.bucket, domain);
}

/** GetCnameToken: the existing token. */
export function readCnameToken(call: BucketCall): ApiResponse {
  return tokenAnswer(call.bucket, (call.query.get('cname') ?? '').toLowerCase());
}

/** PutCname: binds the name if nothing prevents it. */
export function createCname(call: BucketCall): ApiResponse {
  const { bucket, state } = call;
  const domain = readDomain(call);
  checkHolder(state, domain);
  if (isMainland(bucket.region) && !isFiled(state, domain)) {
    throw refuse(404, 'NoSuchCnameInRecord', 'The domain name is not found in ICP records.', { ec: '0018-00000204' });
  }
  if (!ownsName(call, domain)) {
    throw refuse(403, 'NeedVerifyDomainOwnership', 'Please verify the ownership of the domain name.', {
      ec: '0018-00000201',
    });
  }
  const lastModified = new Date(serviceNow(state));
  const certified = parseBody(call.request.body).CertificateConfiguration === undefined ? {} : { hasCertificate: true };
  bucket.cnames.set(domain, { domain, lastModified, enabled: true, isPurgeCdnCache: false, ...certified });
  state.events.emit('change');
  return { status: 200, headers: {}, body: '' };
}

/** ListCname: the bound names, with the console's Auto CDN Cache Update where the vendor returns it. */
export function listCnames({ bucket, state }: BucketCall): ApiResponse {
  const rows = [...bucket.cnames.values()].map((cname) => element('Cname', cnameRow(cname, state)));
  const name = textElements({ Bucket: bucket.name });
  return xmlAnswer(element('ListCnameResult', name, ownerElement(state), ...rows));
}

/** DeleteCname: unbinds the name and removes the console switch. */
export function deleteCname(call: BucketCall): ApiResponse {
  const domain = readDomain(call);
  if (!call.bucket.cnames.delete(domain)) {
    throw refuse(404, 'NoSuchCname', 'The specified cname does not exist.', { ec: '0018-00000101', Cname: domain });
  }
  call.state.events.emit('change');
  return { status: 200, headers: {}, body: '' };
}

function cnameRow(cname: BoundCname, state: SandboxState): string {
  const { purgeField } = state.uncertain;
  const shown = showsPurge(cname, state);
  const flag = purgeField === 'capitalised' ? (shown ? 'True' : 'False') : shown;
  return textElements({
    Domain: cname.domain,
    LastModified: formatTime(cname.lastModified),
    Status: cname.enabled ? 'Enabled' : 'Disabled',
    IsPurgeCdnCache: purgeField === 'absent' ? undefined : flag,
  });
}

const switchedOn = new WeakMap<BoundCname, number>();

/** Returns whether the console switch is visible yet. */
function showsPurge(cname: BoundCname, state: SandboxState): boolean {
  if (!cname.isPurgeCdnCache) {
    switchedOn.delete(cname);
    return false;
  }
  const since = switchedOn.get(cname) ?? Date.now();
  switchedOn.set(cname, since);
  return Date.now() - since >= toRealMs(state, Number(state.uncertain.purgeFieldLag) * 1000);
}

function readDomain({ request, state }: BucketCall): string {
  const cname = parseBody(request.body);
  if (cname.IsPurgeCdnCache !== undefined && state.uncertain.purgeFieldWrite === 'refused') {
    throw refuse(400, 'InvalidArgument', 'The CDN cache auto refresh can not be changed by API.', {
      ec: '0018-00000004',
    });
  }
  const domain = String(cname.Domain ?? '').toLowerCase();
  if (vendorNames.test(domain))
    throw refuse(400, 'InvalidArgument', 'The domain is forbidden.', { ec: '0018-00000401' });
  if (domainName.test(domain)) return domain;
  throw invalidArgument('The domain name is invalid.', { ArgumentName: 'Domain', ArgumentValue: domain });
}

function parseBody(body: Buffer): { Domain?: unknown; IsPurgeCdnCache?: unknown; CertificateConfiguration?: unknown } {
  try {
    const parsed = parser.parse(body.toString(), true) as { BucketCnameConfiguration?: { Cname?: object } };
    const cname = parsed.BucketCnameConfiguration?.Cname;
    if (typeof cname === 'object') return cname;
  } catch {
    // Reported below, like a document of another shape.
  }
  throw refuse(400, 'MalformedXML', 'The XML you provided was not well-formed.', { ec: '0003-00000801' });
}

function tokenAnswer({ name, cnameTokens }: StoredBucket, domain: string): ApiResponse {
  const known = cnameTokens.get(domain);
  if (!known)
    throw refuse(404, 'CnameTokenNotFound', 'The cname token does not exist.', { ec: '0018-00000108', Cname: domain });
  const fields = { Bucket: name, Cname: domain, Token: known.token, ExpireTime: known.expires.toUTCString() };
  return xmlAnswer(element('CnameToken', textElements(fields)));
}

function checkHolder(state: SandboxState, domain: string): void {
  const bound = [...state.buckets.values()].some(({ cnames }) => cnames.has(domain));
  if (bound) {
    const message = 'The cname you specified has already existed.';
    throw refuse(409, 'CnameAlreadyExists', message, { ec: '0018-00000202', Cname: domain, CnameType: 'CNAME_OSS' });
  }
  if (state.takenNames.get(domain) === 'DomainExistOtherUser') {
    throw refuse(403, 'CnameDenied', 'The cname is held by another account.', { ec: '0018-00000203', Cname: domain });
  }
}

function isFiled(state: SandboxState, domain: string): boolean {
  return [...state.icpFiled].some((root) => domain === root || domain.endsWith(`.${root}`));
}

function ownsName({ bucket, state }: BucketCall, domain: string): boolean {
  if (hostedZoneOf(state, domain) && isOn(state.uncertain, 'cnameSkipsToken')) return true;
  const known = bucket.cnameTokens.get(domain);
  if (!known || known.expires.getTime() <= serviceNow(state)) return false;
  const { answers } = resolve(state, `_dnsauth.${domain}`, 'TXT');
  return answers.some(({ type, value }) => type === 'TXT' && value.replace(/^"|"$/g, '') === known.token);
}

/** The last value holds the `EC` and further elements of the answer. */
function refuse(
  status: number,
  code: string,
  message: string,
  { ec, ...more }: { readonly ec: string } & Readonly<Record<string, string>>,
): OssError {
  return new OssError({ status, code, message, ec, more });
}
