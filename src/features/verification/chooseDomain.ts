import { l10n } from 'vscode';
import { parseDomainName, showDomain } from '../../core/domainName.js';
import type { PickItem } from '../../core/form.js';
import type { FeatureDeps } from '../../host/deps.js';
import { describeDomainProblem } from '../../host/domainProblem.js';
import { nameStatus } from './verdictText.js';

type Deps = Pick<FeatureDeps, 'session' | 'ui'> & { loadIsPublicSuffix(): Promise<(name: string) => boolean> };

const typed = '';

/** Asks which domain to verify: one of the account's, or any that is typed; `undefined` when the person leaves. */
export async function chooseDomain(deps: Deps): Promise<string | undefined> {
  const title = l10n.t('Verify CNAME');
  const placeholder = l10n.t('Choose a CDN domain of your account, or type any name');
  const reply = await deps.ui.pick({ title, placeholder, items: listDomains(deps) });
  if (reply.kind !== 'value') return undefined;
  return reply.value === typed ? typeDomain(deps, title) : reply.value;
}

async function listDomains({ session }: Deps): Promise<readonly PickItem<string>[]> {
  const { cdn } = await session.cloud();
  const domains = await cdn.listDomains(new AbortController().signal);
  const rows = domains.map(({ name, status }) => ({
    label: showDomain(name),
    description: nameStatus(status),
    value: name,
  }));
  return [...rows, { label: `$(edit) ${l10n.t('Type a Name…')}`, value: typed }];
}

async function typeDomain(deps: Deps, title: string): Promise<string | undefined> {
  const isPublicSuffix = await deps.loadIsPublicSuffix();
  const reply = await deps.ui.input({
    title,
    prompt: l10n.t('The domain to verify'),
    placeholder: 'www.example.com',
    validate(text) {
      const parsed = parseDomainName(text, isPublicSuffix);
      return parsed.ok ? undefined : describeDomainProblem(parsed.problem);
    },
  });
  const parsed = reply.kind === 'value' ? parseDomainName(reply.value, isPublicSuffix) : undefined;
  return parsed?.ok ? parsed.name : undefined;
}
