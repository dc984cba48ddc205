import { l10n } from 'vscode';
import { parseDomainName, showDomain } from '../../core/domainName.js';
import type { Asking, FormUi, PickItem, Reply } from '../../core/form.js';
import { describeDomainProblem } from '../../host/domainProblem.js';
import { suggestNames } from './answers.js';
import type { FormSources } from './sources.js';

const typed = '';

/** Asks for the domain: picked from names in the account's zones, or typed; refused while another holds it. */
export async function askDomain(ui: FormUi, sources: FormSources, asking: Asking<string>): Promise<Reply<string>> {
  for (;;) {
    const reply = await chooseDomain(ui, sources, asking);
    if (reply.kind !== 'value') return reply;
    const refusal = describeHolder(reply.value, await sources.holderOf(reply.value));
    if (refusal === undefined) return reply;
    const again = await explainTaken(ui, refusal, asking);
    if (again.kind !== 'value') return again;
  }
}

async function chooseDomain(ui: FormUi, sources: FormSources, asking: Asking<string>): Promise<Reply<string>> {
  const items = await suggestions(sources, asking.earlier);
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

async function suggestions(sources: FormSources, earlier: string | undefined): Promise<readonly PickItem<string>[]> {
  const offered = suggestNames(await sources.zoneNames()).filter(({ name }) => name !== earlier);
  return [
    ...(earlier ? [{ label: showDomain(earlier), description: l10n.t('your earlier answer'), value: earlier }] : []),
    { label: `$(edit) ${l10n.t('Type a Name…')}`, value: typed },
    ...offered.map(({ name, zone }) => ({ label: name, group: zone, value: name })),
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
    async validate(text) {
      const parsed = parseDomainName(text, isPublicSuffix);
      if (!parsed.ok) return describeDomainProblem(parsed.problem);
      return describeHolder(parsed.name, await sources.holderOf(parsed.name));
    },
  });
  if (reply.kind !== 'value') return reply;
  const parsed = parseDomainName(reply.value, isPublicSuffix);
  return parsed.ok ? { kind: 'value', value: parsed.name } : typeDomain(ui, sources, asking);
}

function explainTaken(ui: FormUi, refusal: string, asking: Asking<string>): Promise<Reply<'again'>> {
  return ui.pick({
    ...placeOf(asking),
    title: l10n.t('Domain to Accelerate'),
    placeholder: refusal,
    items: [{ label: `$(edit) ${l10n.t('Choose Another Domain')}`, value: 'again' as const }],
  });
}

/** Why the holder of a domain keeps it from being added, or `undefined`. */
function describeHolder(domain: string, holder: Awaited<ReturnType<FormSources['holderOf']>>): string | undefined {
  const name = showDomain(domain);
  if (holder === 'otherProduct') {
    return l10n.t('Another Alibaba Cloud product of your account accelerates this domain: {0}', name);
  }
  if (holder !== 'otherAccount') return undefined;
  return l10n.t('Another account has added this domain to CDN; if it is yours, submit a ticket: {0}', name);
}

function placeOf({ step, total }: Asking<string>): { readonly step: number; readonly total: number } {
  return { step, total };
}
