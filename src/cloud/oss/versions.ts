import type { ObjectVersion, VersionPage } from '../../core/ports/objectVersions.js';
import type { OssPort } from '../../core/ports/oss.js';
import type { AnswerFields } from '../answerFields.js';
import type { CallSpec } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import { type OssApi, readXml } from './api.js';
import { decodeKey, plainEtag } from './listing.js';
import { nameOf } from './objects.js';

/** Calls about the versions of objects. */
export const versionCalls = { listVersions, deleteVersion, setVersioning };

async function listVersions(
  api: OssApi,
  ...[bucket, asked, signal]: Parameters<OssPort['listVersions']>
): Promise<VersionPage> {
  const { prefix, marker, limit, flat } = asked;
  const spec: CallSpec = { action: 'ListObjectVersions', subject: bucket.name, signal };
  const query = {
    versions: '',
    prefix,
    'max-keys': String(limit),
    'encoding-type': 'url',
    ...definedOnly({
      delimiter: flat ? undefined : '/',
      'key-marker': marker?.key,
      'version-id-marker': marker?.versionId,
    }),
  };
  const answer = await api.read(spec, { method: 'GET', region: bucket.region, bucket, query });
  return toPage(readXml(answer, 'ListVersionsResult', spec), answer.body.toString('utf8'));
}

function toPage(body: AnswerFields, text: string): VersionPage {
  const encoding = body.text('EncodingType');
  const versions = body.elements('Version').map((row) => toVersion(row, encoding, false));
  const markers = body.elements('DeleteMarker').map((row) => toVersion(row, encoding, true));
  const prefixes = body.elements('CommonPrefixes').map((row) => decodeKey(row, 'Prefix', encoding));
  // OSS always returns the markers of the next page. Without them the rest of the list would silently be lost.
  const next = body.flag('IsTruncated')
    ? {
        key: decodeKey(body, 'NextKeyMarker', encoding),
        ...definedOnly({ versionId: body.text('NextVersionIdMarker') }),
      }
    : undefined;
  return { versions: inOrder(versions, markers, text), prefixes, ...definedOnly({ next }) };
}

/** Returns versions and delete markers in the order of the answer, since the XML parser lists them apart. Their times are precise to the second only. */
function inOrder(
  versions: readonly ObjectVersion[],
  markers: readonly ObjectVersion[],
  text: string,
): readonly ObjectVersion[] {
  const rest = { Version: [...versions].reverse(), DeleteMarker: [...markers].reverse() };
  const names = [...text.matchAll(/<(Version|DeleteMarker)>/g)].map(([, name]) => name as keyof typeof rest);
  return names.flatMap((name) => rest[name].pop() ?? []);
}

function toVersion(row: AnswerFields, encoding: string | undefined, isDeleteMarker: boolean): ObjectVersion {
  return {
    key: decodeKey(row, 'Key', encoding),
    // The vendor's sample of a bucket that never had versioning has an empty one.
    versionId: row.text('VersionId') ?? 'null',
    isLatest: row.flag('IsLatest') ?? false,
    isDeleteMarker,
    lastModified: row.text('LastModified') ?? '',
    size: row.number('Size') ?? 0,
    etag: plainEtag(row.text('ETag')),
    ...definedOnly({ storageClass: row.text('StorageClass') }),
  };
}

async function deleteVersion(
  api: OssApi,
  ...[bucket, key, versionId, signal]: Parameters<OssPort['deleteVersion']>
): Promise<void> {
  const spec: CallSpec = {
    action: 'DeleteObject',
    permission: 'oss:DeleteObjectVersion',
    subject: nameOf(bucket, key),
    signal,
    // Sent again after a lost answer, it could meet an object that another author wrote meanwhile while versioning is suspended.
    repeatable: versionId !== 'null',
  };
  await api.write(spec, { method: 'DELETE', region: bucket.region, bucket, key, query: { versionId } });
}

async function setVersioning(
  api: OssApi,
  ...[{ name, region }, state, signal]: Parameters<OssPort['setVersioning']>
): Promise<void> {
  const spec: CallSpec = { action: 'PutBucketVersioning', subject: name, signal, repeatable: true };
  const status = state === 'enabled' ? 'Enabled' : 'Suspended';
  const xml = `<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`;
  await api.write(spec, {
    method: 'PUT',
    region,
    bucket: { name },
    query: { versioning: '' },
    headers: { 'content-type': 'application/xml' },
    body: new TextEncoder().encode(xml),
  });
}
