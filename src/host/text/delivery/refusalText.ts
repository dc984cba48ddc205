import { l10n } from 'vscode';

/** By what the edge writes into `X-Tengine-Error`. Source: Alibaba Cloud CDN, "Access control troubleshooting guide". */
const rules: readonly (readonly [pattern: RegExp, words: () => string])[] = [
  [
    /\breferer acl\b/i,
    () => l10n.t('the Referer list of the domain: this check sends no Referer, as when a URL is opened directly'),
  ],
  [/\bip acl\b/i, () => l10n.t('the IP address list of the domain, by the address of this computer or its proxy')],
  [/\breq auth\b/i, () => l10n.t('URL signing of the domain: this check sends no signature')],
  [/\bua$/i, () => l10n.t('the User-Agent list of the domain')],
];

/** Which setting of a domain had the edge refuse a check, and why; `undefined` where its `reason` names none. */
export function refusalText(reason: string): string | undefined {
  return rules.find(([pattern]) => pattern.test(reason.trim()))?.[1]();
}
