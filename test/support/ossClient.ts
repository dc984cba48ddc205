import OSS from 'ali-oss';
import type { AccessKey } from '../../sandbox/state/accessKey.js';
import type { Answer } from './ask.js';

/** The options of an OSS client in tests. */
export interface BucketClient {
  readonly key: AccessKey;
  readonly bucket: string;
  readonly region: string;
  /** The endpoint, if not the region's own. */
  readonly endpoint?: string;
  /** The endpoint is a domain bound to the bucket. */
  readonly cname?: boolean;
}

/** The vendor's own client of OSS, signing with V4 over HTTPS. */
export function createOssClient({ key, bucket, region, endpoint, cname = false }: BucketClient): OSS {
  return new OSS({
    accessKeyId: key.id,
    accessKeySecret: key.secret,
    authorizationV4: true,
    region: `oss-${region}`,
    bucket,
    secure: true,
    cname,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(key.securityToken === undefined ? {} : { stsToken: key.securityToken }),
    // Without these it warns that a temporary key will expire.
    refreshSTSToken: async () => ({}),
    refreshSTSTokenInterval: 1e9,
  });
}

/** The error code in an XML answer. */
export function codeOf({ body }: Answer): string | undefined {
  return /<Code>(.*?)<\/Code>/.exec(body.toString())?.[1];
}
