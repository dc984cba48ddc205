import type { ApiRequest, ApiResponse } from '../state/state.js';
import { element, textElements, xmlDocument } from './xml.js';

interface OssErrorFields {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** The error number of the vendor's error centre. */
  readonly ec?: string;
  /** Further elements of the body, such as `Endpoint`. */
  readonly more?: Readonly<Record<string, string>>;
  /** Further headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** RAM's details of a denial. */
  readonly denial?: Readonly<Record<string, string>> | undefined;
}

/** A refusal by OSS, which the service converts to XML. */
export class OssError extends Error {
  constructor(readonly fields: OssErrorFields) {
    super(fields.code);
  }
}

/** AccessDenied with the given reason. */
export function accessDenied(message: string, ec: string, more: Readonly<Record<string, string>> = {}): OssError {
  return new OssError({ status: 403, code: 'AccessDenied', message, ec, more });
}

/** The error of a value that OSS rejects. */
export function invalidArgument(message: string, more: Readonly<Record<string, string>> = {}): OssError {
  return new OssError({ status: 400, code: 'InvalidArgument', message, ec: '0017-00000902', more });
}

/** The error of an unreadable document; `ec` tells which one. */
export function malformed(ec = '0031-00000001'): OssError {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema.';
  return new OssError({ status: 400, code: 'MalformedXML', message, ec });
}

/** The error of a failed condition. */
export function preconditionFailed(): OssError {
  const message = 'At least one of the pre-conditions you specified did not hold.';
  return new OssError({ status: 412, code: 'PreconditionFailed', message, ec: '0003-00000701' });
}

/** The error of reading an archived object that was not restored. */
export function invalidObjectState(): OssError {
  const message = "The operation is not valid for the object's state";
  return new OssError({ status: 403, code: 'InvalidObjectState', message, ec: '0016-00000404' });
}

/** The error of an operation that OSS does not support for this object. */
export function operationNotSupported(): OssError {
  const message = 'The operation is not supported for this resource.';
  return new OssError({ status: 400, code: 'OperationNotSupported', message, ec: '0016-00000701' });
}

/** The XML answer for a refusal. For HEAD, which has no body, OSS sends it in a header, in base64. */
export function toErrorResponse(
  { fields }: OssError,
  requestId: string,
  { host, method }: Pick<ApiRequest, 'host' | 'method'>,
): ApiResponse {
  const { status, code, message, ec = '0001-00000001', more = {}, headers, denial } = fields;
  const error = element(
    'Error',
    textElements({
      Code: code,
      Message: message,
      RequestId: requestId,
      HostId: host,
      ...more,
      EC: ec,
      RecommendDoc: `https://api.aliyun.com/troubleshoot?q=${ec}`,
    }),
    denial ? element('AccessDeniedDetail', textElements(denial)) : '',
  );
  const body = xmlDocument(error);
  const repeated = method === 'HEAD' ? { 'x-oss-err': Buffer.from(body).toString('base64') } : {};
  return { status, headers: { 'Content-Type': 'application/xml', 'x-oss-ec': ec, ...repeated, ...headers }, body };
}
