/** Stands where a secret was. */
export const REDACTED = '[redacted]';

/** Longer texts are cut: nobody reads them in a log line. */
const MAX_LENGTH = 16_384;

const SECRET_WORD = 'passw(?:or)?d|passphrase|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key';

/** Shapes of secrets within text, each with what is left of it. Word runs are bounded, so that none is slow. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, REDACTED],
  // scheme://user:password@host
  [/([a-z][a-z\d+.-]{0,20}:\/\/)[^\s/?#]*@/gi, `$1${REDACTED}@`],
  [/((?:authorization|cookie)["']?\s{0,4}[:=]\s{0,4}["']?)[^\r\n"']+/gi, `$1${REDACTED}`],
  [/\b(bearer\s+)[\w.~+/=-]+/gi, `$1${REDACTED}`],
  [/\b([Bb]asic\s+)(?=\S*[A-Z\d=])[\w+/=-]{6,}/g, `$1${REDACTED}`],
  // KEY=value, key: value, "key":"value" and --key value
  [
    new RegExp(
      `([\\w-]{0,64}(?:${SECRET_WORD})[\\w-]{0,64}["']?\\s{0,4}[=:]\\s{0,4})(?:"[^"]*"|'[^']*'|[^\\s,;&"']+)`,
      'gi',
    ),
    `$1${REDACTED}`,
  ],
  [new RegExp(`(--[\\w-]{0,64}(?:${SECRET_WORD})[\\w-]{0,64}\\s+)(?!-)\\S+`, 'gi'), `$1${REDACTED}`],
  // JSON Web Tokens, and tokens that tell by their beginning
  [/\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/g, REDACTED],
  [/\b(?:gh[oprsu]_|github_pat_|glpat-|dckr_pat_|xox[abprs]-|AKIA)[\w-]{10,}/g, REDACTED],
];

/** The text without anything that looks like a secret, cut when it is very long. */
export function redactText(text: string): string {
  const kept =
    text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}… (${text.length - MAX_LENGTH} more)` : text;
  return SHAPES.reduce((result, [shape, left]) => result.replace(shape, left), kept);
}

const SECRET_NAME = new RegExp(`${SECRET_WORD}|credential|authorization|^auth$|cookie`, 'i');

/** Whether a field of this name holds a secret, whatever it looks like. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}
