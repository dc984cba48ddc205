/** Says whether one of these names is good for a domain (as the CDN API writes it); a wildcard needs the wildcard itself. */
export function coversDomain(names: readonly string[], domain: string): boolean {
  const asked = domain.replace(/^\./, '*.').toLowerCase();
  const parent = asked.startsWith('*.') ? asked : `*${asked.slice(asked.indexOf('.'))}`;
  return names.some((name) => [asked, parent].includes(name.toLowerCase()));
}
