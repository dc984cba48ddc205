import type { Remedy } from '../../core/errorKinds.js';
import type { AppError } from '../../core/errors.js';
import { policyFor } from '../../core/errorTexts/denialText.js';
import { needsSignIn, remediesOf } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import type { ConsoleLinks, ConsolePage } from '../console/consoleLinks.js';
import { anyBucketDomainsMenu } from '../console/consoleLinks.js';

/** The action of an error's button: a console page, or something in the extension. */
export type ErrorButton = Remedy | 'policy' | 'signIn' | 'help' | 'details' | 'log';
type Place = Exclude<Remedy, 'upload' | 'proxy' | 'reload'>;

const pages = {
  cdn: { label: () => l10n.t('Open CDN Console'), page: (links) => links.cdnDomains() },
  dns: { label: () => l10n.t('Open DNS Console'), page: (links) => links.zones() },
  oss: {
    label: () => l10n.t('Open OSS Console'),
    page: (links) => ({ url: links.buckets(), menu: anyBucketDomainsMenu() }),
  },
  billing: { label: () => l10n.t('Open Billing'), page: (links) => links.balance() },
  quotas: { label: () => l10n.t('Open Quota Center'), page: (links) => links.quotas() },
  icp: { label: () => l10n.t('Open ICP Filing Page'), page: (links) => links.icp() },
  ticket: { label: () => l10n.t('Submit Ticket'), page: (links) => links.ticket() },
} satisfies Record<Place, { readonly label: () => string; readonly page: (links: ConsoleLinks) => ConsolePage }>;

const others = {
  upload: () => l10n.t('Set Up Upload Domain'),
  policy: () => l10n.t('Copy Policy'),
  proxy: () => l10n.t('Open Proxy Settings'),
  reload: () => l10n.t('Reload Window'),
  signIn: () => l10n.t('Sign In'),
  help: () => l10n.t('Open Help'),
  details: () => l10n.t('Copy Details'),
  log: () => l10n.t('Show Log'),
} satisfies Record<Exclude<ErrorButton, Place>, () => string>;

/** The buttons of an error, the most helpful first. The log is shown only without another. */
export function errorButtons(error: AppError): readonly ErrorButton[] {
  if (needsSignIn(error)) return ['signIn', 'log'];
  const policy = policyFor(error) === undefined ? [] : (['policy'] as const);
  const ways = [...policy, ...remediesOf(error)];
  const help = hasHelp(error) ? (['help'] as const) : [];
  if (isOwnWord(error)) return [...ways, ...help];
  return [...ways, ...help, 'details', ...(ways.length === 0 ? (['log'] as const) : [])];
}

/** The label of a button. */
export function buttonLabel(button: ErrorButton): string {
  return isPage(button) ? pages[button].label() : others[button]();
}

/** The page of a button; `undefined` for one that acts in the extension. */
export function buttonPage(button: ErrorButton, links: ConsoleLinks): ConsolePage | undefined {
  return isPage(button) ? pages[button].page(links) : undefined;
}

function isPage(button: ErrorButton): button is Place {
  return button in pages;
}

/** Rejected before anything was sent, so the log has nothing about it. */
function isOwnWord({ kind, details }: AppError): boolean {
  return kind === 'invalidInput' && details.requestId === undefined;
}

/** The product of a call as the error centre spells it; `undefined` for OSS, whose spelling is not known. */
export function productOf(action: string): 'Cdn' | 'Alidns' | undefined {
  if (/DomainRecord|^Describe(Domains|DomainInfo)$|^GetMainDomainName$/.test(action)) return 'Alidns';
  const isCdn = /Cdn|Refresh|ObjectCache|Verify|SpecificConfig|^Describe(DomainsBySource|DomainCname|UserDomains)$/;
  return isCdn.test(action) ? 'Cdn' : undefined;
}

/** Returns whether the vendor has a page on an error. */
function hasHelp(error: AppError): boolean {
  return error.details.helpUrl !== undefined || findCase(error) !== undefined;
}

/** The vendor's page on an error: from its answer, else at the error centre. OSS names its own. */
export function helpPage(error: AppError, links: ConsoleLinks): string | undefined {
  const found = findCase(error);
  return error.details.helpUrl ?? (found && links.errorHelp(found));
}

/** The search terms for the error centre. Only an answer of the vendor has a request id. */
function findCase({ details: { action = '', code, requestId } }: AppError) {
  const product = productOf(action);
  return product && code && requestId ? { code, product, requestId } : undefined;
}
