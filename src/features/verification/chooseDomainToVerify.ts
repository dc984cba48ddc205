import { describeDomainProblem, parseDomainName, showDomain } from '../../core/domainName.js';
import { l10n } from '../../core/l10n.js';
import type { FeatureDeps } from '../../host/deps.js';
import { pickDomain } from '../../host/prompts/pickDomain.js';

type Deps = Pick<FeatureDeps, 'session' | 'ui' | 'log'> & { loadIsPublicSuffix(): Promise<(name: string) => boolean> };

/** Asks for a domain to verify: one of the account's, or any other name; `undefined` if cancelled. */
export async function chooseDomainToVerify(deps: Deps): Promise<string | undefined> {
  const title = l10n.t('Verify CNAME');
  if (!deps.session.account) return typeDomain(deps, title);
  const placeholder = l10n.t('Choose an accelerated domain of your account, or enter any domain');
  const other = { label: `$(edit) ${l10n.t('Enter a Domain…')}`, alwaysShow: true, value: 'other' as const };
  const chosen = await pickDomain(deps, ({ name }) => showDomain(name), { title, placeholder, other });
  return chosen === 'other' ? typeDomain(deps, title) : chosen?.name;
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
