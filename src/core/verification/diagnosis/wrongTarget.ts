import { isCdnTarget, normalizeHost, sameHost } from '../../dns/hostNames.js';
import type { EdgeAnswer } from '../../ports/probe.js';
import type { WrongTarget } from '../facts.js';

/** Ends of the names that other vendors give their customers for acceleration or hosting. */
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
 * Names under which ESA, the other product of Alibaba Cloud, gives its customers CNAMEs and name servers. Seen in public records
 * and samples of the vendor; no page of the vendor lists them.
 */
const esaName = /\.a1\.init[a-z]{2}\.com$|(^|\.)atrustdns\.com$/;

const mostSlips = 2;

/** Says what a CNAME leads to that is not the `expected` one. */
export function classifyTarget(found: string, expected: string): WrongTarget {
  const name = normalizeHost(found);
  const wanted = normalizeHost(expected);
  // The same name in another zone of CDN is two letters away, and no slip.
  if (isCdnTarget(name) && zoneOf(name) !== zoneOf(wanted)) return 'oldCname';
  if (isSlip(name, wanted)) return 'typo';
  if (isCdnTarget(name)) return 'oldCname';
  if (/(^|\.)oss(-[a-z0-9-]+)?\.aliyuncs\.com$/.test(name)) return 'bucket';
  if (esaName.test(name)) return 'esa';
  if (otherVendors.some((end) => name === end || name.endsWith(`.${end}`))) return 'otherVendor';
  return 'other';
}

/** Says whether the server of an answer is one of ESA, which shows addresses of its own where it holds the zone. */
export function isEsa({ headers }: EdgeAnswer): boolean {
  return headers.server?.toLowerCase() === 'esa';
}

/** A letter or two, an end that was dropped, doubled, or completed with the zone by the provider's form. */
function isSlip(name: string, wanted: string): boolean {
  if (name.startsWith(`${wanted}.`)) return true;
  if (name.split('.').length > 2 && wanted.startsWith(`${name}.`)) return true;
  return !sameHost(name, wanted) && distance(name, wanted) <= mostSlips;
}

function zoneOf(name: string): string {
  return name.split('.').slice(-2).join('.');
}

/** Levenshtein's distance, counting no further than is of use. */
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
