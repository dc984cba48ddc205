import { l10n } from 'vscode';
import type { DomainProblem } from '../../core/domainName.js';

/** The sentence that refuses a typed domain. */
export function describeDomainProblem(problem: DomainProblem): string {
  switch (problem) {
    case 'empty':
      return l10n.t('Enter the domain to accelerate');
    case 'nonAscii':
      return l10n.t('Chinese domain names are not supported by Alibaba Cloud CDN: use a-z, 0-9, and hyphens');
    case 'punycode':
      return l10n.t('Chinese domain names are not supported by Alibaba Cloud CDN, including in Punycode (xn--)');
    case 'underscore':
      return l10n.t('An accelerated domain cannot contain an underscore');
    case 'ipAddress':
      return l10n.t('An IP address cannot be accelerated: enter a domain name');
    case 'labelTooLong':
      return l10n.t('A label between two dots cannot be longer than 63 characters');
    case 'tooLong':
      return l10n.t('A domain name cannot be longer than 253 characters');
    case 'badCharacter':
      return l10n.t(
        'Use only a-z, 0-9, and hyphens, in labels separated by dots; a label cannot start or end with a hyphen',
      );
    case 'singleLabel':
      return l10n.t('Enter the full domain name, such as www.example.com');
    case 'publicSuffix':
      return l10n.t('This is a public suffix under which domains are registered: enter your own domain');
    case 'badWildcard':
      return l10n.t('A wildcard must be the entire first label: *.example.com');
    case 'reserved':
      return l10n.t('Alibaba Cloud domains cannot be accelerated: enter your own domain');
  }
}
