import type { CloudPorts } from '../../../src/core/ports/cloud.js';

/** One request as it leaves, without what every signed request has. */
export interface WireRequest {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  /** Of RPC calls. */
  readonly action?: string;
  readonly version?: string;
  readonly query: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
  /** Of OSS: those that the call is about. */
  readonly headers: Readonly<Record<string, string>>;
  /** A body that is no form. */
  readonly body: string;
}

/** A writing call of a port, and what the vendor's reference says that it sends. */
export interface Row {
  readonly run: (cloud: CloudPorts) => Promise<unknown>;
  readonly request: WireRequest;
}

const nothing = { query: {}, form: {}, headers: {}, body: '' };
const versions = { cdn: '2018-05-10', alidns: '2015-01-09', cas: '2020-04-07' } as const;

/** RPC, POST to `/` (API reference of each call). The typed methods of the SDKs put parameters into the query; what is long or secret goes into a form. */
export const rpc = (
  product: keyof typeof versions,
  action: string,
  place: 'query' | 'form',
  parameters: Readonly<Record<string, string>>,
): WireRequest => ({
  ...nothing,
  host: `${product}.aliyuncs.com`,
  method: 'POST',
  path: '/',
  action,
  version: versions[product],
  [place]: parameters,
});

/** The bucket of the calls of OSS. */
export const bucket = { name: 'empty-singapore', region: 'ap-southeast-1' };

/** OSS, virtual-hosted style at the public endpoint of the region; sub-resources are names without a value. */
export const oss = (method: string, path: string, more: Partial<WireRequest> = {}): WireRequest => ({
  ...nothing,
  host: `${bucket.name}.oss-${bucket.region}.aliyuncs.com`,
  method,
  path,
  ...more,
});

/** The domain that the calls are about. */
export const name = 'static.shop-demo.com';
