const { existsSync, readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');

/** Third-party code within packages that their licence text does not mention. */
const carried = {
  'tldts-icann':
    'Its files contain tldts-core, of the same authors and licence, and the Public Suffix List,\n' +
    'https://publicsuffix.org/list/public_suffix_list.dat, which is subject to the Mozilla Public License 2.0,\n' +
    'https://mozilla.org/MPL/2.0/.',
};

/**
 * Creates the third-party notices of a bundle: each package with its version, licence and text. Packages with the same
 * text share it, since half of them have none of their own and refer to a standard one. Throws for a package without a
 * known text.
 */
function toNotices(metafiles) {
  const packagesOf = new Map();
  for (const bundled of listBundled(metafiles)) {
    const text = licenseText(bundled);
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), bundled]);
  }
  const parts = [...packagesOf].map(([text, packages]) => `${packages.map(toHeading).join('\n')}\n\n${text}\n`);
  return ['Third-party software in OSS + CDN for Alibaba Cloud, each with its licence.\n', ...parts].join(
    `\n${'-'.repeat(78)}\n\n`,
  );
}

function listBundled(metafiles) {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) => Object.keys(output.inputs)),
  );
  const folders = inputs.flatMap((input) => input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []);
  return [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    return { folder: path.join(root, folder), name, version, license: license.replace(/^Apache License /, 'Apache-') };
  });
}

function toHeading({ name, version, license }) {
  return `${name} ${version} (${license})${name in carried ? `\n${carried[name]}` : ''}`;
}

function licenseText({ folder, name, license }) {
  const own = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  const ownText = own && readFileSync(path.join(folder, own), 'utf8').trim();
  const standard = path.join(__dirname, 'licenses', `${license}.txt`);
  // A short notice is not the licence: Apache requires the full text.
  if (ownText && (license !== 'Apache-2.0' || ownText.length > 5000)) return ownText;
  if (!existsSync(standard)) throw new Error(`${name}: put the text of its licence, ${license}, into build/licenses/`);
  return [
    ownText ?? 'The package holds no licence text; the licence that it names:',
    readFileSync(standard, 'utf8').trimEnd(),
  ].join('\n\n');
}

module.exports = { toNotices };
