import type { SitePlan } from '../../../core/delivery/siteType.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import type { OnboardingPlan, RunStart } from '../../../core/onboarding/run/run.js';
import { type Origin, type OriginServer, standardPorts } from '../../../core/origin.js';
import type { BusinessType, CdnRegion } from '../../../core/ports/cdn.js';
import type { BucketRef } from '../../../core/ports/oss.js';

/** The answers of the form, by question. Of the questions about the origin, only those for `originKind` are answered. */
export interface OnboardingAnswers {
  readonly originKind: Origin['kind'];
  readonly bucket: BucketRef;
  readonly ossDomain: string;
  readonly addresses: readonly OriginServer[];
  readonly sites: readonly OriginServer[];
  readonly functionRegion: string;
  readonly functionDomain: string;
  readonly domain: string;
  /** The business type. `dcdn` means that the form ends and the console of DCDN opens. */
  readonly type: BusinessType | 'dcdn';
  readonly region: CdnRegion;
  readonly port: number;
  /** The site that the domain of a bucket serves. It is proposed from the files of the bucket and can only be changed in the review. */
  readonly site: SitePlan;
  /** The folder to publish, as a URI text, or `later`. */
  readonly folder: string;
  /** The result that the user confirmed in the review. `dcdn` has the same meaning as in `type`. */
  readonly agreed: RunStart | 'dcdn';
}

/** Returns the plan once every question is answered, and `undefined` before. */
export function toPlan(answers: Partial<OnboardingAnswers>): OnboardingPlan | undefined {
  const { domain, type, region, site } = answers;
  const origin = toOrigin(answers);
  // OSS serves buckets over HTTP at 80. Over 443 it may make browsers download pages.
  const port = answers.port ?? (origin?.kind === 'bucket' ? standardPorts.http : undefined);
  if (!origin || !domain || !type || type === 'dcdn' || !region || port === undefined) return undefined;
  return { domain, origin, type, region, port, ...(origin.kind === 'bucket' && site && { site }) };
}

/** The answer of a user who chooses the folder during the run. No URI text equals it. */
export const laterFolder = 'later';

/** Returns the folder to publish to the bucket of the plan. Returns `undefined` if none was chosen or the domain cannot be mapped. */
export function toFolder(answers: Partial<OnboardingAnswers>): string | undefined {
  return isFolderAsked(answers) ? chosenFolder(answers) : undefined;
}

/** Returns the folder that was chosen for a bucket, even if a domain that was chosen later cannot be mapped. */
export function chosenFolder({ originKind, folder }: Partial<OnboardingAnswers>): string | undefined {
  return originKind === 'bucket' && folder !== laterFolder ? folder : undefined;
}

/** Returns whether a folder can be published at all, since a mapping needs a bucket and concrete hosts. */
export function isFolderAsked({ originKind, domain }: Partial<OnboardingAnswers>): boolean {
  return originKind === 'bucket' && !(domain !== undefined && isWildcard(domain));
}

/** Returns the origin as answered. A bucket is reduced to its name and region. */
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

/** Suggests domains in the zones, with the names that are usual for static files. */
export function suggestNames(zones: readonly string[]): readonly { readonly name: string; readonly zone: string }[] {
  return zones.flatMap((zone) => ['www', 'static', 'img'].map((prefix) => ({ name: `${prefix}.${zone}`, zone })));
}
