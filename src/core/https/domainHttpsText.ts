import { l10n } from '../l10n.js';
import { plainText } from '../text/plainText.js';
import { dayText } from '../text/timeText.js';
import type { DomainHttps } from './domainHttps.js';

/** How HTTPS of a domain stands, in words that fit into its row; nothing while CDN does not say. */
export function httpsText(https: DomainHttps): string | undefined {
  switch (https.kind) {
    case 'off':
      return l10n.t('http only');
    case 'on':
      return undefined;
    case 'wrongName':
      // A certificate may have alternative names alone.
      return https.name
        ? l10n.t('https certificate is for another domain: {0}', plainText(https.name))
        : l10n.t('https certificate is for another domain');
    case 'expired':
      return l10n.t('https expired on {0}', dayText(https.expires));
    case 'untrusted':
      return l10n.t('https not trusted by this computer');
    case 'ending':
      return https.days === 1 ? l10n.t('https expires in 1 day') : l10n.t('https expires in {0} days', https.days);
    case 'until':
      return l10n.t('https until {0}', dayText(https.expires));
  }
}
