import * as vscode from 'vscode';
import { sourcesText } from '../../../core/cdn/domainText.js';
import { switchState } from '../../../core/delivery/settingText.js';
import { type DomainHttps, httpsText } from '../../../core/https/domainHttps.js';
import { l10n } from '../../../core/l10n.js';
import { type RunView, runLabel } from '../../../core/onboarding/run/run.js';
import { taskOf } from '../../../core/onboarding/run/runRecord.js';
import { bucketOfSource } from '../../../core/oss/binding.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { RowLook } from '../cloudItems.js';
import type { LateFact } from '../lateFacts.js';
import type { NodeOf } from '../node.js';
import { clickTo } from '../noteItems.js';

/** Facts of a domain that are not in its listing; `runs` are the states of its runs by id. */
export interface DomainKnowledge {
  readonly late: LateFact | undefined;
  readonly https: DomainHttps;
  readonly runs: ReadonlyMap<string, string>;
}

interface FactText {
  readonly label: string;
  readonly text: string;
  readonly icon: string;
  readonly command?: vscode.Command;
}

/** The rows below a domain: origin, HTTPS, the bucket that it may be bound to, its record, and its runs. */
export function listFacts({ domain, id }: NodeOf<'domain'>, runs: readonly RunView[]): NodeOf<'fact'>[] {
  const toNode = (fact: NodeOf<'fact'>['fact'], argument = domain.name) =>
    ({ kind: 'fact', id: `${fact}:${argument}:${id}`, domain, fact, argument }) as const;
  return [
    toNode('origin'),
    toNode('https'),
    ...(bucketOf(domain) ? [toNode('binding')] : []),
    toNode('record'),
    ...runs.map(({ record }) => toNode('run', record.id)),
  ];
}

/** The look of such a row. A click opens the details. */
export function factLook(node: NodeOf<'fact'>, known: DomainKnowledge): RowLook {
  const { label, text, icon, command } = textOf(node, known);
  return {
    label,
    description: text,
    tooltip: `${label}: ${text}`,
    iconPath: new vscode.ThemeIcon(icon),
    contextValue: `fact;${node.fact}`,
    accessibilityInformation: { label: `${label}: ${text}` },
    ...(command && { command }),
  };
}

/** The rows as lines of a tooltip. */
export function factLines(node: NodeOf<'domain'>, runs: readonly RunView[], known: DomainKnowledge): readonly string[] {
  return listFacts(node, runs).map((fact) => {
    const { label, text } = textOf(fact, known);
    return `${label}: ${text}`;
  });
}

function textOf({ domain, fact, argument }: NodeOf<'fact'>, { late, https, runs }: DomainKnowledge): FactText {
  const page = clickTo('ossCdn.verifyCname', l10n.t('Verify CNAME'), domain.name);
  switch (fact) {
    case 'origin':
      return { label: l10n.t('Origin'), text: sourcesText(domain.sources), icon: 'server' };
    case 'https': {
      const text = httpsText(https) ?? switchState(true);
      return { label: 'HTTPS', text, icon: domain.httpsOn ? 'lock' : 'unlock', command: page };
    }
    case 'binding':
      return { label: l10n.t('Bucket'), text: bindingText(domain, late), icon: 'archive' };
    case 'record':
      return { label: 'CNAME', text: recordText(domain, late), icon: 'references', command: page };
    case 'run': {
      const label = runLabel(taskOf(argument));
      const command = clickTo('ossCdn.continueRun', l10n.t('Continue Task'), argument);
      return { label, text: runs.get(argument) ?? '', icon: 'rocket', command };
    }
  }
}

function bucketOf({ sources }: CdnDomain): string | undefined {
  return sources.flatMap((source) => bucketOfSource(source) ?? [])[0]?.name;
}

function bindingText(domain: CdnDomain, late: LateFact | undefined): string {
  const bucket = bucketOf(domain) ?? '';
  const bound = late?.kind === 'domain' ? late.bound : undefined;
  if (bound === undefined) return l10n.t('{0} (binding unknown)', bucket);
  return bound ? bucket : l10n.t('{0} (domain not bound)', bucket);
}

function recordText({ cname }: CdnDomain, late: LateFact | undefined): string {
  if (cname === undefined) return l10n.t('not assigned yet');
  if (late?.kind !== 'domain') return cname;
  return late.configured ? l10n.t('in DNS: {0}', cname) : l10n.t('not found in DNS: {0}', cname);
}
