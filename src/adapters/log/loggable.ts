import { AutoscalerError } from '../../core/errors.ts';
import { isSecretName, REDACTED, redactText } from './redact-text.ts';

const MAX_DEPTH = 10;

/** A value as plain JSON without secrets: errors by their fields, cycles and great depth cut. */
export function loggable(value: unknown, ancestors: readonly object[] = []): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (ancestors.includes(value)) return '[circular]';
  if (ancestors.length >= MAX_DEPTH) return '[too deep]';
  const path = [...ancestors, value];
  if (value instanceof Error) return loggableError(value, path);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) return loggable(Object.fromEntries(value), path);
  if (value instanceof Set) return loggable([...value], path);
  if (Array.isArray(value)) return value.map((item) => loggable(item, path));
  if ('toJSON' in value && typeof value.toJSON === 'function') return loggable(value.toJSON(), path);
  return loggableFields(value, path);
}

function loggableFields(fields: object, path: readonly object[]): unknown {
  const result: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(fields)) {
    result[name] = isSecretName(name) ? hidden(value) : loggable(withoutHeaders(name, value), path);
  }
  return result;
}

/** Whether a secret was set may be told; what it is may not. */
function hidden(value: unknown): unknown {
  return value === undefined || value === null || typeof value === 'boolean' ? value : REDACTED;
}

/** Any header may carry a credential, so that only their names are told. */
function withoutHeaders(name: string, value: unknown): unknown {
  if (!/headers$/i.test(name) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.keys(value).map((header) => [header, REDACTED]));
}

/** Only these fields: errors of HTTP clients carry whole requests, credentials included. */
function loggableError(error: Error, path: readonly object[]): unknown {
  const code = 'code' in error ? error.code : undefined;
  const isOurs = error instanceof AutoscalerError;
  const isDefect = !isOurs && code === undefined;
  return {
    ...(isOurs ? {} : { name: error.name }),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    message: redactText(error.message),
    ...(isOurs && error.fix !== undefined ? { fix: redactText(error.fix) } : {}),
    ...(isOurs && error.at !== undefined ? { at: redactText(error.at) } : {}),
    ...(error instanceof AggregateError ? { errors: loggable(error.errors, path) } : {}),
    ...(error.cause === undefined ? {} : { cause: loggable(error.cause, path) }),
    ...(isDefect && error.stack !== undefined ? { stack: redactText(error.stack) } : {}),
  };
}
