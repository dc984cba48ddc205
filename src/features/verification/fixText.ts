import { l10n } from 'vscode';
import type { Fix } from '../../core/verification/facts.js';
import { timeOfDay } from '../../host/runText.js';
import type { PageButton, PageFix } from '../../protocol/verification.js';

/** What the page can offer for this domain. */
export interface FixMeans {
  /** An onboarding of this domain is running. */
  readonly hasRun: boolean;
  /** Its zone in Alibaba Cloud DNS is known. */
  readonly hasZone: boolean;
}

/** A fix in words, with a button where we can help. */
export function fixText(fix: Fix, means: FixMeans): PageFix {
  const byRun: { readonly button?: PageButton } = means.hasRun
    ? { button: { action: 'continueRun', label: l10n.t('Continue Onboarding') } }
    : {};
  switch (fix.kind) {
    case 'wait':
      return {
        text:
          fix.until === undefined
            ? l10n.t('Wait: this usually takes a few minutes, and the page looks again by itself')
            : l10n.t('Wait until {0}; the page looks again by itself', timeOfDay(fix.until)),
      };
    case 'addRecord':
      return { text: l10n.t('Add the CNAME record shown below'), ...byRun };
    case 'correctRecord':
      return { text: l10n.t('Change the value of the CNAME record to the one shown below'), ...byRun };
    case 'resumeRecord':
      return { text: l10n.t('Enable the paused record'), ...byRun };
    case 'removeAddresses':
      return { text: l10n.t('Pause or delete the address records (A, AAAA) of this host') };
    case 'openDnsConsole':
      return means.hasZone
        ? { text: l10n.t('Records are changed in Alibaba Cloud DNS'), button: openDnsButton() }
        : { text: l10n.t('Records are changed where the DNS of this domain is kept') };
    case 'openCdnConsole':
      return { text: l10n.t('Look at the domain in the CDN console'), button: openCdnButton() };
    case 'onboard':
      return {
        text: l10n.t('Add the domain to CDN'),
        button: { action: 'onboard', label: l10n.t('Accelerate Bucket with CDN') },
      };
    case 'checkNetwork':
      return {
        text: l10n.t('Check the network of this machine, and the setting ossCdn.verification.resolvers'),
        button: recheckButton(),
      };
  }
}

/** Looks again at once. */
export function recheckButton(): PageButton {
  return { action: 'recheck', label: l10n.t('Recheck') };
}

/** Opens the domain in the CDN console. */
export function openCdnButton(): PageButton {
  return { action: 'openCdnConsole', label: l10n.t('Open CDN Console') };
}

/** Opens the zone in the DNS console. */
export function openDnsButton(): PageButton {
  return { action: 'openDnsConsole', label: l10n.t('Open DNS Console') };
}
