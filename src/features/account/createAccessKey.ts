import type { PickItem } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import { onboardActions, publishActions, toPolicy } from '../../core/permissions.js';
import { executeCommand } from '../../host/commandIds.js';
import { consoleLinks } from '../../host/console/consoleLinks.js';
import { openPage } from '../../host/console/openPage.js';
import type { FeatureDeps } from '../../host/deps.js';
import { copyToClipboard } from '../../host/display.js';

type Deps = Pick<FeatureDeps, 'ui' | 'settings'>;
type Step = { readonly policy: string } | { readonly page: string } | 'signIn';

/** Guides the user through the RAM console to a RAM user with an AccessKey and minimal permissions, until the user signs in or cancels. */
export async function createAccessKey({ ui, settings }: Deps): Promise<void> {
  const links = consoleLinks(settings.get('console'));
  for (;;) {
    const reply = await ui.pick<Step>({
      title: l10n.t('Create an AccessKey'),
      placeholder: l10n.t('Complete the steps in order; this list stays open'),
      items: [...policyRows(), ...consoleRows(links.newPolicy(), links.ramUsers()), signInRow()],
    });
    if (reply.kind !== 'value') return;
    if (reply.value === 'signIn') return void (await executeCommand('ossCdn.signIn'));
    if ('page' in reply.value) await openPage(reply.value.page);
    else await copyToClipboard(reply.value.policy, l10n.t('RAM policy'));
  }
}

/** Begins with the policy for new users, who have no CDN domain yet. */
function policyRows(): readonly PickItem<Step>[] {
  return [
    {
      label: `$(copy) ${l10n.t('1. Copy the Policy to Accelerate Buckets and Publish')}`,
      detail: l10n.t('Also adds and changes accelerated domains, DNS records, and domain bindings'),
      value: { policy: toPolicy(onboardActions) },
    },
    {
      label: `$(copy) ${l10n.t('1. Copy the Policy to Publish')}`,
      detail: l10n.t('Uploads files, refreshes URLs, and reads settings; creates nothing in CDN or DNS'),
      value: { policy: toPolicy(publishActions) },
    },
  ];
}

function consoleRows(newPolicy: string, users: string): readonly PickItem<Step>[] {
  return [
    {
      label: `$(link-external) ${l10n.t('2. Create the Policy in the RAM Console')}`,
      detail: l10n.t('Select the JSON tab, paste the policy, and save it with a name'),
      value: { page: newPolicy },
    },
    {
      label: `$(link-external) ${l10n.t('3. Create a RAM User with an AccessKey')}`,
      detail: l10n.t('Attach the policy to the user. The AccessKey secret is shown only once'),
      value: { page: users },
    },
  ];
}

function signInRow(): PickItem<Step> {
  return {
    label: `$(account) ${l10n.t('4. Sign In')}`,
    detail: l10n.t('Enter the AccessKey ID and AccessKey secret'),
    value: 'signIn',
  };
}
