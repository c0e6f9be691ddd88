import { expect, test } from 'vitest';
import { parseLogLine, readableLine } from '../../demo/controller-log.ts';
import { parseNumbers } from '../../demo/controller-numbers.ts';

const line = (fields: object) =>
  JSON.stringify({ level: 'info', time: '2026-01-05T12:34:56.789Z', msg: 'web up from 2 to 3', ...fields });

test('decisions, warnings and errors are told, the rest is not', () => {
  const time = '12:34:56';
  const text = 'web up from 2 to 3';
  expect(parseLogLine(line({ action: 'scale-up' }))).toEqual({ kind: 'up', time, text });
  expect(parseLogLine(line({ action: 'scale-down' }))?.kind).toBe('down');
  expect(parseLogLine(line({ action: 'hold' }))?.kind).toBe('hold');
  expect(parseLogLine(line({ level: 'error' }))?.kind).toBe('warning');
  expect(parseLogLine('error E_LOCKED: held')).toEqual({
    kind: 'end',
    time: '',
    text: 'error E_LOCKED: held',
  });
  expect(parseLogLine(line({}))).toBeUndefined();
  expect(parseLogLine('no JSON')).toBeUndefined();
  expect(parseLogLine('3')).toBeUndefined();
});

test('a log line for people', () => {
  expect(readableLine(line({}))).toBe('12:34:56 info web up from 2 to 3');
  expect(readableLine('[NOTICE] haproxy')).toBe('[NOTICE] haproxy');
});

test('the numbers of one service of one project', () => {
  const of = (project: string, n: number) => `project="${project}",service="web"} ${n}`;
  const text = [
    '# TYPE autoscaler_replicas_current gauge',
    `autoscaler_replicas_current{${of('other', 9)}`,
    `autoscaler_replicas_current{${of('demo', 3)}`,
    `autoscaler_replicas_ready{${of('demo', 2)}`,
    `autoscaler_replicas_desired{${of('demo', 4)}`,
    `autoscaler_service_cpu_percent{${of('demo', 12.5)}`,
    'autoscaler_decisions_total{project="demo",service="web",action="hold",reason="METRIC_WITHIN"} 7',
    'autoscaler_decisions_total{project="demo",service="web",action="scale-up",reason="METRIC_ABOVE"} 2',
  ].join('\n');
  expect(parseNumbers(text, 'demo', 'web')).toEqual({
    replicas: { current: 3, ready: 2, wanted: 4 },
    cpuPercent: 12.5,
    decisions: 9,
  });
  expect(parseNumbers('', 'demo', 'web')).toEqual({
    replicas: undefined,
    cpuPercent: undefined,
    decisions: 0,
  });
});
