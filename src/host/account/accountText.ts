import { l10n } from 'vscode';
import type { Account, AccountSource } from '../../core/account.js';

/** The label for a source of keys. */
export function sourceLabel(source: AccountSource): string {
  switch (source.kind) {
    case 'secret':
      return l10n.t('Entered AccessKey');
    case 'environment':
      return l10n.t('Environment variables');
    case 'profile':
      return l10n.t('Profile: {0}', source.profile);
  }
}

/** The signed-in user on one line: the user, the account, and the source of the key. */
export function accountText(account: Account | undefined): string {
  if (!account) return '';
  return [account.user && userText(account.user), account.id, sourceLabel(account.source)].filter(Boolean).join(' · ');
}

/** The signed-in user over several lines, for a tooltip. */
export function accountTooltip(account: Account | undefined): string {
  if (!account) return '';
  return [
    l10n.t('Account: {0}', account.id),
    account.user && l10n.t('Signed in as: {0}', userText(account.user)),
    l10n.t('AccessKey from: {0}', sourceLabel(account.source)),
  ]
    .filter(Boolean)
    .join('\n');
}

function userText({ kind, name = '' }: NonNullable<Account['user']>): string {
  switch (kind) {
    case 'account':
      return l10n.t('main account');
    case 'ramUser':
      return name;
    case 'role':
      return l10n.t('role {0}', name);
  }
}
