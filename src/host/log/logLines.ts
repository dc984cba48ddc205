import type { AppError } from '../../core/errors.js';
import type { CloudCall } from '../../core/ports/cloud.js';
import type { Disposable } from '../../core/signal.js';
import { inOneLine } from '../../core/text/visibleText.js';
import type { Redactor } from './redact.js';

/** The fields of the manifest that the log shows. */
export interface Manifest {
  readonly version: string;
  /** Where bugs are reported. Absent until the extension is published. */
  readonly bugs?: { readonly url?: string };
}

/** The output channel of the extension; every value passes the redactor. */
export interface Log extends Disposable, Redactor {
  readonly manifest: Manifest;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  /** Logs a failure on one line, with the task, the kind, the vendor's code and the RequestId. An unforeseen error is followed by its stack. */
  failure(what: string, error: AppError): void;
  /** Logs a cloud call on one line, with its action, subject, duration and RequestId, and the kind and code if it failed. */
  call(call: CloudCall): void;
  /** Shows the log. The result settles once the log is visible. */
  show(): unknown;
}

/** The part of a log channel that is used. */
export interface LogChannel extends Disposable {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  show(): unknown;
}

/** Creates a log that writes redacted text to a channel, one line at a time. A line break in a name does not start a new line. */
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

/** Describes all details of an error on one line, for the log and for Copy Details. */
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

/** Describes a cloud call on one line. */
function describeCall(call: CloudCall): string {
  const { action, subject, functionName, durationMs, failed, kind, requestId } = call;
  const outcome = failed && [`failed kind=${kind}`, failed === kind ? undefined : `code=${failed}`];
  const request = requestId && `RequestId=${requestId}`;
  return [action, subject, functionName, `${Math.round(durationMs)} ms`, outcome, request]
    .flat()
    .filter(Boolean)
    .join(' ');
}
