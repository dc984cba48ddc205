import { showDomain } from '../../../core/domainName.js';
import { errorTextWithoutSubject } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import { toCdnUrl, toUrlPath } from '../../../core/objectKey.js';
import { type ArchiveState, readArchiveState } from '../../../core/objects/archive.js';
import { type ObjectProperties, ossHost, type Reading } from '../../../core/objects/objectProperties.js';
import { aclText, storageClassText, versioningStateText } from '../../../core/oss/bucketText.js';
import { headerLabel, headerText, listOwnHeaders } from '../../../core/oss/objectHeaders.js';
import { type ObjectTraits, readTraits } from '../../../core/oss/objectTraits.js';
import type { ObjectVersion } from '../../../core/ports/objectVersions.js';
import type { BucketInfo } from '../../../core/ports/oss.js';
import { countText, shorten, sizeText } from '../../../core/text/countText.js';
import { safeLine, withRemark } from '../../../core/text/plainText.js';
import { momentText } from '../../../core/text/timeText.js';

/** Formats the properties of an object as a document of plain text, one fact on a line. */
export function propertiesText(properties: ObjectProperties): string {
  const { object, head } = properties;
  const own = Object.entries(listOwnHeaders(head));
  const isMeta = ([name]: readonly [string, string]) => name.startsWith('x-oss-meta-');
  const sections = [
    section(safeLine(object.key), generalLines(properties)),
    section(l10n.t('Headers'), [...headerLines(own.filter((each) => !isMeta(each))), ...hiddenLines(properties)]),
    section(l10n.t('Metadata'), headerLines(own.filter(isMeta))),
    section(l10n.t('Permissions'), accessLines(properties)),
    section(
      l10n.t('Tags'),
      linesOf(properties.tags, (tags) => Object.entries(tags).map(([key, value]) => line(key, value))),
    ),
    section(l10n.t('Versions'), versionLines(properties)),
    section('URL', urlLines(properties)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  const rows = lines.length > 0 ? lines : [l10n.t({ message: 'None', comment: 'An empty section of properties' })];
  return [title, ...rows.map((row) => `  ${row}`)].join('\n');
}

function line(name: string, value: string): string {
  return safeLine(l10n.t('{0}: {1}', name, value));
}

/** Returns the lines of a part. A part that could not be read says so, since an empty one would look as if there were nothing. */
function linesOf<T>(reading: Reading<T>, toLines: (value: T) => readonly string[]): readonly string[] {
  if ('value' in reading) return toLines(reading.value);
  return [safeLine(l10n.t('Could not be read. {0}', errorTextWithoutSubject(reading.error)))];
}

function generalLines({ object, head }: ObjectProperties): readonly string[] {
  const { bucket } = object;
  const { size, etag, crc64, modifiedAt } = head;
  const { type, storageClass, encryption, versionId } = readTraits(head);
  const state = readArchiveState(head);
  return [
    line('Bucket', `${bucket.name} (${bucket.region})`),
    line(l10n.t('Size'), size < 1024 ? sizeText(size) : withRemark(sizeText(size), `${countText(size)} B`)),
    ...(modifiedAt === undefined ? [] : [line(l10n.t('Last modified'), momentText(modifiedAt))]),
    line('ETag', etag),
    ...(crc64 === undefined ? [] : [line('CRC-64', crc64)]),
    line(l10n.t('Storage class'), storageClassText(storageClass)),
    ...(state === undefined ? [] : [line(l10n.t('Restoration'), restoreStateText(state))]),
    line(l10n.t('Object type'), type),
    ...encryptionLines(encryption),
    ...(versionId === undefined ? [] : [line(l10n.t('Version'), versionId)]),
  ];
}

/** Describes whether an archived object can be read. */
export function restoreStateText(state: ArchiveState): string {
  if (state === 'archived') return l10n.t('archived: has to be restored before it can be read');
  if (state === 'restoring') return l10n.t('being restored');
  return state.until === undefined
    ? l10n.t('restored: can be read')
    : l10n.t('restored: can be read until {0}', momentText(state.until));
}

function encryptionLines(encryption: ObjectTraits['encryption']): readonly string[] {
  if (!encryption) return [];
  const { algorithm, keyId } = encryption;
  return [line(l10n.t('Encryption'), keyId === undefined ? algorithm : withRemark(algorithm, keyId))];
}

function headerLines(headers: readonly (readonly [string, string])[]): readonly string[] {
  return headers.map(([name, value]) => line(headerLabel(name), headerText(value)));
}

function hiddenLines({ head: { hidden = [] } }: ObjectProperties): readonly string[] {
  return hidden.map((name) =>
    line(headerLabel(name), l10n.t('unknown, because OSS forces downloads at its default domains')),
  );
}

function accessLines({ acl, bucket }: ObjectProperties): readonly string[] {
  const ofBucket = linesOf(bucket, (info) => [line(l10n.t('ACL of the bucket'), bucketAclText(info))]);
  return [...linesOf(acl, (value) => [line('ACL', aclText(value))]), ...ofBucket];
}

function bucketAclText({ acl, publicAccessBlocked }: BucketInfo): string {
  return publicAccessBlocked ? withRemark(aclText(acl), l10n.t('Block Public Access is on')) : aclText(acl);
}

function versionLines({ versions, bucket }: ObjectProperties): readonly string[] {
  const state = linesOf(bucket, ({ versioning }) => [line(l10n.t('Versioning'), versioningStateText(versioning))]);
  const list = linesOf(versions, ({ versions: all, isPartial }) => {
    const { shown, more } = shorten(all, 100);
    return [...shown.map((version) => safeLine(versionText(version))), ...more, ...(isPartial ? ['…'] : [])];
  });
  const isOff = 'value' in bucket && bucket.value.versioning === undefined;
  return isOff ? state : [...state, ...list];
}

/** Describes a version or delete marker on one line. */
function versionText(version: ObjectVersion): string {
  const { versionId, lastModified, isLatest } = version;
  const text = `${momentText(Date.parse(lastModified))} · ${versionSizeText(version)} · ${versionId}`;
  return isLatest ? withRemark(text, l10n.t('current')) : text;
}

/** Describes what a version holds: its size and class, or that it is a delete marker. */
export function versionSizeText({ isDeleteMarker, size, storageClass }: ObjectVersion): string {
  if (isDeleteMarker) return l10n.t('delete marker');
  const special = storageClass !== undefined && storageClass !== 'Standard';
  return special ? `${sizeText(size)} · ${storageClassText(storageClass)}` : sizeText(size);
}

function urlLines({ object, domains }: ObjectProperties): readonly string[] {
  const atCdn = linesOf(domains, ({ hosts, wildcards }) => [
    ...hosts.map((host) => toCdnUrl(host, object.key)),
    ...wildcards.map((name) => line(l10n.t('Also at wildcard domain'), showDomain(name))),
  ]);
  return [...atCdn, line('OSS', `https://${ossHost(object)}${toUrlPath(object.key)}`)];
}
