import { l10n } from 'vscode';
import { parseDomainName, showDomain } from '../../core/domainName.js';
import { toAppError } from '../../core/errors.js';
import type { PickItem } from '../../core/form.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { FeatureDeps } from '../../host/deps.js';
import { describeDomainProblem } from '../../host/text/domainProblem.js';
import { domainStatusText } from '../../host/text/domainText.js';

type Deps = Pick<FeatureDeps, 'session' | 'ui' | 'log'> & { loadIsPublicSuffix(): Promise<(name: string) => boolean> };

const typed = '';

/** Asks which domain to verify: one of the account's, or any other name; `undefined` when the user cancels. */
export async function chooseDomainToVerify(deps: Deps): Promise<string | undefined> {
  const title = l10n.t('Verify CNAME');
  if (!deps.session.account) return typeDomain(deps, title);
  const placeholder = l10n.t('Choose an accelerated domain of your account, or enter any domain');
  const reply = await deps.ui.pick({ title, placeholder, items: listDomains(deps) });
  if (reply.kind !== 'value') return undefined;
  return reply.value === typed ? typeDomain(deps, title) : reply.value;
}

async function listDomains(deps: Deps): Promise<readonly PickItem<string>[]> {
  const rows = (await readDomains(deps)).map(({ name, status }) => ({
    label: showDomain(name),
    description: domainStatusText(status),
    value: name,
  }));
  return [...rows, { label: `$(edit) ${l10n.t('Enter a Domain…')}`, value: typed }];
}

/** Without the right to list domains, or without a network, any name can still be typed. */
async function readDomains({ session, log }: Deps): Promise<readonly CdnDomain[]> {
  try {
    const { cdn } = await session.cloud();
    return await cdn.listDomains(new AbortController().signal);
  } catch (caught) {
    log.failure('list domains', toAppError(caught));
    return [];
  }
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
