import type { Node } from 'jsonc-parser';
import { parseVariant } from './fieldParsers.js';
import { countGlobs, globField, mostGlobs } from './globs.js';
import { fieldOf, type Report, readTexts, start } from './jsonNodes.js';
import type { Mapping } from './mapping.js';
import { readHeaderRules } from './parseHeaderRules.js';

/** The names of optional fields. */
export const ruleFields = [
  'include',
  'exclude',
  'headers',
  'refreshVariants',
  'watch',
  'prefetch',
] as const satisfies readonly (keyof Mapping)[];

/** The optional fields. */
export type MappingRules = Pick<Mapping, (typeof ruleFields)[number]>;

/** Reads the optional fields of a mapping; `undefined` if one is refused. */
export function readRules(node: Node, domains: readonly string[], report: Report): MappingRules | undefined {
  const globs = (name: keyof MappingRules) => readTexts(node, globField(name), report);
  const [include, exclude, watch] = [globs('include'), globs('exclude'), globs('watch')];
  const headers = readHeaderRules(node, report);
  const hosts = new Set(domains);
  const ofDomains = (text: string) => parseVariant(text, hosts);
  const refreshVariants = readTexts(node, { name: 'refreshVariants', parse: ofDomains, refused: 'badVariant' }, report);
  const prefetch = readFlag(node, 'prefetch', report);
  if (!include || !exclude || !watch || !headers || !refreshVariants || prefetch === undefined) return undefined;
  const count = countGlobs([...include, ...exclude, ...watch, ...headers.flatMap(({ files }) => files)]);
  if (count > mostGlobs) return report('tooManyGlobs', start(node), String(count));
  return {
    ...(include.length > 0 && { include }),
    ...(exclude.length > 0 && { exclude }),
    ...(watch.length > 0 && { watch }),
    ...(headers.length > 0 && { headers }),
    ...(refreshVariants.length > 0 && { refreshVariants }),
    ...(prefetch && { prefetch }),
  };
}

function readFlag(node: Node, field: string, report: Report): boolean | undefined {
  const value = fieldOf(node, field);
  if (!value) return false;
  return value.type === 'boolean' ? value.value === true : report('wrongType', value, field);
}
