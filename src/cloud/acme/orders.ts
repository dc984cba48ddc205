import { AppError } from '../../core/errors.js';
import type { AcmeOrder, AcmeProblem, AcmeValidation, RenewalWindow } from '../../core/ports/acme.js';
import type { HttpsAnswer } from '../http/httpsSend.js';
import { type AccountKey, challengeValue } from './jws.js';
import { readJson, toProblem } from './problems.js';
import { readUrl } from './session.js';

type Fields = Readonly<Record<string, unknown>>;

/** An order as the server writes it (RFC 8555, 7.1.3). */
export interface OrderModel {
  readonly state: AcmeOrder['state'];
  readonly names: readonly string[];
  readonly authorizations: readonly string[];
  readonly finalize: string;
  /** Present once it is issued. */
  readonly certificate?: string;
  readonly problem?: AcmeProblem;
}

/** An authorization as the server writes it (RFC 8555, 7.1.4), with its `dns-01` challenge. */
export interface AuthorizationModel {
  readonly name: string;
  readonly state: string;
  readonly challenge?: { readonly url: string; readonly token: string; readonly state: string };
  readonly problem?: AcmeProblem;
}

const orderStates = ['pending', 'ready', 'processing', 'valid', 'invalid'] as const;

/** Reads an order; throws `badAnswer` for anything else. */
export function readOrderModel(answer: HttpsAnswer): OrderModel {
  const fields = toFields(readJson(answer));
  const state = orderStates.find((each) => each === fields.status);
  if (!state) throw new AppError('badAnswer', { message: 'The order has no state' });
  const problem = toProblem(fields.error);
  return {
    state,
    names: toList(fields.identifiers).map((each) => String(toFields(each).value)),
    authorizations: toList(fields.authorizations).map(readUrl),
    finalize: readUrl(fields.finalize),
    ...(fields.certificate !== undefined && { certificate: readUrl(fields.certificate) }),
    ...(problem && { problem }),
  };
}

/** Reads an authorization; its challenge is absent where it was validated another way. */
export function readAuthorizationModel(answer: HttpsAnswer): AuthorizationModel {
  const fields = toFields(readJson(answer));
  const challenges = toList(fields.challenges).map(toFields);
  const challenge = challenges.find(({ type }) => type === 'dns-01');
  const problem = challenges.map(({ error }) => toProblem(error)).find((each) => each !== undefined);
  return {
    name: String(toFields(fields.identifier).value),
    state: String(fields.status),
    ...(challenge && {
      challenge: { url: readUrl(challenge.url), token: String(challenge.token), state: String(challenge.status) },
    }),
    ...(problem && { problem }),
  };
}

/** Reads the window of a renewal (RFC 9773, 4.2); `undefined` for anything else. */
export function readWindowModel(answer: HttpsAnswer): RenewalWindow | undefined {
  const { start, end } = toFields(toFields(readJson(answer)).suggestedWindow);
  const [from, until] = [Date.parse(String(start)), Date.parse(String(end))];
  return from < until ? { from, until } : undefined;
}

/** An order in the words of the port; the reason of the name that was refused says more than that of the order. */
export function toOrder(
  url: string,
  order: OrderModel,
  authorizations: readonly AuthorizationModel[],
  key: AccountKey,
): AcmeOrder {
  const problem = authorizations.map((each) => each.problem).find((each) => each !== undefined) ?? order.problem;
  return {
    url,
    state: order.state,
    validations: authorizations.flatMap((each) => toValidation(each, key)),
    ...(problem && { problem }),
  };
}

function toValidation({ name, state, challenge }: AuthorizationModel, key: AccountKey): readonly AcmeValidation[] {
  if (!challenge) return [];
  const isTold = state === 'pending' && challenge.state !== 'pending';
  const known = state === 'pending' || state === 'valid' ? state : 'invalid';
  const value = challengeValue(challenge.token, key);
  return [{ host: `_acme-challenge.${name}`, value, state: isTold ? 'processing' : known }];
}

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
