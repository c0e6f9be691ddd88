import fc from 'fast-check';

/** Texts that mean something to a configuration file, a shell or a runtime socket, alone and in the midst of others. */
const NASTY = [
  '\n',
  '\r\n',
  '\n  server evil 10.6.6.6:80\n',
  "'\n  bind *:666\n'",
  '\nglobal\n  user root\n',
  ' ',
  '\t',
  ';',
  '; shutdown sessions server web/s1',
  '<<\n',
  '{',
  '}',
  '#',
  '%',
  '%[env(HOME)]',
  '%{+Q}o',
  '"',
  "'",
  '\\',
  '\\\n',
  '`id`',
  '$(id)',
  '$HOME',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an environment variable as HAProxy spells it
  '"${HOME[*]}"',
  '|',
  '&&',
  '*',
  '../..',
  ',',
  '(',
  ')',
  '[',
  ']',
  '@',
  '-f',
  '--',
  '\u0000',
  '\u0007',
  '\u007f',
  '\u2028',
  'é',
  '🦊',
] as const;

const harmless = fc.stringMatching(/^[a-z0-9._/-]{0,8}$/);

/** A text of which somebody hopes that it gets into a configuration. */
export const hostileText: fc.Arbitrary<string> = fc
  .oneof(
    { arbitrary: fc.array(fc.oneof(fc.constantFrom(...NASTY), harmless), { maxLength: 4 }), weight: 4 },
    { arbitrary: fc.string({ unit: 'binary', maxLength: 12 }).map((text) => [text]), weight: 1 },
    { arbitrary: harmless.map((text) => [text]), weight: 3 },
  )
  .map((parts) => parts.join(''));
