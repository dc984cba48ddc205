import { isPossible, type PossibleCertificate, preselect } from '../../../core/https/certificateOptions.js';
import type { OnboardingPlan } from '../../../core/onboarding/run/run.js';
import type { Choices } from './choices.js';
import type { PlanOutlook } from './outlook.js';

/** The parts of a plan that its review can change. */
const changeable = ['type', 'region', 'port', 'site'] as const;

/** Changes in a review that may be left: the plan of the form, and the changed one. */
export interface KeptChoices {
  readonly from: OnboardingPlan;
  readonly to: OnboardingPlan;
  /** Identifies a certificate other than the proposed one. */
  readonly certificate?: string;
  readonly contact?: number;
  readonly redirects: boolean;
  readonly watch?: boolean;
}

/** Stores the choices of a review while the form is open. */
export interface ReviewDraft {
  read(): KeptChoices | undefined;
  /** Stores them, and their effect on the answers of the form. */
  write(kept: KeptChoices): void;
  /** Returns whether the form asks for this part of the plan, and then shows the changed value. */
  isAsked(part: (typeof changeable)[number]): boolean;
}

/** Stores changes; a part that the form asks for becomes its answer. */
export function keepChoices(
  from: OnboardingPlan,
  choices: Choices,
  { certificates }: PlanOutlook,
  { isAsked, write }: Pick<ReviewDraft, 'isAsked' | 'write'>,
): void {
  const { plan: to, certificate, contact, redirects, watch } = choices;
  const chosen = keyOf(certificate);
  write({
    from: changeable.reduce((plan, part) => (isAsked(part) ? withPart(plan, part, to) : plan), from),
    to,
    ...(chosen !== keyOf(preselect(certificates)) && { certificate: chosen }),
    ...(contact !== undefined && { contact }),
    redirects,
    ...(watch !== undefined && { watch }),
  });
}

/** Applies earlier changes for the same domain and origin, as far as they are still possible. */
export function recallChoices(kept: KeptChoices | undefined, choices: Choices, { certificates }: PlanOutlook): Choices {
  const { plan } = choices;
  if (!kept || kept.to.domain !== plan.domain || !isSame(kept.to.origin, plan.origin)) return choices;
  const recalled = changeable.reduce(
    (each, part) => (isSame(each[part], kept.from[part]) ? withPart(each, part, kept.to) : each),
    plan,
  );
  const { reason, ...others } = choices;
  const certificate = certificates.filter(isPossible).find((option) => keyOf(option) === kept.certificate);
  return {
    ...others,
    ...(reason !== undefined && recalled.site?.type === plan.site?.type && { reason }),
    plan: recalled,
    redirects: kept.redirects,
    ...(others.watch !== undefined && kept.watch !== undefined && { watch: kept.watch }),
    ...(certificate && { certificate }),
    ...(kept.contact !== undefined && { contact: kept.contact }),
  };
}

function withPart(plan: OnboardingPlan, part: (typeof changeable)[number], of: OnboardingPlan): OnboardingPlan {
  const { [part]: _former, ...others } = plan;
  return { ...others, ...(of[part] !== undefined && { [part]: of[part] }) } as OnboardingPlan;
}

function keyOf(option: PossibleCertificate): string {
  if (option.kind === 'own') return `own ${option.certificate.region} ${option.certificate.id}`;
  return option.kind === 'free' ? `free ${option.offer.instance.id}` : option.kind;
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
