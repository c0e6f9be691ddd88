/** A Compose service name: no shell, path or HAProxy syntax can be written with it. */
export const SERVICE_NAME = /^[a-zA-Z0-9._-]{1,63}$/;
/** A Compose project name. */
export const PROJECT_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
/** The name of a metric or schedule; no dot, so that a label can be a path. */
export const ITEM_NAME = /^[a-zA-Z_][a-zA-Z0-9_-]{0,62}$/;
/** An absolute path without spaces, quotes or control characters. */
export const ABSOLUTE_PATH = /^\/[a-zA-Z0-9._/@+-]*$/;
