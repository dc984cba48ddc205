import type { OnboardingPlan } from '../../core/onboarding/run.js';
import type { BusinessType, CdnRegion } from '../../core/ports/cdn.js';
import type { BucketRef } from '../../core/ports/oss.js';

/** What the form asks for, by question. */
export interface OnboardingAnswers {
  readonly bucket: BucketRef;
  readonly domain: string;
  readonly type: BusinessType;
  readonly region: CdnRegion;
  readonly port: number;
}

/** The plan once every question is answered, else `undefined`. */
export function toPlan({ bucket, domain, type, region, port }: Partial<OnboardingAnswers>): OnboardingPlan | undefined {
  if (!bucket || !domain || !type || !region || port === undefined) return undefined;
  return { bucket: { name: bucket.name, region: bucket.region }, domain, type, region, port };
}

/** Reads a port typed by a person: 1 to 65535, or `undefined`. */
export function parsePort(text: string): number | undefined {
  const digits = text.trim();
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** Names worth offering in a zone: the ones that sites usually keep their static files under. */
export function suggestNames(zones: readonly string[]): readonly { readonly name: string; readonly zone: string }[] {
  return zones.flatMap((zone) => ['www', 'static', 'img'].map((prefix) => ({ name: `${prefix}.${zone}`, zone })));
}
