import { l10n } from 'vscode';
import type { OtherProduct } from '../../core/ports/cdn.js';

/** The sentence that another product of the account has the domain, with its name where it is known. */
export function otherProductText(product: OtherProduct): string {
  const name = nameProduct(product);
  return name === undefined
    ? l10n.t('The domain is used by another product of your account')
    : l10n.t('The domain is used by another product of your account: {0}', name);
}

function nameProduct(product: OtherProduct): string | undefined {
  switch (product) {
    case 'dcdn':
      return l10n.t('DCDN (Dynamic Route for CDN)');
    case 'dcdnIpa':
      return l10n.t('DCDN IPA (IP Application Accelerator)');
    case 'scdn':
      return l10n.t('SCDN (Secure CDN)');
    case 'vod':
      return l10n.t('ApsaraVideo VOD');
    case 'live':
      return l10n.t('ApsaraVideo Live');
    case 'otherProduct':
      return undefined;
  }
}

/** What is wanted of a domain that another product has. */
export function deleteText(by: OtherProduct): string {
  const name = nameProduct(by);
  return name === undefined
    ? l10n.t('Delete the domain from the product that uses it')
    : l10n.t('Delete the domain from {0}', name);
}
