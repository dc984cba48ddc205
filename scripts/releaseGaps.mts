/** The parts of package.json that the store shows or needs. */
export interface StoreManifest {
  readonly name: string;
  readonly version: string;
  readonly publisher?: string;
  readonly private?: boolean;
  readonly repository?: string | { readonly url?: string };
  readonly bugs?: string | { readonly url?: string };
  readonly homepage?: string;
  readonly vsce?: { readonly baseContentUrl?: string };
}

/** Lists the changes that the publisher still has to make before a release, one text each. The list is empty if the package can be published. */
export function findReleaseGaps(given: {
  readonly manifest: StoreManifest;
  readonly changelog: string;
}): readonly string[] {
  const { manifest, changelog } = given;
  const gaps: string[] = [];
  if (!manifest.publisher || manifest.publisher === manifest.name)
    gaps.push('package.json, publisher: the ID of the publisher in the Marketplace');
  if (manifest.private) gaps.push('package.json, private: remove it');
  const addresses = {
    repository: addressOf(manifest.repository),
    bugs: addressOf(manifest.bugs),
    homepage: manifest.homepage,
    'vsce.baseContentUrl': manifest.vsce?.baseContentUrl,
  };
  for (const [field, address] of Object.entries(addresses))
    if (!isPublic(address)) gaps.push(`package.json, ${field}: a public https address`);
  if (!changelog.split('\n').includes(`## ${manifest.version}`))
    gaps.push(`CHANGELOG.md: a section for version ${manifest.version}`);
  return gaps;
}

function addressOf(field: StoreManifest['repository']): string | undefined {
  return typeof field === 'object' ? field.url : field;
}

/** Whether readers of the store can open an address. Addresses of example.com (RFC 2606) are placeholders. */
function isPublic(address: string | undefined): boolean {
  const url = URL.parse(address?.replace(/^git\+/, '') ?? '');
  return url?.protocol === 'https:' && !/(^|\.)example\.(com|net|org)$/.test(url.hostname);
}
