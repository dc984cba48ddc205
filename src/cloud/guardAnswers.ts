import { AppError } from '../core/errors.js';

type Method = (...given: unknown[]) => unknown;

/**
 * The port, whose calls throw `badAnswer` where a field of an answer is of another kind than the vendor documents: the SDKs
 * check hardly any, and what then fails is our reading of it.
 */
export function guardAnswers<Port extends object>(port: Port): Port {
  const guarded = Object.entries(port).map(([name, value]: [string, unknown]) => {
    return [name, typeof value === 'function' ? guard(name, value as Method) : value];
  });
  return Object.fromEntries(guarded) as Port;
}

function guard(name: string, method: Method): Method {
  return (...given) => {
    const result = method(...given);
    return result instanceof Promise
      ? result.catch((error: unknown) => Promise.reject(toBadAnswer(error, name)))
      : result;
  };
}

function toBadAnswer(error: unknown, name: string): unknown {
  const isOfReading = error instanceof TypeError || error instanceof RangeError || error instanceof URIError;
  return isOfReading ? new AppError('badAnswer', { message: `${name}: ${error.message}` }) : error;
}
