import type { AppError } from '../../core/errors.js';
import type { ConsoleLinks } from '../console/consoleLinks.js';

/** The product of a call as the vendor's error centre spells it; `undefined` for OSS, of which no spelling is known. */
export function productOf(action: string): 'Cdn' | 'Alidns' | undefined {
  if (/DomainRecord|^Describe(Domains|DomainInfo)$|^GetMainDomainName$/.test(action)) return 'Alidns';
  const isCdn = /Cdn|Refresh|ObjectCache|Verify|SpecificConfig|^Describe(DomainsBySource|DomainCname|UserDomains)$/;
  return isCdn.test(action) ? 'Cdn' : undefined;
}

/** Says whether the vendor has a page on an error. */
export function hasHelp(error: AppError): boolean {
  return error.details.helpUrl !== undefined || findCase(error) !== undefined;
}

/** The vendor's page on an error: the one that its answer names, else that of its error centre; OSS names its own. */
export function helpPage(error: AppError, links: ConsoleLinks): string | undefined {
  const found = findCase(error);
  return error.details.helpUrl ?? (found && links.errorHelp(found));
}

/** What the error centre is asked by: only an answer of the vendor has a request id. */
function findCase({ details: { action = '', code, requestId } }: AppError) {
  const product = productOf(action);
  return product && code && requestId ? { code, product, requestId } : undefined;
}
