const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  { name: 'day of the week', min: 0, max: 7, words: DAYS },
];

function numberOf(text: string, field: Field): number | undefined {
  if (/^\d{1,2}$/.test(text)) {
    const value = Number(text);
    return value >= field.min && value <= field.max ? value : undefined;
  }
  const index = field.words?.indexOf(text.toLowerCase()) ?? -1;
  return index < 0 ? undefined : index + field.min;
}

function isPart(part: string, field: Field): boolean {
  const [range = '', step, ...rest] = part.split('/');
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d?$/.test(step))) return false;
  if (range === '*') return true;
  const [first = '', last, ...more] = range.split('-');
  const from = numberOf(first, field);
  if (from === undefined || more.length > 0) return false;
  if (last === undefined) return step === undefined;
  const to = numberOf(last, field);
  return to !== undefined && from <= to;
}

const LONGEST: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether some month of the field has some day of the other; both are plain lists of numbers or ranges. */
function canHappen(days: string, months: string): boolean {
  const month = FIELDS[3];
  const day = FIELDS[2];
  if (month === undefined || day === undefined || /[*/]/.test(days)) return true;
  const earliest = Math.min(...days.split(',').map((part) => numberOf(part.split('-')[0] ?? '', day) ?? 1));
  const named = months.split(',').flatMap((part) => {
    if (part.includes('*')) return LONGEST.map((_, index) => index + 1);
    const [from = 1, to = from] = (part.split('/')[0] ?? '')
      .split('-')
      .map((text) => numberOf(text, month) ?? 1);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
  return named.some((number) => earliest <= (LONGEST[number - 1] ?? 0));
}

/**
 * What is wrong with a five-field cron expression (minute, hour, day of the month, month, day of the week;
 * lists, ranges, steps, English short names), as a predicate; undefined when nothing is.
 */
export function cronFault(text: string): string | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== FIELDS.length)
    return 'must be a cron expression of five fields (minute hour day month weekday)';
  for (const [index, field] of FIELDS.entries()) {
    const value = fields[index] ?? '';
    if (!value.split(',').every((part) => isPart(part, field)))
      return `must be a cron expression, but "${value}" is no ${field.name} (${field.min}–${field.max})`;
  }
  const [, , day = '*', month = '*', weekday = '*'] = fields;
  if (day !== '*' && weekday !== '*')
    return 'must restrict the day of the month or the weekday, but not both: cron programs read that differently';
  return canHappen(day, month) ? undefined : 'must be a date that exists, but no such month has such a day';
}

/** Whether the runtime knows this IANA time zone. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
