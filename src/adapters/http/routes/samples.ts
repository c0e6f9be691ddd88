import { z } from 'zod';
import type { Api, ApiParts } from '../api.ts';
import { iso } from '../body/time.ts';
import { Refusal } from '../failures.ts';
import { answer, serviceFailures } from '../schema/failure.ts';
import { range, serviceNames, serviceParams, time } from '../schema/scalars.ts';

const HOUR_MS = 3_600_000;
const MAX_SERIES = 20;

const query = z.object({
  series: z
    .string()
    .max(2000)
    .optional()
    .describe(`Names joined by commas, at most ${MAX_SERIES}; every series of the service without it.`),
  ...range,
  points: z.coerce.number().int().min(1).max(2000).default(300).describe('The most points of a series.'),
});

const columns = z
  .object({
    at: z.array(z.int()).describe('Seconds since 1970: where each point’s time begins.'),
    mean: z.array(z.number()),
    low: z.array(z.number()),
    high: z.array(z.number()),
  })
  .meta({ id: 'Points', description: 'Points in columns; where nothing was measured there is none.' });

const samples = z
  .object({
    ...serviceNames,
    since: time,
    until: time,
    series: z.record(z.string(), z.object({ stepSeconds: z.number(), points: columns })),
  })
  .meta({ id: 'Samples', description: 'Series over time.' });

/** What was measured over time: metrics by their names, and `replicas.current`, `.ready`, `.desired`, `.min`, `.max`. */
export function sampleRoutes(app: Api, { journal, clock, console }: ApiParts): void {
  app.get(
    '/services/:project/:service/samples',
    {
      schema: {
        operationId: 'getSamples',
        summary: 'Samples and replica counts over time; the last hour unless told.',
        description:
          'A series is a metric by its name, burst. and the name of one whose query a burst asks over its own window, forecast. and a metric’s name (what it is not expected to go over, in its unit), or replicas.current, .ready, .desired, .min, .max, or shadow.desired. The journal keeps means of 15 s for two days and of 5 min for thirty, less with very many series.',
        tags: ['Ask'],
        params: serviceParams,
        querystring: query,
        response: { 200: answer(samples), ...serviceFailures },
      },
    },
    ({ params: ref, query: { since, until, points, series } }) => {
      console.service(ref);
      const to = until === undefined ? clock.now() : Date.parse(until);
      const from = since === undefined ? to - HOUR_MS : Date.parse(since);
      if (from >= to) throw new Refusal(400, 'RANGE', '`since` must be before `until`');
      const known = journal.seriesOf(ref);
      const names = series?.split(',') ?? known.slice(0, MAX_SERIES);
      if (names.length > MAX_SERIES)
        throw new Refusal(400, 'TOO_MANY', `no more than ${MAX_SERIES} series at once`);
      const read = (name: string) => {
        const { stepMs, points: rows } = journal.points({
          ref,
          series: name,
          since: from,
          until: to,
          points,
        });
        const table = {
          at: rows.map(({ at }) => Math.floor(at / 1000)),
          mean: rows.map(({ mean }) => mean),
          low: rows.map(({ low }) => low),
          high: rows.map(({ high }) => high),
        };
        return [name, { stepSeconds: stepMs / 1000, points: table }] as const;
      };
      const wanted = names.filter((name) => known.includes(name));
      return { ...ref, since: iso(from), until: iso(to), series: Object.fromEntries(wanted.map(read)) };
    },
  );
}
