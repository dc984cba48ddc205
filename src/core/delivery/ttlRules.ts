import type { CdnConfig } from '../ports/cdn.js';
import { findPresent, type WantedSetting } from './settingChange.js';

/** The CDN functions for the cache time of a directory and of file types. */
export const ttlFunctions = { folder: 'path_based_ttl_set', types: 'filetype_based_ttl_set' } as const;

type Rule = Pick<CdnConfig, 'functionName' | 'args'>;

/** The weight that a cache rule gets, and how it ranks among rules for the same files. */
interface TtlRank {
  readonly weight: string;
  /** The rules that override it. */
  readonly winners: readonly CdnConfig[];
  /** The rules that it overrides unexpectedly. A rule for a parent directory is expected to be overridden. */
  readonly losers: readonly CdnConfig[];
}

/** The limits of CDN for weights, and the minimum for a rule with a fixed time. The rule for all files has the lowest. */
const weights = { lowest: 1, fixed: 50, highest: 99 } as const;

/**
 * Determines the weight of a cache rule: the present one if the rule exists, otherwise one above all other rules for the same files, as far as possible.
 * With equal weights the older rule wins, whatever its kind. Source: Alibaba Cloud CDN, "Cache-related FAQ".
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

/** Returns whether a rule is for a directory that contains everything of the other rule. */
function isAround({ args: { path } }: Rule, { args }: Rule): boolean {
  return path !== undefined && (path === '/' || args.path?.startsWith(path) === true);
}
