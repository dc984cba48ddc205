import { l10n } from 'vscode';
import type { DomainProblem } from '../../core/domainName.js';

/** The sentence that refuses a typed domain. */
export function describeDomainProblem(problem: DomainProblem): string {
  switch (problem) {
    case 'empty':
      return l10n.t('Type the domain to accelerate');
    case 'nonAscii':
      return l10n.t('Chinese domains are not supported by Alibaba Cloud CDN: use a name of a-z, 0-9 and hyphens');
    case 'punycode':
      return l10n.t('Chinese domains are not supported by Alibaba Cloud CDN, in their xn-- form neither');
    case 'underscore':
      return l10n.t('An accelerated domain may not contain an underscore');
    case 'ipAddress':
      return l10n.t('An IP address cannot be accelerated: type a domain name');
    case 'labelTooLong':
      return l10n.t('No part between two dots may be longer than 63 characters');
    case 'tooLong':
      return l10n.t('A domain name may not be longer than 253 characters');
    case 'badCharacter':
      return l10n.t(
        'A domain name consists of a-z, 0-9 and hyphens between letters or digits, in parts joined by dots',
      );
    case 'singleLabel':
      return l10n.t('Type the whole name, such as www.example.com');
    case 'publicSuffix':
      return l10n.t('This is only a public suffix, under which others register: type a domain of your own');
    case 'badWildcard':
      return l10n.t('A wildcard stands only at the front, for the whole first part: *.example.com');
    case 'reserved':
      return l10n.t('Names of Alibaba Cloud itself cannot be accelerated: type a domain of your own');
  }
}
