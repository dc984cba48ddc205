import type { AppError } from '../../core/errors.js';
import type { CloudCall } from '../../core/ports/cloud.js';
import type { Disposable } from '../../core/signal.js';
import { inOneLine } from '../../core/text/visibleText.js';
import type { Redactor } from './redact.js';

/** The manifest fields that the log shows. */
export interface Manifest {
  readonly version: string;
  /** Where bugs are reported; absent before publication. */
  readonly bugs?: { readonly url?: string };
}

/** The output channel of the extension; every value passes the redactor. */
export interface Log extends Disposable, Redactor {
  readonly manifest: Manifest;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  /** Logs a failure on one line: the task, kind, vendor code and RequestId. Adds the stack of an unforeseen error. */
  failure(what: string, error: AppError): void;
  /** Logs a cloud call on one line: action, subject, duration, RequestId, and the kind and code of a failure. */
  call(call: CloudCall): void;
  /** Shows the log; settles once it is visible. */
  show(): unknown;
}

/** The used part of a log channel. */
export interface LogChannel extends Disposable {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  show(): unknown;
}

/** Writes redacted text to a channel, one line at a time. A line break in a name adds no line. */
export function writeLog(redactor: Redactor, channel: LogChannel, manifest: Manifest): Log {
  const clean = (text: string) => inOneLine(redactor.redact(text));
  return {
    manifest,
    hide: redactor.hide,
    redact: redactor.redact,
    debug: (message) => channel.debug(clean(message)),
    info: (message) => channel.info(clean(message)),
    warn: (message) => channel.warn(clean(message)),
    failure: (what, error) => {
      const lines = [`${what} failed: ${describeError(error)}`, ...stackLines(error)];
      channel.error(lines.map(clean).join('\n'));
    },
    call: (call) => {
      const line = clean(describeCall(call));
      if (call.failed) channel.warn(line);
      else channel.info(line);
    },
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}

/** All details of an error on one line, for the log and Copy Details. */
export function describeError(error: AppError): string {
  const { code, message, requestId, action, subject, functionName, httpStatus, endpoint, denial, secret } =
    error.details;
  const { permission, reason } = denial ?? {};
  const parts = {
    kind: error.kind,
    action,
    permission,
    reason,
    code,
    subject,
    function: functionName,
    secret: secret && `${secret.kind} in line ${secret.line}`,
    message,
    httpStatus,
    endpoint,
    requestId,
  };
  return Object.entries(parts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
}

function stackLines({ details: { stack } }: AppError): readonly string[] {
  return stack === undefined ? [] : stack.split('\n').map((line) => `    ${line}`);
}

/** A cloud call on one line. */
function describeCall(call: CloudCall): string {
  const { action, subject, functionName, durationMs, failed, kind, requestId } = call;
  const outcome = failed && [`failed kind=${kind}`, failed === kind ? undefined : `code=${failed}`];
  const request = requestId && `RequestId=${requestId}`;
  return [action, subject, functionName, `${Math.round(durationMs)} ms`, outcome, request]
    .flat()
    .filter(Boolean)
    .join(' ');
}
