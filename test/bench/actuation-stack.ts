import { resolve } from 'node:path';

/**
 * The stack the actuation benchmark scales. The health check comes often, so that waiting for it does not drown what is
 * compared; more often, its own processes would slow everything on two cores.
 */
export function stackDefinition(): object {
  const haproxyConfig = resolve('deploy/haproxy/haproxy.cfg');
  return {
    services: {
      web: {
        build: resolve('deploy/demo/web'),
        image: 'compose-autoscaler/demo-web',
        environment: { CPU_MS: '0' },
        scale: 2,
        healthcheck: {
          test: ['CMD', 'bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/8080'],
          interval: '500ms',
          timeout: '1s',
          retries: 50,
        },
      },
      haproxy: {
        image: 'haproxy:3.2',
        command: [
          ...['haproxy', '-W', '-db', '-S', '/var/lib/haproxy/master.sock,mode,666'],
          ...['-f', '/usr/local/etc/haproxy/haproxy.cfg', '-f', '/usr/local/etc/haproxy/auto/'],
        ],
        volumes: [
          `${haproxyConfig}:/usr/local/etc/haproxy/haproxy.cfg:ro`,
          'auto:/usr/local/etc/haproxy/auto',
          'run:/var/lib/haproxy',
        ],
      },
    },
    volumes: { auto: {}, run: {} },
  };
}
