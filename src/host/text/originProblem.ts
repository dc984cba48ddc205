import { l10n } from 'vscode';
import type { Origin, OriginProblem } from '../../core/origin.js';

const sentences: Readonly<Record<OriginProblem, (subject: string) => string>> = {
  empty: () => l10n.t('Type an origin: CDN fetches your files from it'),
  internalOss: (subject) =>
    l10n.t('CDN cannot fetch from an internal OSS endpoint: use the public one, without -internal: {0}', subject),
  notOss: (subject) =>
    l10n.t('This is not the public domain of a bucket, such as bucket.oss-cn-hangzhou.aliyuncs.com: {0}', subject),
  notAddress: (subject) => l10n.t('This is not an IP address: {0}', subject),
  notDomain: (subject) => l10n.t('This is not the domain of a website: {0}', subject),
  privateAddress: (subject) => l10n.t('CDN cannot reach a private address: use a public one: {0}', subject),
  mixed: () => l10n.t('An origin is either IP addresses or domains: do not mix the two'),
  tooMany: () => l10n.t('CDN takes at most 20 origin servers: leave some out'),
  badOption: (subject) => l10n.t('Only ;backup and ;weight=1 to ;weight=100 may follow an origin server: {0}', subject),
  withPort: (subject) => l10n.t('The port is asked for later, for all origin servers; leave it out: {0}', subject),
  duplicate: (subject) => l10n.t('This origin server is named twice: {0}', subject),
  sameAsDomain: (subject) => l10n.t('The origin cannot be the accelerated domain itself: {0}', subject),
  cdnName: (subject) =>
    l10n.t('This is a name of Alibaba Cloud CDN, not of an origin, CDN would ask itself for ever: {0}', subject),
  notFunctionCompute: (subject) => l10n.t('This is not a Function Compute domain of the chosen region: {0}', subject),
};

/** The sentence that refuses an origin. */
export function describeOriginProblem(problem: OriginProblem, subject = ''): string {
  return sentences[problem](subject);
}

/** The sentence that refuses a site origin of which DNS tells that it leads back to CDN. */
export function originLoopText(host: string): string {
  return l10n.t('DNS leads this origin back to CDN, in a loop: {0}', host);
}

/** An origin in a few words: the name of a bucket, or the hosts. */
export function originText(origin: Origin): string {
  switch (origin.kind) {
    case 'bucket':
      return origin.bucket.name;
    case 'ossDomain':
    case 'functionCompute':
      return origin.host;
    case 'ip':
    case 'site':
      return origin.servers.map(({ host }) => host).join(', ');
  }
}
