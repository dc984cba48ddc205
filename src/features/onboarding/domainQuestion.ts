import { l10n } from 'vscode';
import { parseDomainName, showDomain } from '../../core/domainName.js';
import type { Asking, FormUi, PickItem, Reply } from '../../core/form.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { describeDomainProblem } from '../../host/domainProblem.js';
import { type OnboardingAnswers, suggestNames } from './answers.js';
import { findObstacle } from './domainObstacle.js';
import { showNotice } from './notice.js';
import type { FormSources } from './sources.js';

const typed = '';
const none: readonly string[] = [];

/** Asks for the domain: bound to the bucket, in the account's zones, or typed; refused while it cannot be added. */
export async function askDomain(
  ui: FormUi,
  sources: FormSources,
  answers: Partial<OnboardingAnswers>,
  asking: Asking<string>,
): Promise<Reply<string>> {
  for (;;) {
    const reply = await chooseDomain(ui, sources, answers.bucket, asking);
    if (reply.kind !== 'value') return reply;
    const obstacle = await findObstacle(reply.value, answers, sources);
    if (!obstacle) return reply;
    const next = await showNotice(ui, placeOf(asking), obstacle, sources.openPage);
    if (next.kind === 'cancel') return next;
    if (next.kind === 'value' && next.value === 'take') return reply;
  }
}

async function chooseDomain(
  ui: FormUi,
  sources: FormSources,
  bucket: BucketRef | undefined,
  asking: Asking<string>,
): Promise<Reply<string>> {
  const items = await suggestions(sources, bucket, asking.earlier);
  if (items.length === 1) return typeDomain(ui, sources, asking);
  for (;;) {
    const reply = await ui.pick({
      ...placeOf(asking),
      title: l10n.t('Domain to Accelerate'),
      placeholder: l10n.t('Type a name, or pick one in a zone of your account'),
      items,
      ...(asking.earlier !== undefined && { selected: asking.earlier }),
    });
    if (reply.kind !== 'value' || reply.value !== typed) return reply;
    const name = await typeDomain(ui, sources, asking);
    if (name.kind !== 'back') return name;
  }
}

async function suggestions(
  sources: FormSources,
  bucket: BucketRef | undefined,
  earlier: string | undefined,
): Promise<readonly PickItem<string>[]> {
  const [bound, zones] = await Promise.all([bucket ? sources.boundDomains(bucket) : none, sources.zoneNames()]);
  const isOffered = (name: string) => name === earlier || bound.includes(name);
  return [
    ...(earlier ? [{ label: showDomain(earlier), description: l10n.t('your earlier answer'), value: earlier }] : []),
    ...bound
      .filter((name) => name !== earlier)
      .map((name) => ({
        label: name,
        description: l10n.t('bound to this bucket'),
        value: name,
      })),
    { label: `$(edit) ${l10n.t('Type a Name…')}`, value: typed },
    ...suggestNames(zones)
      .filter(({ name }) => !isOffered(name))
      .map(({ name, zone }) => ({ label: name, group: zone, value: name })),
  ];
}

async function typeDomain(ui: FormUi, sources: FormSources, asking: Asking<string>): Promise<Reply<string>> {
  const isPublicSuffix = await sources.loadIsPublicSuffix();
  const reply = await ui.input({
    ...placeOf(asking),
    title: l10n.t('Domain to Accelerate'),
    prompt: l10n.t('A subdomain, a root domain, or a wildcard such as *.example.com'),
    placeholder: 'www.example.com',
    ...(asking.earlier !== undefined && { value: showDomain(asking.earlier) }),
    validate(text) {
      const parsed = parseDomainName(text, isPublicSuffix);
      return parsed.ok ? undefined : describeDomainProblem(parsed.problem);
    },
  });
  if (reply.kind !== 'value') return reply;
  const parsed = parseDomainName(reply.value, isPublicSuffix);
  return parsed.ok ? { kind: 'value', value: parsed.name } : typeDomain(ui, sources, asking);
}

function placeOf({ step, total }: Asking<string>): { readonly step: number; readonly total: number } {
  return { step, total };
}
