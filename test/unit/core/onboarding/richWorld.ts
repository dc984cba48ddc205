import { certificateApproval, onceApproval, startLines } from '../../../../src/core/onboarding/approvals.js';
import { newFacts } from '../../../../src/core/onboarding/run/facts.js';
import type { OnboardingPlan, RunAnswers } from '../../../../src/core/onboarding/run/run.js';
import type { DnsRecord } from '../../../../src/core/ports/dns.js';
import { addMemoryCertificate } from '../../../support/memory/certificates.js';
import type { MemoryCloud } from '../../../support/memoryCloud.js';
import { plan, readyCloud, type World } from './world.js';

/** An account in which every step has something to do: private bucket, closed public endpoint, an A record in the way. */
export function richCloud(): MemoryCloud {
  const cloud = readyCloud();
  const bucket = cloud.state.buckets.get('site');
  if (bucket) bucket.info = { ...bucket.info, acl: 'private' };
  cloud.state.publicEndpointClosed = true;
  cloud.state.rootDenied = true;
  cloud.state.records.push(oldRecord);
  addMemoryCertificate(cloud.state, ['*.example.com'], 2e12, 'wild');
  return cloud;
}

/** A plan in which every step has something to do. */
export const richPlan: OnboardingPlan = {
  ...plan,
  site: { type: 'website', notFoundPage: `http://${plan.domain}/404.html`, query: 'imagesKept' },
};

/** What the review of that plan answers: a folder with a new file, a certificate, the redirect, and what no visitor sees. */
export function richStart({ cloud: { state }, publishing }: World): Partial<RunAnswers> {
  publishing.added = 1;
  const [first] = state.certificates.values();
  const chosen = first && ({ kind: 'own', id: first.id, name: first.name, region: first.region } as const);
  const redirect = onceApproval('redirect', plan.domain, newFacts);
  return {
    folder: 'file:///site/dist',
    started: [startLines.site, startLines.publish],
    ...(chosen && { certificate: chosen }),
    approvals: { redirect, ...(chosen && { certificate: certificateApproval(chosen, undefined, newFacts) }) },
  };
}

/** The record that visitors followed before. */
export const oldRecord: DnsRecord = {
  id: 'old',
  zone: 'example.com',
  rr: 'img',
  type: 'A',
  value: '192.0.2.9',
  ttl: 1200,
  line: 'default',
  enabled: true,
  locked: false,
};

/** Everything that an onboarding of the rich account leaves behind, as one value to compare. */
export function remains({ cloud: { state }, mappings, publishing }: World) {
  return {
    domains: [...state.domains.keys()],
    records: state.records.map(({ rr, type, value, enabled }) => `${rr} ${type} ${value} ${enabled}`).sort(),
    bound: [...(state.buckets.get('site')?.cnames.keys() ?? [])].sort(),
    configs: (state.configs.get(plan.domain) ?? []).map(({ functionName }) => functionName).sort(),
    certificate: state.certificates.get(state.given.get(plan.domain) ?? 0)?.name,
    consent: publishing.consent,
    mapping: [...mappings],
  };
}

/** What `remains` is when all went well. */
export const richEnd = {
  domains: [plan.domain],
  records: ['img CNAME img.example.com.w.kunlunsl.com true', 'upload CNAME site.oss-cn-hangzhou.aliyuncs.com true'],
  bound: [plan.domain, 'upload.example.com'],
  configs: [
    'brotli',
    'error_page',
    'gzip',
    'host_redirect',
    'host_redirect',
    'host_redirect',
    'https_force',
    'https_option',
    'https_tls_version',
    'l2_oss_key',
    'path_based_ttl_set',
    'set_hashkey_args',
    'set_req_host_header',
  ],
  certificate: 'wild',
  consent: 'given',
  mapping: [[plan.domain, 'upload.example.com']],
};
