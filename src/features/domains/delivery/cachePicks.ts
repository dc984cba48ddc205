import { configsOf, type Delivery } from '../../../core/delivery/readDelivery.js';
import type { WantedSetting } from '../../../core/delivery/settingChange.js';
import { settingText } from '../../../core/delivery/settingText.js';
import { followOrigin, oneCopy, plainRule, queryRivals } from '../../../core/delivery/siteType.js';
import { rankTtlRule, ttlFunctions } from '../../../core/delivery/ttlRules.js';
import type { PickItem } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import type { CdnConfig } from '../../../core/ports/cdn.js';
import type { DomainWork } from '../domainDeps.js';
import { askLine, type Choice, changeTopic, type Way } from './changeTopic.js';

/** Changes how long the edge caches files: as the headers of published files say, or for a fixed time by folder or file type. */
export function changeCache(work: DomainWork, delivery: Delivery): Promise<boolean> {
  return changeTopic(work, delivery, {
    topic: 'cache',
    items: ways(work, delivery),
    notes: hiding(delivery),
    functions: [...Object.values(ttlFunctions), 'set_hashkey_args', ...queryRivals],
  });
}

function ways(work: DomainWork, delivery: Delivery): readonly PickItem<Way>[] {
  return [
    {
      label: l10n.t('Follow What Publishing Writes'),
      description: l10n.t('recommended'),
      detail: l10n.t('The Cache-Control of a file applies at the edge too; without it, 1 h'),
      value: { set: [followOrigin('3600')], keepsCopies: true },
    },
    {
      label: l10n.t('Fixed Time for a Directory…'),
      detail: fixedTimeText(),
      value: () => askForRule(work, delivery, 'folder'),
    },
    {
      label: l10n.t('Fixed Time for File Types…'),
      detail: fixedTimeText(),
      value: () => askForRule(work, delivery, 'types'),
    },
    {
      label: l10n.t('One Copy, Ignoring Query Strings'),
      detail: l10n.t('Except for x-oss-process, which creates another image'),
      value: { set: [oneCopy('imagesKept')], keepsCopies: true },
    },
  ];
}

function fixedTimeText(): string {
  return l10n.t('At the edge only; overrides Cache-Control except no-cache, no-store, max-age=0');
}

/** Describes the rules of a domain that override the cache headers of files. */
function hiding(delivery: Delivery): readonly string[] {
  return configsOf('cache', delivery)
    .filter(({ functionName }) => /_ttl_set$/.test(functionName))
    .flatMap((rule) => hidingText(rule) ?? []);
}

/** Rules that prevent caching apply first unless they say otherwise. Source: Alibaba Cloud CDN, "Cache-related FAQ". */
function hidingText({ functionName, args }: CdnConfig): string | undefined {
  const rule = settingText(functionName, args);
  const [overrides, caches] = [args.swift_origin_cache_high !== 'on', args.swift_no_cache_low === 'on'];
  if (overrides && caches) return l10n.t('This rule overrides the Cache-Control that publishing sets: {0}', rule);
  if (caches) return l10n.t('This rule ignores no-cache, no-store, and max-age=0 that publishing sets: {0}', rule);
  if (!overrides) return undefined;
  return l10n.t(
    'This rule overrides the Cache-Control that publishing sets, except no-cache, no-store, and max-age=0: {0}',
    rule,
  );
}

async function askForRule(
  work: DomainWork,
  delivery: Delivery,
  kind: keyof typeof ttlFunctions,
): Promise<Choice | undefined> {
  const place = kind === 'folder' ? await askFolder(work) : await askTypes(work);
  if (place === undefined) return undefined;
  const prompt = l10n.t('Seconds that the edge caches a file; 0 revalidates with the origin each time');
  const isTime = (text: string) => /^\d{1,8}$/.test(text.trim());
  const ttl = await askLine(work, { title: place, prompt, placeholder: '3600' }, (text) =>
    isTime(text) ? undefined : l10n.t('Enter a number of seconds from 0 to 99999999'),
  );
  return ttl === undefined ? undefined : toChoice(toRule(kind, place, String(Number(ttl))), delivery);
}

/** Returns a caching rule with its weight, and a note about which rule takes precedence for files that several rules cover. */
function toChoice(rule: WantedSetting, { configs }: Delivery): Choice {
  const { weight, winners, losers } = rankTtlRule(rule, configs);
  const rules = (list: readonly CdnConfig[]) =>
    list.map(({ functionName, args }) => settingText(functionName, args)).join('; ');
  const won = l10n.t(
    'For files that both rules cover, this existing rule takes precedence; weights can be changed in the console: {0}',
    rules(winners),
  );
  const lost = l10n.t('For files that both rules cover, the new setting takes precedence over: {0}', rules(losers));
  const warnings = [...(winners.length > 0 ? [won] : []), ...(losers.length > 0 ? [lost] : [])];
  return { set: [{ ...rule, initial: { weight } }], keepsCopies: true, warnings };
}

function toRule(kind: keyof typeof ttlFunctions, place: string, ttl: string): WantedSetting {
  const name = kind === 'folder' ? 'path' : 'file_type';
  return {
    functionName: ttlFunctions[kind],
    args: {
      [name]: place,
      ttl,
      swift_origin_cache_high: 'off',
      ...plainRule,
      force_revalidate: ttl === '0' ? 'on' : 'off',
    },
    isMeant: (args) => args[name] === place,
  };
}

function askFolder(work: DomainWork): Promise<string | undefined> {
  const question = {
    title: l10n.t('Directory'),
    prompt: l10n.t('Path on the domain; includes everything below it'),
    placeholder: '/assets/',
  };
  return askLine(work, question, (text) =>
    /^\/[^\s?#]*$/.test(text.trim())
      ? undefined
      : l10n.t('Enter a path that starts with / and contains no spaces, ?, or #'),
  );
}

function askTypes(work: DomainWork): Promise<string | undefined> {
  const prompt = l10n.t('File extensions, separated by commas; case-sensitive');
  return askLine(work, { title: l10n.t('File Types'), prompt, placeholder: 'jpg,png,css' }, (text) =>
    /^[A-Za-z0-9]+(,[A-Za-z0-9]+)*$/.test(text.trim())
      ? undefined
      : l10n.t('Enter extensions without dots, such as jpg,png'),
  );
}
