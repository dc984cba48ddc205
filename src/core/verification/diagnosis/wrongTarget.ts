import { isCdnTarget, normalizeHost, sameHost } from '../../dns/hostNames.js';
import type { EdgeAnswer } from '../../ports/probe.js';
import type { WrongTarget } from '../facts.js';

/** Domains of other vendors for acceleration or hosting. */
const otherVendors = [
  'cdn.cloudflare.net',
  'cloudflare.com',
  'pages.dev',
  'workers.dev',
  'cloudfront.net',
  'amazonaws.com',
  'akamaiedge.net',
  'akamai.net',
  'akamaized.net',
  'edgekey.net',
  'edgesuite.net',
  'fastly.net',
  'fastlylb.net',
  'azureedge.net',
  'azurefd.net',
  'azurewebsites.net',
  'trafficmanager.net',
  'cdn.dnsv1.com',
  'cdn.dnsv1.com.cn',
  'dsa.dnsv1.com',
  'tdnsv5.com',
  'myqcloud.com',
  'eo.dnse1.com',
  'qiniudns.com',
  'qiniucdn.com',
  'qbox.me',
  'upaiyun.com',
  'aicdn.com',
  'cdnhwc1.com',
  'cdnhwc2.com',
  'huaweicloud.com',
  'jomodns.com',
  'bdydns.com',
  'wscdns.com',
  'wsdvs.com',
  'lxdns.com',
  'chinanetcenter.com',
  'ksyuncdn.com',
  'volccdn.com',
  'bytedns.net',
  'vercel-dns.com',
  'vercel.app',
  'netlify.app',
  'netlify.com',
  'github.io',
  'gitee.io',
  'herokudns.com',
  'b-cdn.net',
  'kxcdn.com',
  'stackpathdns.com',
  'incapdns.net',
  'cdn77.org',
  'googlehosted.com',
] as const;

/**
 * Names of ESA, another product of Alibaba Cloud, for CNAMEs and name servers. Seen in public records and samples of the
 * vendor; no page lists them.
 */
const esaName = /\.a1\.init[a-z]{2}\.com$|(^|\.)atrustdns\.com$/;

const mostSlips = 2;

/** Classifies a CNAME target other than the `expected` one. */
export function classifyTarget(found: string, expected: string): WrongTarget {
  const name = normalizeHost(found);
  const wanted = normalizeHost(expected);
  // The same name in another zone of CDN differs by two letters, but is no typo.
  if (isCdnTarget(name) && zoneOf(name) !== zoneOf(wanted)) return 'oldCname';
  if (isSlip(name, wanted)) return 'typo';
  if (isCdnTarget(name)) return 'oldCname';
  if (/(^|\.)oss(-[a-z0-9-]+)?\.aliyuncs\.com$/.test(name)) return 'bucket';
  if (esaName.test(name)) return 'esa';
  if (otherVendors.some((end) => name === end || name.endsWith(`.${end}`))) return 'otherVendor';
  return 'other';
}

/** Returns whether an answer is from ESA, which returns its own addresses if it hosts the zone. */
export function isEsa({ headers }: EdgeAnswer): boolean {
  return headers.server?.toLowerCase() === 'esa';
}

/**
 * Returns whether a name is a typo: a letter or two, or an end that was dropped, doubled, or completed with the zone by
 * the provider's form.
 */
function isSlip(name: string, wanted: string): boolean {
  if (name.startsWith(`${wanted}.`)) return true;
  if (name.split('.').length > 2 && wanted.startsWith(`${name}.`)) return true;
  return !sameHost(name, wanted) && distance(name, wanted) <= mostSlips;
}

function zoneOf(name: string): string {
  return name.split('.').slice(-2).join('.');
}

/** The Levenshtein distance, up to the useful maximum. */
function distance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > mostSlips) return mostSlips + 1;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const swap = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
