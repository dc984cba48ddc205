import { describeDomainProblem, parseDomainName, showDomain } from '../../core/domainName.js';
import { l10n } from '../../core/l10n.js';
import type { FeatureDeps } from '../../host/deps.js';
import { pickDomain } from '../../host/prompts/pickDomain.js';
import { setHomePage } from './changes/rootFixes.js';
import { VerificationPanel } from './panel.js';

/** The page, its diagnosis and its commands. Their output file is loaded with the first command. */
export { setHomePage, VerificationPanel };

type Deps = Pick<FeatureDeps, 'session' | 'ui' | 'log'> & { loadIsPublicSuffix(): Promise<(name: string) => boolean> };

/** Asks which domain to verify: a domain of the account, or any other name. Resolves to `undefined` if the user cancels. */
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
