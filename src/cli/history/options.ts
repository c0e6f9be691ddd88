import { type Command, InvalidArgumentError, Option } from 'commander';
import type { HistoryOptions } from '../commands/history.ts';
import { type Moment, momentOption } from '../moment-option.ts';
import { ENTRY_KINDS, NEWEST, type Position } from './entries.ts';
import { OUTCOMES } from './filter.ts';
import { parsePosition } from './page.ts';

const DEFAULT_LIMIT = 100;

/** The options of `history`. */
export function withHistoryOptions(command: Command) {
  return command
    .option('--project <project>', 'only of this Compose project')
    .addOption(momentOption('--since <when>', 'only since then: 2h (ago), or a date and time'))
    .addOption(momentOption('--until <when>', 'only until then'))
    .addOption(new Option('--kind <kinds...>', 'only of these kinds').choices(ENTRY_KINDS))
    .addOption(new Option('--outcome <outcomes...>', 'only what came to this').choices(OUTCOMES))
    .option('--changes', 'leave out decisions to hold', false)
    .option('--who <name>', 'only what this person asked for')
    .option('--reason <code>', 'only decisions with this reason')
    .option('--limit <count>', 'the newest so many entries', parseLimit, DEFAULT_LIMIT)
    .option(
      '--before <place>',
      'only what is older: the place that a page named at its end',
      parsePosition,
      NEWEST,
    )
    .option('--json', 'print one JSON document', false)
    .addOption(new Option('--csv', 'print CSV').default(false).conflicts('json'));
}

/** What `history` is told; `given` are the options as Commander parsed them. */
export function historyInput(given: HistoryGiven): Omit<HistoryOptions, 'flags' | 'service'> {
  const { kind, outcome, who, reason, changes, json, csv, before, project, since, until, limit } = given;
  const filter = { kinds: kind ?? ENTRY_KINDS, outcomes: outcome, who, reason, changesOnly: changes };
  return { project, since, until, limit, filter, from: before, format: csv ? 'csv' : json ? 'json' : 'text' };
}

interface HistoryGiven {
  readonly project?: string | undefined;
  readonly since?: Moment | undefined;
  readonly until?: Moment | undefined;
  readonly kind?: HistoryOptions['filter']['kinds'] | undefined;
  readonly outcome?: HistoryOptions['filter']['outcomes'];
  readonly changes: boolean;
  readonly who?: string | undefined;
  readonly reason?: string | undefined;
  readonly limit: number;
  readonly before: Position;
  readonly json: boolean;
  readonly csv: boolean;
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of at least 1.');
}
