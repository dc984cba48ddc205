import { l10n } from 'vscode';
import type { ActivityEntry, Snapshot } from '../../core/activity/activity.js';
import { lookUp } from '../../core/lookUp.js';
import { plainText } from '../../host/plainText.js';
import { functionText } from '../../host/text/delivery/settingText.js';

type Args = Extract<Snapshot, { kind: 'config' }>['args'];

/** What it does to a setting to have these arguments, or none. */
const words: Readonly<Record<string, (args: Args | undefined) => string>> = {
  set_req_host_header: (args) => (args ? l10n.t('Set origin host') : l10n.t('Remove origin host')),
  l2_oss_key: (args) =>
    args?.private_oss_auth === 'on'
      ? l10n.t('Turn on private bucket access')
      : l10n.t('Turn off private bucket access'),
  host_redirect: (args) => (args ? rewriteText(args) : l10n.t('Remove rewrite rule')),
  https_option: (args) => (args?.http2 === 'on' ? l10n.t('Turn on HTTP/2') : l10n.t('Change HTTPS options')),
  https_tls_version: () => l10n.t('Change TLS versions'),
  https_force: (args) => (args?.enable === 'on' ? l10n.t('Redirect to HTTPS') : l10n.t('Remove redirect to HTTPS')),
  http_force: (args) => (args?.enable === 'on' ? l10n.t('Redirect to HTTP') : l10n.t('Remove redirect to HTTP')),
  HSTS: (args) => (args?.enabled === 'on' ? l10n.t('Turn on HSTS') : l10n.t('Turn off HSTS')),
};

/** Which setting of a domain a change is about, and what it does to it. */
export function changedSettingText({ before, after }: Pick<ActivityEntry, 'before' | 'after'>): string {
  const now = after?.kind === 'config' ? after : undefined;
  const { functionName } = now ?? (before?.kind === 'config' ? before : { functionName: '' });
  const say = lookUp(words, functionName);
  if (say) return say(now?.args);
  const name = functionName ? plainText(functionText(functionName)) : l10n.t('a setting');
  return now ? l10n.t('Set: {0}', name) : l10n.t('Remove: {0}', name);
}

/** The rule as people read it: of a pattern that is one path, the path. */
function rewriteText({ regex = '', replacement = '' }: Args): string {
  return l10n.t('Rewrite {0} to {1}', regex.replace(/^\^([^\\[\](){}.*+?|^$]*)\$$/, '$1'), replacement);
}
