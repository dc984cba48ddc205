import type { CdnConfig } from '../ports/cdn.js';
import { findPresent, type WantedSetting } from './settingChange.js';

/** The functions of CDN that say how long the edge keeps the files of a directory, or of some types. */
export const ttlFunctions = { folder: 'path_based_ttl_set', types: 'filetype_based_ttl_set' } as const;

type Rule = Pick<CdnConfig, 'functionName' | 'args'>;

/** How a cache rule stands among those that may match the same files. */
export interface TtlRank {
  readonly weight: string;
  /** The rules that apply instead of it. */
  readonly winners: readonly CdnConfig[];
  /** The rules that a new one applies instead of, where that is news: one for a directory around it is meant to give way. */
  readonly losers: readonly CdnConfig[];
}

/** The weights that CDN takes, and the least that a fixed time gets: the rule for all files has the lowest. */
const weights = { lowest: 1, fixed: 50, highest: 99 } as const;

/**
 * The weight of a rule: that which it has, or one above every other rule that may match the same files, as far as there is room. Of
 * equal weights the older rule applies, whatever its kind. Source: Alibaba Cloud CDN, "Cache-related FAQ".
 */
export function rankTtlRule(wanted: WantedSetting, configs: readonly CdnConfig[]): TtlRank {
  const present = findPresent(wanted, configs);
  const others = configs.filter((each) => each !== present && mayOverlap(wanted, each));
  const above = Math.max(weights.fixed, ...others.map((each) => weightOf(each) + 1));
  const weight = present ? weightOf(present) : Math.min(weights.highest, above);
  const isOlder = (each: CdnConfig) => !present || configs.indexOf(each) < configs.indexOf(present);
  const winners = others.filter((each) => weightOf(each) > weight || (weightOf(each) === weight && isOlder(each)));
  const losers = present ? [] : others.filter((each) => !winners.includes(each) && !isAround(each, wanted));
  return { weight: String(weight), winners, losers };
}

function weightOf({ args }: Rule): number {
  return Number(args.weight) || weights.lowest;
}

function mayOverlap(left: Rule, right: Rule): boolean {
  const isTtl = ({ functionName }: Rule) => Object.values<string>(ttlFunctions).includes(functionName);
  if (!isTtl(left) || !isTtl(right)) return false;
  if (left.functionName !== right.functionName) return true;
  const [one, two] = [left, right].map(({ args }) => args.path);
  if (one !== undefined && two !== undefined) return one.startsWith(two) || two.startsWith(one);
  return listTypes(left).some((type) => listTypes(right).includes(type));
}

function listTypes({ args: { file_type = '' } }: Rule): readonly string[] {
  return file_type.split(',').map((type) => type.trim());
}

/** Whether a rule is for a directory that has everything that the other one is for. */
function isAround({ args: { path } }: Rule, { args }: Rule): boolean {
  return path !== undefined && (path === '/' || args.path?.startsWith(path) === true);
}
