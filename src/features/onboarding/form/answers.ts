import type { SitePlan } from '../../../core/delivery/siteType.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import type { OnboardingPlan, RunStart } from '../../../core/onboarding/run/run.js';
import { type Origin, type OriginServer, standardPorts } from '../../../core/origin.js';
import type { BusinessType, CdnRegion } from '../../../core/ports/cdn.js';
import type { BucketRef } from '../../../core/ports/oss.js';

/** The answers of the form by question. Only the origin of `originKind` is answered. */
export interface OnboardingAnswers {
  readonly originKind: Origin['kind'];
  readonly bucket: BucketRef;
  readonly ossDomain: string;
  readonly addresses: readonly OriginServer[];
  readonly sites: readonly OriginServer[];
  readonly functionRegion: string;
  readonly functionDomain: string;
  readonly domain: string;
  /** `dcdn` leads to the console of DCDN. */
  readonly type: BusinessType | 'dcdn';
  readonly region: CdnRegion;
  readonly port: number;
  /** The site of a bucket's domain: proposed from its files, and changed only in the review. */
  readonly site: SitePlan;
  /** The folder to publish, as a URI text, or `later`. */
  readonly folder: string;
  /** The review was read and confirmed; `dcdn` as in `type`. */
  readonly agreed: RunStart | 'dcdn';
}

/** The plan once every question is answered, else `undefined`. */
export function toPlan(answers: Partial<OnboardingAnswers>): OnboardingPlan | undefined {
  const { domain, type, region, site } = answers;
  const origin = toOrigin(answers);
  // OSS serves buckets over HTTP at 80. Over 443 it may make browsers download pages.
  const port = answers.port ?? (origin?.kind === 'bucket' ? standardPorts.http : undefined);
  if (!origin || !domain || !type || type === 'dcdn' || !region || port === undefined) return undefined;
  return { domain, origin, type, region, port, ...(origin.kind === 'bucket' && site && { site }) };
}

/** The answers that lead to this plan. */
export function toAnswers({ domain, origin, type, region, port, site }: OnboardingPlan): Partial<OnboardingAnswers> {
  return { originKind: origin.kind, ...originAnswers(origin), domain, type, region, port, ...(site && { site }) };
}

function originAnswers(origin: Origin): Partial<OnboardingAnswers> {
  switch (origin.kind) {
    case 'bucket':
      return { bucket: origin.bucket };
    case 'ossDomain':
      return { ossDomain: origin.host };
    case 'ip':
      return { addresses: origin.servers };
    case 'site':
      return { sites: origin.servers };
    case 'functionCompute':
      return { functionRegion: origin.region, functionDomain: origin.host };
  }
}

/** The value for a folder chosen during the run. No URI text equals it. */
export const laterFolder = 'later';

/** The folder to publish to the bucket of the plan; `undefined` if none was chosen or can be mapped. */
export function toFolder(answers: Partial<OnboardingAnswers>): string | undefined {
  return isFolderAsked(answers) ? chosenFolder(answers) : undefined;
}

/** The folder chosen for a bucket, even if the later chosen domain cannot be mapped. */
export function chosenFolder({ originKind, folder }: Partial<OnboardingAnswers>): string | undefined {
  return originKind === 'bucket' && folder !== laterFolder ? folder : undefined;
}

/** Returns whether a folder can be published: a mapping needs a bucket and concrete hosts. */
export function isFolderAsked({ originKind, domain }: Partial<OnboardingAnswers>): boolean {
  return originKind === 'bucket' && !(domain !== undefined && isWildcard(domain));
}

/** The answered origin, with only the address of a bucket. */
export function toOrigin(answers: Partial<OnboardingAnswers>): Origin | undefined {
  const { bucket, ossDomain, addresses, sites, functionRegion, functionDomain } = answers;
  switch (answers.originKind) {
    case 'bucket':
      return bucket && { kind: 'bucket', bucket: { name: bucket.name, region: bucket.region } };
    case 'ossDomain':
      return ossDomain ? { kind: 'ossDomain', host: ossDomain } : undefined;
    case 'ip':
      return addresses && { kind: 'ip', servers: addresses };
    case 'site':
      return sites && { kind: 'site', servers: sites };
    case 'functionCompute':
      return functionRegion && functionDomain
        ? { kind: 'functionCompute', region: functionRegion, host: functionDomain }
        : undefined;
    case undefined:
      return undefined;
  }
}

/** Useful names in a zone: the usual ones for static files. */
export function suggestNames(zones: readonly string[]): readonly { readonly name: string; readonly zone: string }[] {
  return zones.flatMap((zone) => ['www', 'static', 'img'].map((prefix) => ({ name: `${prefix}.${zone}`, zone })));
}
